import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { exampleExperiment } from './example.fixture.ts'
import { defaultsOf } from './fields.ts'
import { listed } from './issue.ts'
import {
  defaultLimits,
  type ExperimentInput,
  parseExperiment,
  parseExperimentText,
  parseFault,
  parseWorkload,
} from './parse-experiment.ts'
import { factsOf, protocolIds } from './protocols.ts'

const lanes = [
  { id: 'local', protocol: 'in-process' },
  { id: 'http', protocol: 'http' },
  { id: 'queue', protocol: 'sqs' },
]

/** All issues of an experiment, as lines. */
function issuesOf(written: unknown, limits = defaultLimits): string[] {
  const parsed = parseExperiment(written, limits)
  return parsed.ok ? [] : parsed.issues.map(({ path, message }) => `${path}: ${message}`)
}

function fault(written: object): string[] {
  return issuesOf({ lanes, faults: [{ type: 'latency', target: { lane: 'http' }, ...written }] })
}

describe('parseExperiment', () => {
  test('fills in what was not written', () => {
    const parsed = parseExperiment({ lanes: [{ id: 'a', protocol: 'http' }] } satisfies ExperimentInput)
    expect(parsed).toEqual({
      ok: true,
      experiment: {
        v: 1,
        id: 'experiment',
        title: { ko: 'experiment', en: 'experiment' },
        summary: { ko: '', en: '' },
        seed: 1,
        mode: 'side-by-side',
        durationS: 30,
        payloadBytes: 256,
        workload: { open: { rateRps: 20, arrival: 'poisson' } },
        lanes: [
          {
            id: 'a',
            name: { ko: 'HTTP', en: 'HTTP' },
            caller: 'non-blocking',
            timeoutMs: 2000,
            call: {
              id: 'e1',
              protocol: 'http',
              style: 'request-reply',
              options: defaultsOf(factsOf('http').options),
              to: {
                name: 'orders',
                work: { dist: 'lognormal', p50Ms: 5, p99Ms: 20 },
                cpu: false,
                concurrency: 64,
                queueLimit: 1024,
                overload: 'shed',
                idempotent: false,
                poisonEvery: 0,
              },
            },
          },
        ],
        faults: [],
        thresholds: [],
      },
    })
  })

  test('a whole experiment parses to itself', () => {
    expect(parseExperiment(exampleExperiment)).toEqual({ ok: true, experiment: exampleExperiment })
    expect(parseExperimentText(JSON.stringify(exampleExperiment))).toEqual({ ok: true, experiment: exampleExperiment })
  })

  test('shorthand and call say the same', () => {
    const service = { name: 'shop', work: { dist: 'constant', ms: 3 } }
    const short = { id: 'a', protocol: 'tcp', options: { connections: 2 }, service }
    const long = { id: 'a', call: { id: 'e1', protocol: 'tcp', options: { connections: 2 }, to: service } }
    const parsed = parseExperiment({ lanes: [short] })
    expect(parsed.ok).toBe(true)
    expect(parseExperiment({ lanes: [long] })).toEqual(parsed)
  })

  test.each([
    ['lanes[0].protocol', { lanes: [{ id: 'a', protocol: 'htp' }] }, "'htp' is not a protocol; did you mean 'http'?"],
    [
      'lanes[0].call.protocol',
      { lanes: [{ id: 'a', call: { protocol: 'scs' } }] },
      "'scs' is not a protocol; did you mean 'sqs'?",
    ],
    [
      'lanes[0].protocol',
      { lanes: [{ id: 'a', protocol: 'carrier-pigeon' }] },
      `'carrier-pigeon' is not a protocol; it may be ${listed(protocolIds)}`,
    ],
    ['lanes[0].protocol', { lanes: [{ id: 'a' }] }, `missing; it may be ${listed(protocolIds)}`],
    [
      'lanes[0].protocl',
      { lanes: [{ id: 'a', protocl: 'http' }] },
      "'protocl' is not known here; did you mean 'protocol'?",
    ],
    [
      'lanes[0].protocol',
      { lanes: [{ id: 'a', protocol: 'http', call: { protocol: 'http' } }] },
      "write it inside 'call', or leave 'call' out",
    ],
    [
      'lanes[0].options.conection',
      { lanes: [{ id: 'a', protocol: 'http', options: { conection: 'reuse' } }] },
      "'conection' is not an option of HTTP; did you mean 'connection'?",
    ],
    [
      'lanes[0].call.options.mode',
      { lanes: [{ id: 'a', call: { protocol: 'tcp', options: { mode: 'pipeline' } } }] },
      "'pipeline' is not possible here; did you mean 'pipelined'?",
    ],
    [
      'lanes[0].options.connections',
      { lanes: [{ id: 'a', protocol: 'tcp', options: { connections: 0.5 } }] },
      '0.5 is not a whole number from 1 to 256',
    ],
    [
      'faults[0].attributes.x',
      {
        lanes: [{ id: 'a', protocol: 'http' }],
        faults: [{ type: 'down', target: { lane: 'a' }, attributes: { x: 1 } }],
      },
      "'x' is not an attribute of down",
    ],
    [
      'lanes[0].id',
      { lanes: [{ id: 'A.b', protocol: 'http' }] },
      "'A.b' is not an id: 1 to 32 small letters, digits and hyphens, not beginning with a hyphen",
    ],
    [
      'lanes[1].id',
      {
        lanes: [
          { id: 'a', protocol: 'http' },
          { id: 'a', protocol: 'tcp' },
        ],
      },
      "'a' is already the id of lanes[0]",
    ],
    [
      'lanes[0].timeoutMs',
      { lanes: [{ id: 'a', protocol: 'http', timeoutMs: '2s' }] },
      "'2s' is not a number from 1 to 120000",
    ],
    [
      'lanes[0].caller',
      { lanes: [{ id: 'a', protocol: 'http', caller: 'blocking' }] },
      "'blocking' is not 'non-blocking' or {blocking: {slots, queueLimit}}",
    ],
    [
      'lanes[0].caller.blocking.slots',
      { lanes: [{ id: 'a', protocol: 'http', caller: { blocking: { slots: 0 } } }] },
      '0 is not a whole number from 1 to 10000',
    ],
    [
      'lanes[0].caller.blocking.queue',
      { lanes: [{ id: 'a', protocol: 'http', caller: { blocking: { slots: 1, queue: 1 } } }] },
      "'queue' is not known here; it may be slots or queueLimit",
    ],
    [
      'lanes[0].policy.retry.on[1]',
      { lanes: [{ id: 'a', protocol: 'http', policy: { retry: { on: ['timeout', 'invalid'] } } }] },
      "'invalid' is not an outcome to try again after; it may be unreachable, overloaded, timeout, reset, rejected or error",
    ],
    [
      'lanes[0].call.policy.retry.attempts',
      { lanes: [{ id: 'a', call: { protocol: 'http', policy: { retry: { attempts: 0 } } } }] },
      '0 is not a whole number from 1 to 20',
    ],
    [
      'lanes[0].policy.retry.on',
      { lanes: [{ id: 'a', protocol: 'http', policy: { retry: { on: [] } } }] },
      'empty; name what to try again after',
    ],
    [
      'lanes[0].policy',
      { lanes: [{ id: 'a', policy: {}, call: { protocol: 'http' } }] },
      "write it inside 'call', or leave 'call' out",
    ],
    [
      'lanes[0].service.work.dist',
      { lanes: [{ id: 'a', protocol: 'http', service: { work: { dist: 'lognorm' } } }] },
      "'lognorm' is not a distribution; did you mean 'lognormal'?",
    ],
    [
      'lanes[0].service.work.p99Ms',
      { lanes: [{ id: 'a', protocol: 'http', service: { work: { dist: 'lognormal', p50Ms: 5, p99Ms: 2 } } }] },
      '2 is below p50Ms (5)',
    ],
    [
      'lanes[0].service.work.p90Ms',
      {
        lanes: [{ id: 'a', protocol: 'http', service: { work: { dist: 'quantiles', p50Ms: 5, p90Ms: 2, p99Ms: 9 } } }],
      },
      '2 is below p50Ms (5)',
    ],
    [
      'lanes[0].service.overload',
      { lanes: [{ id: 'a', protocol: 'http', service: { overload: 'shet' } }] },
      "'shet' is not an answer to overload; did you mean 'shed'?",
    ],
    [
      'lanes[0].service.idempotent',
      { lanes: [{ id: 'a', protocol: 'http', service: { idempotent: 'yes' } }] },
      "'yes' is not true or false",
    ],
    [
      'lanes[0].call.to.work.maxMs',
      { lanes: [{ id: 'a', call: { protocol: 'http', to: { work: { dist: 'uniform', minMs: 5, maxMs: 2 } } } }] },
      '2 is below minMs (5)',
    ],
    ['lanes', { lanes: [] }, 'empty; there must be at least one lane'],
    ['lanes', {}, 'missing; it must be a list'],
    ['seed', { lanes, seed: Number.NaN }, 'NaN is not a whole number from 0 to 4294967295'],
    ['workload', { lanes, workload: {} }, 'empty; it must be {open: {rateRps, arrival}} or {closed: {callers}}'],
    [
      'workload',
      { lanes, workload: { open: { rateRps: 1 }, closed: { callers: 1 } } },
      "is 'open' and 'closed' at once; it must be one of them",
    ],
    [
      'workload.open.arrival',
      { lanes, workload: { open: { rateRps: 1, arrival: 'poison' } } },
      "'poison' is not an arrival process; did you mean 'poisson'?",
    ],
    [
      'title',
      { lanes, title: { ko: '제목' } },
      'an object is not a text of at most 100 characters, or one each as {ko, en}',
    ],
    ['v', { lanes, v: 2 }, '2 is not the version 1'],
    [
      'thresholds[0]',
      { lanes, thresholds: ['htp.failed == 0'] },
      "'htp' is not a lane; did you mean 'http'? (character 1)",
    ],
    [
      '',
      [],
      'a list is not an object with v, id, title, summary, seed, mode, durationS, payloadBytes, workload, lanes, faults, thresholds',
    ],
  ])('%s of %j', (path, written, message) => {
    expect(issuesOf(written)).toEqual([`${path}: ${message}`])
  })

  test('a retry is after what was not done for sure, unless told otherwise; nothing asked for is no policy', () => {
    const policyOf = (lane: object) => {
      const parsed = parseExperiment({ lanes: [{ id: 'a', ...lane }] })
      return parsed.ok ? parsed.experiment.lanes[0]?.call.policy : parsed.issues
    }
    const retry = { attempts: 3, delayMs: 100, on: ['unreachable', 'overloaded'] }
    expect(policyOf({ protocol: 'http', policy: { retry: {} } })).toEqual({ retry })
    expect(policyOf({ call: { protocol: 'sqs', policy: { retry: { attempts: 2, on: ['timeout'] } } } })).toEqual({
      retry: { ...retry, attempts: 2, on: ['timeout'] },
    })
    expect(policyOf({ protocol: 'http', policy: {} })).toBeUndefined()
  })

  test.each<[string, object, boolean]>([
    ['a POST', { protocol: 'http' }, false],
    ['a POST that is asked about later', { protocol: 'http', style: 'async-request-reply' }, false],
    ['an RPC', { protocol: 'grpc' }, false],
    ['a PUBLISH, at any QoS', { protocol: 'mqtt', options: { qos: '2' } }, false],
    ['a message to a standard queue', { protocol: 'sqs' }, false],
    ['a message to a queue that deduplicates', { protocol: 'sqs', options: { queue: 'fifo' } }, true],
    ['what a service knows by its id', { protocol: 'http', service: { idempotent: true } }, true],
    [
      'what is committed before it comes to a queue that deduplicates',
      { protocol: 'sqs', options: { queue: 'fifo' }, publish: { strategy: 'outbox' } },
      false,
    ],
  ])('after what may have been done, %s is asked again by default: %j %s', (_, lane, isRepeated) => {
    const parsed = parseExperiment({ lanes: [{ id: 'a', ...lane, policy: { retry: {} } }] })
    const on = parsed.ok ? parsed.experiment.lanes[0]?.call.policy?.retry?.on : parsed.issues
    expect(on).toEqual(['unreachable', 'overloaded', ...(isRepeated ? ['timeout', 'reset', 'error'] : [])])
  })

  test('a blocking caller has a queue unless told otherwise', () => {
    const callerOf = (caller: unknown) => {
      const parsed = parseExperiment({ lanes: [{ id: 'a', protocol: 'http', caller }] })
      return parsed.ok ? parsed.experiment.lanes[0]?.caller : parsed.issues
    }
    expect(callerOf('non-blocking')).toBe('non-blocking')
    expect(callerOf({ blocking: { slots: 8 } })).toEqual({ blocking: { slots: 8, queueLimit: 100 } })
    expect(callerOf({ blocking: { slots: 8, queueLimit: 0 } })).toEqual({ blocking: { slots: 8, queueLimit: 0 } })
  })

  test('every issue is named, not only the first', () => {
    expect(
      issuesOf({
        lanes: [{ id: 'a', protocol: 'http', style: 'publish-subscribe', options: { x: 1 } }],
        durationS: 999,
      }),
    ).toEqual([
      'durationS: 999 is over the cap maxDurationS (300)',
      "lanes[0].style: HTTP has no 'publish-subscribe': an HTTP server answers who asked; to reach several, a broker has to stand in between; the nearest style is 'stream'",
      `lanes[0].options.x: 'x' is not an option of HTTP; it may be ${listed(Object.keys(factsOf('http').options))}`,
    ])
  })

  test('keys of the prototype are no settings and change nothing', () => {
    const hostile = JSON.parse(
      '{"__proto__": {"seed": 9}, "lanes": [{"id": "constructor", "protocol": "http", "options": {"__proto__": {"connections": 1}, "toString": 1}}]}',
    )
    const issues = issuesOf(hostile)
    expect(issues.length).toBeGreaterThan(0)
    expect(issues.join('\n')).toContain('__proto__')
    expect(({} as Record<string, unknown>).seed).toBeUndefined()
    expect(issuesOf({ lanes: hostile.lanes }).map((line) => line.split(':')[0])).toEqual([
      'lanes[0].options.__proto__',
      'lanes[0].options.toString',
    ])
    expect(issuesOf({ lanes: [{ id: 'a', protocol: 'constructor' }] })).toHaveLength(1)
    expect(issuesOf({ lanes: [{ id: 'constructor', protocol: 'http' }] })).toEqual([])
  })

  test('any input is parsed or refused with issues, never thrown at', () => {
    fc.assert(
      fc.property(fc.anything(), fc.anything(), fc.anything(), (whole, lane, target) => {
        for (const input of [
          whole,
          { lanes: whole },
          { lanes: [lane] },
          { lanes, faults: [{ type: 'down', target }] },
        ]) {
          const parsed = parseExperiment(input)
          if (!parsed.ok) expect(parsed.issues.length).toBeGreaterThan(0)
        }
      }),
    )
  })
})

describe('caps', () => {
  const lane = { id: 'a', protocol: 'http' }
  test.each([
    [
      'workload.open.rateRps: 2001 is over the cap maxRateRps (2000)',
      { lanes: [lane], workload: { open: { rateRps: 2001 } } },
    ],
    [
      'lanes[0].workload.open.rateRps: 5000 is over the cap maxRateRps (2000)',
      { lanes: [{ ...lane, workload: { open: { rateRps: 5000 } } }], durationS: 1 },
    ],
    [
      'lanes[0].workload.closed.callers: 1001 is over the cap maxCallers (1000)',
      { lanes: [{ ...lane, workload: { closed: { callers: 1001 } } }] },
    ],
    ['durationS: 301 is over the cap maxDurationS (300)', { lanes: [lane], durationS: 301 }],
    ['payloadBytes: 262145 is over the cap maxPayloadBytes (262144)', { lanes: [lane], payloadBytes: 262_145 }],
    [
      'lanes: 13 is over the cap maxLanes (12)',
      { lanes: Array.from({ length: 13 }, (_, i) => ({ id: `l${i}`, protocol: 'http' })) },
    ],
    [
      'durationS: rate × durationS over all lanes makes 600000 orders: over the cap maxOrders (500000)',
      { lanes: [lane], durationS: 300, workload: { open: { rateRps: 2000 } } },
    ],
    [
      'faults: 33 is over the cap maxFaults (32)',
      {
        lanes: [lane],
        faults: Array.from({ length: 33 }, (_, i) => ({ id: `f${i}`, type: 'down', target: { lane: 'a' } })),
      },
    ],
    [
      'thresholds: 65 is over the cap maxThresholds (64)',
      { lanes: [lane], thresholds: Array(65).fill('a.failed == 0') },
    ],
  ])('%s', (line, written) => {
    expect(issuesOf(written)[0]).toBe(line)
  })

  test('are the operator’s to set', () => {
    const limits = { ...defaultLimits, maxDurationS: 5, maxPayloadBytes: 1e9 }
    expect(issuesOf({ lanes: [lane], durationS: 6 }, limits)).toEqual(['durationS: 6 is over the cap maxDurationS (5)'])
    expect(issuesOf({ lanes: [lane], durationS: 5, payloadBytes: 300_000 }, limits)).toEqual([
      "payloadBytes: 300000 is more than HTTP carries (lane 'a'): at most 262144",
    ])
  })
})

describe('faults', () => {
  test('have the defaults of their rows, and the leg where there is only one', () => {
    const parsed = parseExperiment({ lanes, faults: [{ type: 'reset_peer', target: { lane: 'http' }, atS: 3 }] })
    expect(parsed.ok && parsed.experiment.faults).toEqual([
      {
        id: 'reset-peer',
        type: 'reset_peer',
        target: { lane: 'http', edge: 'e1', leg: 'call' },
        stream: 'downstream',
        toxicity: 1,
        attributes: { timeout: 0, first: 0 },
        atS: 3,
      },
    ])
  })

  test.each([
    [{ type: 'lattency' }, "faults[0].type: 'lattency' is not a fault; did you mean 'latency'?"],
    [{ target: { lane: 'htpp' } }, "faults[0].target.lane: 'htpp' is not a lane; did you mean 'http'?"],
    [{ target: { lane: 'local' } }, 'faults[0].target.lane: in-process crosses no wire: it has no link to break'],
    [{ target: { lane: 'queue' } }, 'faults[0].target.leg: missing; it may be produce or consume'],
    [{ target: { lane: 'http', leg: 'consume' } }, "faults[0].target.leg: HTTP has no leg 'consume'; it may be call"],
    [
      { target: { lane: '*', leg: 'reply' } },
      "faults[0].target.leg: no lane has a leg 'reply'; it may be call, produce or consume",
    ],
    [
      { target: { lane: 'http', part: 'service' } },
      "faults[0].target.part: latency acts on a link: write 'leg', not 'part'",
    ],
    [
      { type: 'drop_acknowledgement', target: { lane: 'http', leg: 'call' }, attributes: {} },
      "faults[0].target.lane: drop_acknowledgement acts on messages of Kafka, and lane 'http' speaks HTTP there",
    ],
    [
      { type: 'stop', target: { lane: 'http', leg: 'call' } },
      "faults[0].target.leg: stop acts on a service, not on a link: write 'part: service'",
    ],
    [
      { attributes: { latancy: 5 } },
      "faults[0].attributes.latancy: 'latancy' is not an attribute of latency; did you mean 'latency'?",
    ],
    [{ attributes: { latency: -5 } }, 'faults[0].attributes.latency: -5 is not a number from 0 to 60000'],
    [{ toxicity: 2 }, 'faults[0].toxicity: 2 is not a number from 0 to 1'],
    [{ stream: 'down' }, "faults[0].stream: 'down' is not a direction; it may be upstream, downstream or both"],
    [{ atS: 30 }, 'faults[0].atS: 30 is not before the end of the load (durationS is 30)'],
    [{ atS: 20, forS: 11 }, 'faults[0].forS: 20 + 11 s is beyond the end of the load (durationS is 30)'],
    [{ forS: 0 }, 'faults[0].forS: 0 is not a number, 0.001 or more'],
  ])('%j', (written, line) => {
    expect(fault(written)).toEqual([line])
  })

  test('a crash after the acknowledgement needs somebody who acknowledges', () => {
    const silent = { id: 'silent', protocol: 'sqs', options: { acknowledge: 'never' } }
    const crash = (lane: string, when: string) =>
      issuesOf({
        lanes: [...lanes, silent],
        faults: [{ type: 'consumer_crash', target: { lane }, attributes: { when } }],
      })
    expect(crash('silent', 'after-ack')).toEqual([
      "faults[0].attributes.when: 'after-ack' has no effect where 'acknowledge' is 'never': nothing is acknowledged",
    ])
    expect([crash('silent', 'before-ack'), crash('queue', 'after-ack'), crash('*', 'after-ack')]).toEqual([[], [], []])
  })

  test('one replica can be stopped where there are so many', () => {
    const three = { id: 'three', protocol: 'http', service: { replicas: 3 } }
    const stop = (lane: string, replica: number) =>
      issuesOf({
        lanes: [...lanes, three],
        faults: [{ type: 'stop', target: { lane }, attributes: { replica } }],
      })
    expect([stop('three', 3), stop('*', 3), stop('http', 1), stop('http', 0)]).toEqual([[], [], [], []])
    const tooMany = (replica: number, most: number) => [
      `faults[0].attributes.replica: there is no replica ${replica}: the service has ${most} (its 'replicas')`,
    ]
    expect([stop('three', 4), stop('http', 2)]).toEqual([tooMany(4, 3), tooMany(2, 1)])
  })

  test('two of one id are refused; * reaches every lane that has such a leg', () => {
    const down = { type: 'down', target: { lane: '*', leg: 'call' } }
    expect(issuesOf({ lanes, faults: [down, down] })).toEqual(["faults[1].id: 'down' is already the id of faults[0]"])
    expect(issuesOf({ lanes, faults: [down] })).toEqual([])
    expect(issuesOf({ lanes: [lanes[0]], faults: [down] })).toEqual([
      'faults[0].target.lane: in-process crosses no wire: it has no link to break',
    ])
  })
})

describe('parseFault and parseWorkload', () => {
  test('speak of the input itself', () => {
    expect(parseFault({ type: 'latency', target: { lane: 'htp' } }, exampleExperiment)).toEqual({
      ok: false,
      issues: [{ path: 'target.lane', message: "'htp' is not a lane; did you mean 'http'?" }],
    })
    expect(parseWorkload({ open: { rateRps: 9999 } })).toEqual({
      ok: false,
      issues: [{ path: 'open.rateRps', message: '9999 is over the cap maxRateRps (2000)' }],
    })
  })

  test('complete what is right', () => {
    const parsed = parseFault({ type: 'stop', target: { lane: 'queue' } }, exampleExperiment)
    expect(parsed.ok && parsed.fault.target).toEqual({ lane: 'queue', edge: 'e1', part: 'service' })
    expect(parseWorkload({ open: { rateRps: 5 } })).toEqual({
      ok: true,
      workload: { open: { rateRps: 5, arrival: 'poisson' } },
    })
  })

  test('a fault set by hand has no schedule', () => {
    const parsed = parseFault({ type: 'down', target: { lane: 'http' }, atS: 3 }, exampleExperiment)
    expect(parsed.ok ? [] : parsed.issues.map(({ path }) => path)).toEqual(['atS'])
  })
})

describe('parseExperimentText', () => {
  test('reads YAML', () => {
    const parsed = parseExperimentText(`
      title: {ko: 느린 링크, en: A slow link}
      lanes:
        - {id: http, protocol: http}
        - id: queue
          protocol: sqs
          options: {consumers: 2}
    `)
    expect(parsed.ok && parsed.experiment.title.ko).toBe('느린 링크')
    expect(parsed.ok && parsed.experiment.lanes[1]?.call.options.consumers).toBe(2)
  })

  test.each([
    ['a broken document', 'lanes: [', /./],
    ['a key twice', 'seed: 1\nseed: 2\nlanes: []', /unique/i],
    ['two documents', '---\nseed: 1\n---\nseed: 2\n', /./],
    ['a text that is too long', ' '.repeat(2 * 1024 * 1024), /longer than/],
    ['a YAML text that is too long', '# comment\n'.repeat(10_000), /as YAML.*longer than/],
    ['very deep nesting', '['.repeat(10_000), /./],
  ])('%s is refused', (_what, text, message) => {
    const parsed = parseExperimentText(text)
    expect(parsed).toMatchObject({ ok: false, issues: [{ path: '', message: expect.stringMatching(message) }] })
  })

  test('many keys are read or refused in no time', () => {
    const keys = Array.from({ length: 6000 }, (_, i) => `k${i}: 1`).join('\n')
    expect(parseExperimentText(keys)).toMatchObject({ ok: false })
  })

  test('an alias bomb is refused, not unfolded', () => {
    let bomb = 'a0: &a0 [x, x, x, x, x, x, x, x, x]\n'
    for (let i = 1; i < 12; i++)
      bomb += `a${i}: &a${i} [${Array(9)
        .fill(`*a${i - 1}`)
        .join(', ')}]\n`
    expect(parseExperimentText(bomb)).toMatchObject({
      ok: false,
      issues: [{ path: '', message: expect.stringContaining('alias') }],
    })
  })
})
