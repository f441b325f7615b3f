/** Faults of services, messages and brokers on real runs: what is counted, never how long it takes. */
import { afterEach, describe, expect, onTestFinished, test } from 'vitest'
import type { ExperimentInput } from '#core/parse-experiment.ts'
import type { ProtocolId, Style } from '#core/protocols.ts'
import { summarize } from '#core/summary.ts'
import { openBroker } from '#server/protocols/mqtt/engine.ts'
import { createLab, type Lab } from '#server/runs/lab.ts'

const labs: Lab[] = []
afterEach(async () => {
  for (const lab of labs.splice(0)) await lab.close()
})

function openLab(): Lab {
  const lab = createLab({ external: {} })
  labs.push(lab)
  return lab
}

const calls: ProtocolId[] = ['in-process', 'http', 'grpc', 'graphql', 'tcp', 'websocket']
const brokers = ['sqs', 'mqtt', 'kafka'] as const

async function lanesOf(protocols: readonly ProtocolId[], more: Partial<ExperimentInput>) {
  const { run } = await openLab().start({
    v: 1,
    durationS: 4,
    workload: { open: { rateRps: 40, arrival: 'constant' } },
    lanes: protocols.map((protocol) => ({ id: protocol, protocol, timeoutMs: 20_000 })),
    ...more,
  })
  await run.over
  expect(run.state).toMatchObject({ is: 'finished' })
  return { run, lanes: Object.fromEntries(summarize(run.view).lanes.map((lane) => [lane.id, lane])) }
}

/** Five standard deviations around a share of `n`. */
function expectShare(count: number, n: number, share: number, what: string): void {
  expect(Math.abs(count / n - share), what).toBeLessThanOrEqual(5 * Math.sqrt((share * (1 - share)) / n))
}

describe('faults of a service', () => {
  test('an error rate of 30 % is one over every protocol, and said as a server’s error', async () => {
    const fault = { type: 'error', target: { lane: '*', part: 'service' }, attributes: { rate: 0.3 } } as const
    const { run, lanes } = await lanesOf(calls, { faults: [fault] })
    for (const id of calls) {
      const { sent, ledger } = lanes[id] as NonNullable<(typeof lanes)[string]>
      const errors = run.view.lanes[id]?.outcomes.error ?? 0
      expectShare(errors, sent, 0.3, id)
      // Nothing that was refused was worked on.
      expect(ledger.table.refused.completed, id).toBe(0)
    }
  })

  test('a rate limit refuses what is too much as overloaded, on every protocol', async () => {
    // What comes at once is let in however late it comes: nothing here depends on the pace of the machine.
    const attributes = { rate: 0.1, burst: 12 }
    const fault = { type: 'rate_limit', target: { lane: '*' }, attributes } as const
    const { run, lanes } = await lanesOf(calls, { faults: [fault] })
    for (const id of calls) {
      const overloaded = run.view.lanes[id]?.outcomes.overloaded ?? 0
      expect(overloaded, id).toBeGreaterThan(0)
      // Orders that come after the load has ended meet no fault any more: how many is the machine's affair.
      expect(lanes[id]?.ok, id).toBeGreaterThanOrEqual(12)
      expect((lanes[id]?.ok ?? 0) + overloaded, id).toBe(lanes[id]?.sent)
    }
  })

  test('a size is answered over every protocol, whatever was asked back', async () => {
    const reply = 'request-reply'
    const answered: [ProtocolId, Style][] = [
      ...[...calls.slice(1), 'sqs', 'mqtt'].map((protocol) => [protocol, reply] as [ProtocolId, Style]),
      ['kafka', 'async-request-reply'],
      ['graphql', 'stream'],
      ['graphql', 'async-request-reply'],
      ['http', 'stream'],
    ]
    const { lanes } = await lanesOf([], {
      durationS: 4,
      payloadBytes: 0,
      workload: { open: { rateRps: 5, arrival: 'constant' } },
      lanes: answered.map(([protocol, style]) => ({ id: `${protocol}-${style}`, protocol, style, timeoutMs: 20_000 })),
      faults: [{ type: 'size', target: { lane: '*' }, attributes: { size: '20000:100' } }],
    })
    for (const { id, ok, failed, bytes } of Object.values(lanes)) {
      expect(failed, id).toBe(0)
      // Without padding an order is some hundreds of bytes. What is answered after the load has ended has none.
      expect(bytes.up + bytes.down, id).toBeGreaterThan(6000 * ok)
    }
  })

  test('a crash loses what is in hand and is over by itself; a pause loses nothing', async () => {
    // Work and downtime are long beside whatever the machine holds up: some is in hand, and some comes while it is down.
    const service = { work: { dist: 'constant', ms: 1000 } } as const
    const { lanes, run } = await lanesOf([], {
      durationS: 6,
      lanes: [
        { id: 'dies', protocol: 'http', service },
        { id: 'waits', protocol: 'http', service, timeoutMs: 20_000 },
      ],
      faults: [
        { type: 'crash', target: { lane: 'dies' }, attributes: { restart: 2000 }, atS: 2 },
        { type: 'pause', target: { lane: 'waits' }, atS: 1, forS: 1 },
      ],
    })
    const { reset = 0, unreachable = 0 } = run.view.lanes.dies?.outcomes ?? {}
    expect(reset, 'reset').toBeGreaterThan(2)
    expect(unreachable, 'unreachable').toBeGreaterThan(2)
    expect(lanes.dies?.ok).toBeGreaterThan(60)
    expect(lanes.waits).toMatchObject({ failed: 0, backlog: 0 })
  })
})

test.each(['stop', 'crash'] as const)('%s of one replica leaves its neighbours at work', async (type) => {
  const pair = { protocol: 'http', timeoutMs: 20_000, service: { replicas: 2 } } as const
  const fault = (lane: string, replica: number) =>
    ({
      id: lane,
      type,
      target: { lane },
      attributes: { replica, ...(type === 'crash' ? { restart: 0 } : {}) },
    }) as const
  const { lanes } = await lanesOf([], {
    lanes: [
      { id: 'all', ...pair },
      { id: 'second', ...pair },
    ],
    faults: [fault('all', 0), fault('second', 2)],
  })
  const { all, second } = lanes
  expect(all).toMatchObject({ ok: 0 })
  // They are asked in turn.
  expect(second?.failed).toBeGreaterThan(0)
  expect(Math.abs((second?.ok ?? 0) - (second?.failed ?? 0))).toBeLessThanOrEqual(1)
})

describe('faults in a tree of services', () => {
  const quick = { dist: 'constant', ms: 1 } as const
  const patient = { timeoutMs: 20_000 } as const
  const lane = (id: string): ExperimentInput['lanes'][number] => ({
    id,
    protocol: 'http',
    ...patient,
    service: {
      name: 'shop',
      work: quick,
      calls: [
        { protocol: 'grpc', ...patient, to: { name: 'stock', work: quick, replicas: 2 } },
        { protocol: 'tcp', ...patient, to: { name: 'prices', work: quick } },
      ],
    },
  })

  test('act on the service of the edge that they are aimed at, each replica of it, and on no other', async () => {
    const error = { type: 'error', attributes: { rate: 0.3 } } as const
    const { run } = await lanesOf([], {
      lanes: ['stock', 'prices', 'both'].map(lane),
      faults: [
        { ...error, id: 'stock', target: { lane: 'stock', edge: 'e1.1' } },
        { ...error, id: 'prices', target: { lane: 'prices', edge: 'e1.2', part: 'service' } },
        // Each service draws for itself.
        { ...error, id: 'both-stock', target: { lane: 'both', edge: 'e1.1' } },
        { ...error, id: 'both-prices', target: { lane: 'both', edge: 'e1.2' } },
      ],
    })
    for (const [id, share] of [
      ['stock', 0.3],
      ['prices', 0.3],
      ['both', 1 - 0.7 * 0.7],
    ] as const) {
      // Of what was answered while it was on: on a busy machine some of the orders come after the load has ended.
      const window = run.view.faults.find(({ fault }) => fault.target.lane === id)
      const { outcomes } = window?.lanes[id] ?? { outcomes: {} as Record<string, number> }
      const answered = Object.values(outcomes).reduce((sum, count) => sum + count, 0)
      expect(answered, id).toBeGreaterThan(40)
      expectShare(outcomes.error ?? 0, answered, share, id)
    }
  })

  test('cut only the links of their edge', async () => {
    const { run, lanes } = await lanesOf([], {
      lanes: ['cut', 'whole'].map(lane),
      faults: [{ type: 'down', target: { lane: 'cut', edge: 'e1.2', leg: 'call' } }],
    })
    // What is still under way when the drain begins finds the link whole again.
    expect(run.view.faults[0]?.lanes.cut?.hist.completion.n).toBe(0)
    expect(lanes.cut?.failed).toBeGreaterThan(5)
    expect(lanes.whole).toMatchObject({ failed: 0, backlog: 0 })
  })
})

describe('faults of messages', () => {
  test.each(brokers)(
    'over %s, dropped ones are promised and lost, duplicated ones are done twice',
    async (protocol) => {
      const { lanes } = await lanesOf([], {
        // The faults are lifted when the load ends: even a busy machine has worked through these orders by then.
        durationS: 12,
        workload: { open: { rateRps: 0, arrival: 'constant', shape: { atOnce: { orders: 120 } } } },
        lanes: [
          { id: 'drop', protocol },
          { id: 'twice', protocol },
        ],
        faults: [
          { type: 'drop_message', target: { lane: 'drop' }, toxicity: 0.3 },
          { type: 'duplicate_message', target: { lane: 'twice' } },
        ],
      })
      const { drop, twice } = lanes
      expectShare(drop?.ledger.promisedButLost ?? 0, drop?.sent ?? 0, 0.3, `${protocol} drops`)
      expect(drop?.sent, protocol).toBe(120)
      expect(twice?.ledger.duplicated, `${protocol} duplicates`).toBeGreaterThan((twice?.sent ?? 0) * 0.5)
      expect(twice?.ledger.promisedButLost, protocol).toBe(0)
    },
  )

  test('without its acknowledgement a message comes again, and nothing is lost', async () => {
    const lanes: ExperimentInput['lanes'] = [
      { id: 'sqs', protocol: 'sqs', options: { visibilityTimeoutS: 1 } },
      { id: 'mqtt', protocol: 'mqtt', options: { qos: '1' } },
    ]
    const faults = [{ type: 'drop_ack', target: { lane: 'sqs' }, toxicity: 0.3 } as const]
    const { lanes: found } = await lanesOf([], { lanes, faults })
    expect(found.sqs?.ledger.duplicated).toBeGreaterThan(10)
    expect(found.sqs).toMatchObject({ backlog: 0, ledger: { promisedButLost: 0 } })
    expect(found.mqtt?.ledger.duplicated).toBe(0)
  })

  test('a broker that is down refuses producers, and what it has stored is there afterwards', async () => {
    const fault = { type: 'broker_crash', target: { lane: '*' }, atS: 1, forS: 1 } as const
    // Kafka's producers send again by themselves.
    const { lanes } = await lanesOf(brokers, { faults: [fault] })
    for (const id of brokers) {
      if (id !== 'kafka') expect(lanes[id]?.failed, id).toBeGreaterThan(5)
      expect(lanes[id]?.ok, id).toBeGreaterThan(60)
      expect(lanes[id]?.ledger.promisedButLost, id).toBe(0)
    }
  })

  test('a poison message is a dead letter, or comes again until it can be done; a log waits behind it', async () => {
    const { lanes, run } = await lanesOf([], {
      durationS: 6,
      workload: { open: { rateRps: 20, arrival: 'constant' } },
      lanes: [
        { id: 'sqs', protocol: 'sqs', options: { visibilityTimeoutS: 1, maxReceives: 2 } },
        { id: 'mqtt', protocol: 'mqtt' },
        { id: 'kafka', protocol: 'kafka', options: { partitions: 1 } },
      ],
      faults: [{ id: 'poison', type: 'poison_message', target: { lane: '*' }, attributes: { every: 5 } }],
    })
    const dead = lanes.sqs?.ledger.table.acknowledged['dead-lettered'] ?? 0
    expect(dead).toBeGreaterThan(5)
    expect(dead).toBeLessThanOrEqual((lanes.sqs?.sent ?? 0) / 5)
    for (const id of brokers) expect(lanes[id], id).toMatchObject({ failed: 0, ledger: { promisedButLost: 0 } })
    for (const id of ['mqtt', 'kafka']) expect(lanes[id]?.ledger.duplicated, id).toBe(0)
    // The fifth order holds up all that come behind it in its partition, until the fault is lifted.
    const done = run.view.faults[0]?.lanes.kafka?.hist.completion.n
    expect(done).toBeLessThanOrEqual(4)
    expect(lanes.kafka?.ledger.table.acknowledged.completed).toBe(lanes.kafka?.sent)
  })

  test('a broker that crashes loses what it held in memory, and only that: promised, and lost', async () => {
    const lanes: ExperimentInput['lanes'] = [
      { id: 'sqs', protocol: 'sqs', options: { maxReceives: 5, visibilityTimeoutS: 2 } },
      { id: 'fifo', protocol: 'sqs', options: { queue: 'fifo', visibilityTimeoutS: 2 } },
      { id: 'mqtt', protocol: 'mqtt' },
      { id: 'kafka', protocol: 'kafka' },
      { id: 'idempotent', protocol: 'kafka', options: { idempotent: true } },
    ]
    const { lanes: ended } = await lanesOf([], {
      durationS: 10,
      lanes,
      faults: [
        // A backlog that nobody has been handed: what is held is what will be lost.
        { id: 'away', type: 'stop', target: { lane: '*' }, atS: 0, forS: 6 },
        {
          id: 'crash',
          type: 'broker_crash',
          target: { lane: '*' },
          attributes: { loses: 'memory' },
          // On a busy machine the first answers take their time, and only what was answered was promised.
          atS: 4,
          forS: 0.5,
        },
      ],
    })
    for (const { id, sent, pending, ledger, backlog } of Object.values(ended)) {
      expect(ledger.promisedButLost, id).toBeGreaterThan(5)
      // Afterwards it works as ever.
      expect(ledger.table.acknowledged.completed, id).toBeGreaterThan(5)
      expect(ledger.promisedButLost + ledger.table.acknowledged.completed, id).toBeLessThanOrEqual(sent)
      expect({ pending, backlog }, id).toEqual({ pending: 0, backlog: 0 })
    }
  })

  test('the broker of the operator cannot be made to lose anything: refused', async () => {
    const operators = await openBroker()
    onTestFinished(() => operators.close())
    const lab = createLab({ external: { MQTT_URL: `mqtt://127.0.0.1:${operators.address.port}` } })
    labs.push(lab)
    const crash = { type: 'broker_crash', target: { lane: '*' }, attributes: { loses: 'memory' } } as const
    const lanes: ExperimentInput['lanes'] = [{ id: 'mqtt', protocol: 'mqtt' }]
    const { id, token, run } = await lab.start({ durationS: 30, lanes })
    await expect.poll(() => run.state.is, { timeout: 60_000 }).toBe('running')
    await expect(lab.setFault(id, token, crash)).rejects.toThrow(/attributes.loses: the broker of lane 'mqtt' is/)
    expect(run.view.faults).toEqual([])
    await lab.steer(id, token, 'stopping')
    await run.over
    const { run: scheduled } = await lab.start({ durationS: 30, lanes, faults: [{ ...crash, atS: 1 }] })
    await scheduled.over
    expect(scheduled.state).toMatchObject({
      is: 'failed',
      reason: 'start-failed',
      detail: expect.stringMatching(/operator/),
    })
  })

  test('consumers that crash leave their messages to the broker', async () => {
    const fault = { type: 'consumer_crash', target: { lane: '*' }, toxicity: 0.05 } as const
    const timeoutMs = 20_000
    const { lanes } = await lanesOf([], {
      // What is received after the load meets no fault any more: long enough for a group that has just come to be.
      durationS: 10,
      workload: { open: { rateRps: 20, arrival: 'constant' } },
      lanes: [
        { id: 'sqs', protocol: 'sqs', timeoutMs, options: { visibilityTimeoutS: 1 } },
        { id: 'kafka', protocol: 'kafka', timeoutMs, options: { sessionTimeoutMs: 1000 } },
      ],
      faults: [fault],
    })
    for (const id of ['sqs', 'kafka']) {
      expect(lanes[id], id).toMatchObject({ failed: 0, ledger: { promisedButLost: 0 } })
      expect(lanes[id]?.ledger.duplicated, id).toBeGreaterThan(0)
    }
  })
})

test('a fault on something that a lane does not have is refused with the field', async () => {
  const lab = openLab()
  const lanes: ExperimentInput['lanes'] = [
    { id: 'http', protocol: 'http' },
    { id: 'sqs', protocol: 'sqs' },
    { id: 'kafka', protocol: 'kafka' },
  ]
  const { id, token, run } = await lab.start({ durationS: 30, lanes })
  await expect.poll(() => run.state.is, { timeout: 60_000 }).toBe('running')
  for (const [fault, why] of [
    [{ type: 'drop_message', target: { lane: 'http' } }, /target.lane: HTTP has no broker/],
    [{ type: 'broker_pause', target: { lane: 'http' } }, /there is no engine for broker_pause/],
    [{ type: 'power_loss', target: { lane: 'kafka' } }, /target.lane: power_loss needs 'options.storage: disk'/],
    [{ type: 'power_loss', target: { lane: 'sqs' } }, /target.lane: power_loss acts on a broker of Kafka/],
    [{ type: 'drop_ack', target: { lane: 'kafka' } }, /target.lane: drop_ack acts on messages of .*speaks Kafka there/],
    [{ type: 'drop_ack', target: { lane: '*' } }, /target.lane: drop_ack acts on messages of .*speaks Kafka there/],
    [{ type: 'throttle', target: { lane: 'sqs', leg: 'consume' } }, /target.lane: throttle acts on messages of Kafka/],
    [{ type: 'pause', target: { lane: 'http', edge: 'e1.1' } }, /target.edge: /],
    [{ type: 'pause', target: { lane: 'http', part: 'engine' } }, /target.part: pause acts on a service/],
    [{ type: 'pause', target: { lane: 'http', leg: 'call' } }, /target.leg: pause acts on a service/],
  ] as const) {
    await expect(lab.setFault(id, token, fault)).rejects.toThrow(why)
  }
  await lab.steer(id, token, 'stopping')
  await run.over
})

test('a fault that comes again is a window each time, and at random as often as asked', async () => {
  const pause = { type: 'pause', target: { lane: '*' } } as const
  const faults = [
    { ...pause, id: 'often', atS: 0.5, forS: 0.2, everyS: 1 },
    { ...pause, id: 'drawn', forS: 0.2, atRandom: 3 },
  ]
  const { run, lanes } = await lanesOf(['tcp'], { faults })
  const times = (id: string) => run.view.faults.filter(({ fault }) => fault.id === id).length
  expect([times('often'), times('drawn')]).toEqual([4, 3])
  expect(run.view.faults.every(({ clearedUs }) => clearedUs !== null)).toBe(true)
  expect(lanes.tcp).toMatchObject({ failed: 0, backlog: 0 })
})
