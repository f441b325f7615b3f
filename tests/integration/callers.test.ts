/** Who waits for whom in a real run: slots of blocking callers, places of a service, threads that are kept busy. */
import { afterAll, expect, test } from 'vitest'
import type { ExperimentInput } from '#core/parse-experiment.ts'
import { type LaneSummary, summarize } from '#core/summary.ts'
import { createLab } from '#server/runs/lab.ts'

const lab = createLab({ external: {} })
afterAll(() => lab.close())

type Lanes = ExperimentInput['lanes']

async function ran(lanes: Lanes, more: Partial<ExperimentInput> = {}) {
  const { run } = await lab.start({
    id: 'callers',
    durationS: 3,
    workload: { open: { rateRps: 100, arrival: 'constant' } },
    lanes,
    ...more,
  })
  await run.over
  expect(run.state).toEqual({ is: 'finished', stoppedByHand: false })
  const summary = summarize(run.view)
  const laneOf = (id: string) => summary.lanes.find((lane) => lane.id === id) as LaneSummary
  return { run, summary, laneOf }
}

test('blocking callers: never more than the slots are busy, the rest waits or is rejected, and Little’s law holds', async () => {
  const service = { work: { dist: 'constant' as const, ms: 100 } }
  const { run, laneOf } = await ran([
    // 100 orders a second against 4 slots that are held for 100 ms each: 40 a second at most.
    { id: 'blocking', protocol: 'http', service, caller: { blocking: { slots: 4, queueLimit: 10 } } },
    { id: 'non-blocking', protocol: 'http', service },
  ])
  const blocking = laneOf('blocking')
  expect(blocking.offered).toBe(blocking.sent + blocking.notSent)
  expect(blocking.offered).toBeGreaterThanOrEqual(299)
  expect(blocking.rejected).toBe(blocking.notSent)
  expect(blocking.rejected).toBeGreaterThan(120)
  expect(blocking.slotsBusy.max).toBe(4)
  expect(blocking.callerQueue.max).toBe(10)
  // Ten wait for four slots of 100 ms: a quarter of a second. It is the caller's latency, and not what it is held.
  expect(blocking.queuedMs.p90).toBeGreaterThan(125)
  expect(blocking.heldMs.p50).toBeLessThan(blocking.callerLatencyMs.p50 as number)
  // L = λ W: all of the run to the last order, and its load up to the orders that were out when it ended.
  const flow = run.view.lanes.blocking?.flow
  expect(flow?.verdicts).toBe(blocking.sent)
  expect((flow?.gauges.slotsBusy.areaUs ?? 0) / (flow?.heldUs ?? 0)).toBeCloseTo(1, 3)
  const { throughputRps, heldMeanMs, slotsBusy } = blocking
  expect(((throughputRps ?? 0) * (heldMeanMs ?? 0)) / 1000 / (slotsBusy.mean ?? 0)).toBeGreaterThan(0.85)

  const free = laneOf('non-blocking')
  expect(free).toMatchObject({ rejected: 0, notSent: 0, slotsBusy: { max: 0 }, queuedMs: { n: 0 } })
  expect(free.inFlight.max).toBeGreaterThan(4)
})
