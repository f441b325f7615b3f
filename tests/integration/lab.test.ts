/** The lab as the API and the command line use it: real threads, real sockets, real runs, short ones. */
import { describe, expect, test } from 'vitest'
import type { OutcomeKind } from '#core/outcome.ts'
import type { ExperimentInput } from '#core/parse-experiment.ts'
import { isOver } from '#core/run.ts'
import { summarize } from '#core/summary.ts'
import { fourLanes, openLab, started, until } from './open-lab.ts'

/** Handles and requests that were not there before; the test runner's own may go meanwhile. */
function newSince(before: string[]): string[] {
  const known = [...before]
  return process.getActiveResourcesInfo().filter((resource) => {
    const at = known.indexOf(resource)
    if (at >= 0) known.splice(at, 1)
    return at < 0
  })
}

describe('a run', () => {
  test('sends the same orders over every protocol, settles all of them and leaves nothing behind', async () => {
    const lab = openLab()
    const before = process.getActiveResourcesInfo()
    const { run, events } = await started(lab, fourLanes())
    await run.over
    expect(run.state).toEqual({ is: 'finished', stoppedByHand: false })
    const summary = summarize(run.view)
    for (const lane of summary.lanes) {
      // 20 a second for 2 s: the last one is due as the load ends.
      expect(lane.offered, lane.id).toBeGreaterThanOrEqual(39)
      expect(lane, lane.id).toMatchObject({ ok: lane.sent, failed: 0, pending: 0, backlog: 0 })
      expect(lane.ledger.table.acknowledged.completed, lane.id).toBe(lane.sent)
      expect(lane.callerLatencyMs.n, lane.id).toBe(lane.sent)
      expect(lane.completionLatencyMs.n, lane.id).toBe(lane.sent)
    }
    const bytes = Object.fromEntries(summary.lanes.map((lane) => [lane.id, lane.bytes.up]))
    expect(bytes['in-process']).toBe(0)
    for (const wired of ['http', 'tcp', 'sqs']) expect(bytes[wired], wired).toBeGreaterThan(39 * 256)
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1))
    expect(newSince(before)).toEqual([])
  })

  test('bends only the lane whose link is slowed, live, and restores it', async () => {
    const lab = openLab()
    const { id, token, run } = await started(lab, fourLanes({ durationS: 30 }))
    await until('running', () => run.view.elapsedUs > 500_000)
    await lab.setFault(id, token, {
      id: 'slow',
      type: 'latency',
      target: { lane: 'http', leg: 'call' },
      attributes: { latency: 300 },
    })
    await until('three seconds of it', () => (run.view.faults[0]?.lanes.http?.coveredUs ?? 0) > 3_000_000)
    await lab.clearFault(id, token, 'slow')
    const during = run.view.faults[0]?.lanes
    const p50Us = (lane: string) => during?.[lane]?.hist.caller.percentile(50) ?? 0
    expect(p50Us('http')).toBeGreaterThanOrEqual(300_000 * 0.99)
    for (const lane of ['in-process', 'tcp', 'sqs']) expect(p50Us(lane), lane).toBeLessThan(p50Us('http') / 2)
    await lab.steer(id, token, 'stopping')
    await run.over
    expect(run.state).toEqual({ is: 'finished', stoppedByHand: true })
  })

  test('consumers stopped: the caller notices nothing, the backlog grows, and drains when they are back', async () => {
    const lab = openLab()
    const { id, token, run } = await started(lab, fourLanes({ durationS: 60 }))
    const sqs = () => run.view.lanes.sqs
    await until('running', () => run.view.elapsedUs > 500_000)
    await lab.setFault(id, token, { id: 'gone', type: 'stop', target: { lane: 'sqs', part: 'service' } })
    await until('a backlog', () => (sqs()?.backlog ?? 0) > 30)
    const told = () => Object.keys(sqs()?.outcomes ?? {}).filter((kind) => sqs()?.outcomes[kind as OutcomeKind])
    await until('an answer', () => told().length > 0)
    expect(told()).toEqual(['ok'])
    await lab.clearFault(id, token, 'gone')
    await until('drained', () => (sqs()?.backlog ?? 99) < 5)
    await lab.steer(id, token, 'stopping')
    await run.over
    const lane = summarize(run.view).lanes.find(({ id: laneId }) => laneId === 'sqs')
    expect(lane).toMatchObject({ failed: 0, backlog: 0, ledger: { promisedButLost: 0 } })
  })

  test('a server stopped: its callers fail, and what they were told is not counted as lost', async () => {
    const lab = openLab()
    const { run } = await started(
      lab,
      fourLanes({
        durationS: 3,
        faults: [{ id: 'down', type: 'stop', target: { lane: '*', part: 'service' }, atS: 1, forS: 1 }],
      }),
    )
    await run.over
    const lanes = Object.fromEntries(summarize(run.view).lanes.map((lane) => [lane.id, lane]))
    for (const call of ['in-process', 'http', 'tcp']) expect(lanes[call]?.failed, call).toBeGreaterThan(10)
    expect(lanes.sqs?.failed).toBe(0)
    for (const lane of Object.values(lanes)) {
      const total = Object.values(lane.ledger.table).flatMap((row) => Object.values(row))
      expect(
        total.reduce((sum, count) => sum + count, 0),
        lane.id,
      ).toBe(lane.sent)
      expect(lane.ledger.promisedButLost, lane.id).toBe(0)
    }
  })

  test('paused: nothing is sent, time of load stands still; the rate can be changed while it runs', async () => {
    const lab = openLab()
    const { id, token, run } = await started(lab, fourLanes({ durationS: 60 }))
    await until('running', () => run.view.elapsedUs > 500_000)
    await lab.steer(id, token, 'paused')
    const { activeUs } = run.view
    const sent = run.view.lanes.http?.sent
    await until('a second of pause', () => run.view.elapsedUs > activeUs + 1_200_000)
    expect(run.view.activeUs).toBe(activeUs)
    expect(run.view.lanes.http?.sent).toBe(sent)
    await lab.setWorkload(id, token, 'http', { open: { rateRps: 200, arrival: 'constant' } })
    await lab.steer(id, token, 'running')
    await until(
      'more of http than of tcp',
      () => (run.view.lanes.http?.sent ?? 0) > 3 * (run.view.lanes.tcp?.sent ?? 0),
    )
    await lab.steer(id, token, 'stopping')
    await run.over
    expect(run.view.lanes.http?.notSent).toBe(0)
  })
})

test('paused when its end is due and the timer for it is late: resumed, it ends', async () => {
  const lab = openLab()
  const { id, token, run } = await started(lab, fourLanes({ durationS: 3 }))
  await until('running', () => run.view.elapsedUs > 200_000)
  // This thread sleeps past the end of the load: the request is handled before the timer.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 3500)
  await lab.steer(id, token, 'paused')
  expect(run.state.is).toBe('paused')
  await lab.steer(id, token, 'running')
  await until('the end', () => isOver(run.state))
})

test('a fault of second 0 is on before the first order', async () => {
  const faults = [{ type: 'down' as const, target: { lane: 'http' }, atS: 0 }]
  const input = fourLanes({ durationS: 1, lanes: [{ id: 'http', protocol: 'http' }], faults })
  const { run } = await started(openLab(), input)
  await run.over
  const lane = summarize(run.view).lanes[0]
  expect(lane?.sent).toBeGreaterThan(0)
  expect(lane?.outcomes.unreachable).toBe(lane?.sent)
})

test('stopped before it has begun: it ends, and no thread comes after', async () => {
  const lab = openLab()
  const before = process.getActiveResourcesInfo()
  const { id, token, run } = await started(lab, fourLanes({ durationS: 60 }))
  await lab.steer(id, token, 'stopping')
  await run.over
  expect(run.state).toEqual({ is: 'finished', stoppedByHand: true })
  expect(newSince(before)).toEqual([])
})

describe('more runs than one', () => {
  test('light ones share the lab, and say so', async () => {
    const lab = openLab()
    const [first, second] = [await started(lab, fourLanes()), await started(lab, fourLanes())]
    await Promise.all([first.run.over, second.run.over])
    expect(first.run.view.company).toBe(1)
    expect(summarize(second.run.view)).toMatchObject({ state: 'finished', sharedWith: 1 })
  })

  test('one that others came to see begins when they watch it, and holds up no other', async () => {
    const lab = openLab()
    const audience = { watchers: 1, withinMs: 600_000, settleMs: 0 }
    const seen = await lab.start(fourLanes({ durationS: 1 }), {}, audience)
    const { run: other } = await started(lab, fourLanes({ durationS: 1 }))
    await other.over
    expect(seen.run.state).toEqual({ is: 'starting' })
    await lab.watch(seen.id, 0, () => {})
    await seen.run.over
    expect(seen.run.state).toEqual({ is: 'finished', stoppedByHand: false })
  })

  test('what finds no room waits in line, is told where, and may leave', async () => {
    const lab = openLab({ maxRunsAtOnce: 1 })
    const [on, leaving, last] = [
      await started(lab, fourLanes({ durationS: 60 })),
      await started(lab, fourLanes()),
      await started(lab, fourLanes({ durationS: 1 })),
    ]
    expect(leaving.run.state).toEqual({ is: 'queued', position: 1 })
    expect(last.run.state).toEqual({ is: 'queued', position: 2 })
    await lab.steer(leaving.id, leaving.token, 'stopping')
    await leaving.run.over
    expect(leaving.run.view.frames).toBe(0)
    expect(last.run.state).toEqual({ is: 'queued', position: 1 })
    await lab.steer(on.id, on.token, 'stopping')
    await last.run.over
    expect(summarize(last.run.view)).toMatchObject({ state: 'finished', sharedWith: 0 })
    expect(last.run.view.lanes.http?.outcomes.ok).toBeGreaterThan(0)
  })
})

describe('lanes that take turns', () => {
  const fault = {
    id: 'slow',
    type: 'latency' as const,
    target: { lane: 'http' },
    attributes: { latency: 200 },
    atS: 3,
    forS: 1,
  }

  test('each has all of the time to itself, warms up outside the histograms, and meets the schedule in its own time', async () => {
    const lab = openLab()
    const lanes = (['http', 'sqs'] as const).map((protocol) => ({ id: protocol, protocol }))
    const turns = { ...fourLanes({ durationS: 4, lanes, mode: 'interleaved', faults: [fault] }) }
    const { run, events } = await started(lab, turns)
    const beside = await started(lab, fourLanes({ durationS: 1 }))
    expect(beside.run.state).toEqual({ is: 'queued', position: 1 })
    await run.over
    expect(run.view.slices.begun).toBe(4)
    for (const { id, sent, ledger, callerLatencyMs, ok } of summarize(run.view).lanes) {
      // 20 a second for 4 s, of which 2 are to warm up.
      expect(sent, id).toBeGreaterThanOrEqual(78)
      expect(ledger.table.acknowledged.completed, id).toBe(sent)
      expect(ok, id).toBe(sent)
      expect(callerLatencyMs.n, id).toBeGreaterThanOrEqual(38)
      expect(callerLatencyMs.n, id).toBeLessThanOrEqual(42)
    }
    expect(events.filter(({ type }) => type === 'fault-set')).toHaveLength(1)
    const [window] = run.view.faults
    expect(window?.setUs).toBeGreaterThanOrEqual(3_000_000)
    expect(window?.clearedUs).toBeLessThanOrEqual(4_000_000)
    const p50Us = (lane: string) => window?.lanes[lane]?.hist.caller.percentile(50) ?? 0
    expect(p50Us('http')).toBeGreaterThanOrEqual(200_000 * 0.99)
    await beside.run.over
    expect(run.view.company).toBe(0)
  })

  test('paused, the lane whose turn it is waits, and no other begins', async () => {
    const lab = openLab()
    const { id, token, run } = await started(lab, fourLanes({ durationS: 4, mode: 'interleaved' }))
    await until('the second turn', () => run.view.slices.begun === 2 && run.view.elapsedUs > 0)
    await lab.steer(id, token, 'paused')
    const { slices, elapsedUs } = structuredClone({ slices: run.view.slices, elapsedUs: run.view.elapsedUs })
    await new Promise((resolve) => setTimeout(resolve, 2500))
    expect(run.view.slices).toEqual(slices)
    expect(run.view.elapsedUs).toBe(elapsedUs)
    await lab.steer(id, token, 'running')
    await until('the next turn', () => run.view.slices.begun === 3)
    await lab.steer(id, token, 'stopping')
    await run.over
    expect(run.state).toEqual({ is: 'finished', stoppedByHand: true })
  })
})

describe('refused', () => {
  test('what would have to wait where as many wait as may', async () => {
    const lab = openLab({ maxRunsAtOnce: 1, maxQueuedRuns: 1 })
    const { id, token, run } = await started(lab, fourLanes({ durationS: 60 }))
    const waiting = await started(lab, fourLanes({ durationS: 1 }))
    await expect(lab.start('first-look')).rejects.toMatchObject({ name: 'TooMany' })
    await lab.steer(waiting.id, waiting.token, 'stopping')
    await waiting.run.over
    await lab.steer(id, token, 'stopping')
    await run.over
  })

  test('steering without the token, faults that fit nothing, a lane that is not there', async () => {
    const lab = openLab()
    const { id, token, run } = await started(lab, fourLanes({ durationS: 60 }))
    await until('running', () => run.state.is === 'running')
    await expect(lab.steer(id, 'another', 'stopping')).rejects.toMatchObject({ name: 'NotYours' })
    const fault = { id: 'f', type: 'latency', target: { lane: 'in-process', leg: 'call' } }
    await expect(lab.setFault(id, token, fault)).rejects.toMatchObject({ name: 'NotPossible' })
    await expect(lab.setWorkload(id, token, 'grpc', { closed: { callers: 1 } })).rejects.toThrow(/'grpc'/)
    await expect(lab.clearFault(id, token, 'f')).rejects.toMatchObject({ name: 'NotFound' })
    await lab.steer(id, token, 'stopping')
    await run.over
  })

  test('an experiment that is not one, by the name of the field', async () => {
    const lab = openLab()
    await expect(lab.start({ ...fourLanes(), durationS: 100_000 })).rejects.toThrow(/maxDurationS/)
    await expect(lab.start('no-such')).rejects.toMatchObject({ name: 'NotFound' })
    await expect(lab.start('first-look', { durationS: 'long' })).rejects.toThrow(/durationS/)
    await expect(lab.start('first-look', { lanes: [] })).rejects.toThrow(/overrides.lanes/)
  })
})

describe('a lab that cannot go on', () => {
  test('a broker that does not answer, and no other lane: a named end of the run, never a hang', async () => {
    const lab = openLab({}, { SQS_ENDPOINT: 'http://127.0.0.1:1' })
    const { run } = await started(lab, fourLanes({ lanes: [{ id: 'sqs', protocol: 'sqs' }] }))
    await run.over
    expect(run.state).toMatchObject({ is: 'failed', reason: 'start-failed' })
    expect(run.state.is === 'failed' && run.state.detail).toMatch(/sqs.*127\.0\.0\.1:1/)
  })

  test.each(['services', 'links', 'callers', 'coordinator'] as const)(
    'its thread of the %s dies: the run ends as lab-error with the name, and the next one can start',
    async (name) => {
      const lab = openLab()
      const { run } = await started(lab, fourLanes({ durationS: 60 }))
      await until('running', () => run.view.elapsedUs > 250_000)
      await run.threads[name].kill()
      await run.over
      expect(run.state).toMatchObject({ is: 'failed', reason: 'lab-error', detail: expect.stringContaining(name) })
      const next = await started(lab, fourLanes({ durationS: 1 }))
      await next.run.over
      expect(next.run.state.is).toBe('finished')
    },
  )

  test('interrupted by the end of the process: everything is closed at once', async () => {
    const lab = openLab()
    const { run, events } = await started(lab, fourLanes({ durationS: 60 }))
    await until('running', () => run.view.elapsedUs > 500_000)
    await lab.close()
    expect(events.at(-1)).toMatchObject({ type: 'state', state: { is: 'interrupted' } })
  })
})

describe('dead letters', () => {
  const poisoned: ExperimentInput = {
    v: 1,
    id: 'poisoned',
    title: 'poisoned',
    durationS: 60,
    workload: { open: { rateRps: 10, arrival: 'constant' } },
    lanes: [
      {
        id: 'dlq',
        protocol: 'sqs',
        options: { maxReceives: 1, visibilityTimeoutS: 1 },
        service: { work: { dist: 'constant', ms: 1 }, poisonEvery: 5 },
      },
      { id: 'no-dlq', protocol: 'sqs' },
    ],
  }

  test('go back when their owner says so, are received again, and the run says so', async () => {
    const lab = openLab()
    const { id, token, run, events } = await started(lab, poisoned)
    await expect(lab.redrive(id, token, 'dlq')).rejects.toMatchObject({ name: 'Conflict' })
    const died = () => run.view.lanes.dlq?.ledger.cells.reduce((sum, n, i) => (i % 5 === 2 ? sum + n : sum), 0) ?? 0
    await until('dead letters', () => died() >= 2)
    await expect(lab.redrive(id, 'another', 'dlq')).rejects.toMatchObject({ name: 'NotYours' })
    await expect(lab.redrive(id, token, 'other')).rejects.toMatchObject({ name: 'NotFound' })
    await expect(lab.redrive(id, token, 'no-dlq')).rejects.toMatchObject({ name: 'NotPossible' })
    const [first] = (
      await lab.orders(id, [
        ['lane', 'dlq'],
        ['work', 'dead-lettered'],
      ])
    ).orders
    const moved = await lab.redrive(id, token, 'dlq')
    expect(moved).toBeGreaterThanOrEqual(1)
    expect(events).toContainEqual(expect.objectContaining({ type: 'redriven', lane: 'dlq', moved }))
    const received = async () => {
      const { steps } = await lab.order(id, 'dlq', String(first?.seq))
      return steps.filter(({ what }) => what === 'received').length
    }
    // Once before it was put aside, and again since.
    for (let waitedMs = 0; (await received()) < 2; waitedMs += 50) {
      if (waitedMs > 20_000) throw new Error('never received again')
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    await lab.steer(id, token, 'stopping')
    await expect(lab.redrive(id, token, 'dlq')).rejects.toMatchObject({ name: 'Conflict' })
    await run.over
    expect(run.state).toEqual({ is: 'finished', stoppedByHand: true })
    expect((await lab.recording(id)).events.filter(({ type }) => type === 'redriven')).toHaveLength(1)
  })
})
