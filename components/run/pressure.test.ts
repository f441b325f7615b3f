import { describe, expect, test } from 'vitest'
import { exampleExperiment, frameAt, laneFrame } from '#core/example.fixture.ts'
import type { Caller, Experiment, Lane } from '#core/experiment.ts'
import { Histogram } from '#core/histogram.ts'
import type { LabHealth, LaneFrame } from '#core/run.ts'
import { createRunView, foldEvent, type RunView } from '#core/run-view.ts'
import { pressureNames, pressuresOf } from './pressure.ts'

const [free] = exampleExperiment.lanes as [Lane, ...Lane[]]
const pooled: Lane = { ...free, caller: { blocking: { slots: 20, queueLimit: 40 } } satisfies Caller }

function encoded(...ms: number[]): string {
  const histogram = new Histogram()
  for (const each of ms) histogram.record(each * 1000)
  return histogram.encode()
}

/** Frames of 250 ms, one after the other, while the load is on. */
function viewOf(lane: Lane, frames: Partial<LaneFrame>[], lab?: LabHealth): RunView {
  const experiment: Experiment = { ...exampleExperiment, lanes: [lane] }
  const view = createRunView(experiment)
  foldEvent(view, { seq: 1, atUs: 0, type: 'state', state: { is: 'running' } })
  frames.forEach((told, tick) => {
    const frame = frameAt(tick, { http: laneFrame(told) })
    foldEvent(view, { seq: tick + 2, atUs: frame.toUs, type: 'frame', frame: lab ? { ...frame, lab } : frame })
  })
  return view
}

function end(view: RunView): RunView {
  foldEvent(view, { seq: view.seq + 1, atUs: 0, type: 'state', state: { is: 'finished', stoppedByHand: false } })
  return view
}

function said(lane: Lane, view: RunView | null, second: number | null = null): Record<string, string> {
  return Object.fromEntries(pressuresOf(lane, view, second).map(({ name, value }) => [name, value]))
}

const full = {
  offered: 30,
  sent: 5,
  attempts: 5,
  notSent: 12,
  rejected: 12,
  hist: { queued: encoded(800, 800, 1600) },
  gauges: {
    slotsBusy: { last: 20, peak: 20, areaUs: 20 * 250_000 },
    callerQueue: { last: 40, peak: 40, areaUs: 30 * 250_000 },
  },
}

describe('what presses on a lane', () => {
  test('before a run, and on a lane on which nothing presses, nothing is said', () => {
    expect(pressuresOf(free, null, null)).toEqual([])
    expect(said(free, viewOf(free, [{ offered: 5, sent: 5, attempts: 5, outcomes: { ok: 5 } }]))).toEqual({})
  })

  test('a blocking caller says its slots, and of its queue once somebody waited', () => {
    const calm = { gauges: { slotsBusy: { last: 3, peak: 5, areaUs: 0 } } }
    expect(said(pooled, viewOf(pooled, [calm]))).toEqual({ slots: '3 / 20' })
    const view = viewOf(pooled, [full])
    const now = said(pooled, view)
    expect(now).toMatchObject({ slots: '20 / 20', callerQueue: '40', rejected: '12' })
    expect(now.queueWait).toMatch(/^(79|80)\d \/ 1,[56]\d\d$/)
  })

  test('what was said once stays, as 0; a finished run says means over its load', () => {
    const view = viewOf(pooled, [full, {}])
    expect(said(pooled, view)).toMatchObject({ slots: '0 / 20', callerQueue: '0', rejected: '12' })
    expect(said(pooled, end(view))).toMatchObject({ slots: '10.0 / 20', callerQueue: '15.0', rejected: '12' })
  })

  test('a second says its own: means, its rejections, and a dash for what is not known of a second', () => {
    const view = viewOf(pooled, [full, full, full, full, { hist: { handshake: encoded(4) } }])
    expect(said(pooled, view, 0)).toMatchObject({ slots: '20.0 / 20', rejected: '48', handshakes: '–' })
    expect(said(pooled, view, 1)).toMatchObject({ slots: '0.0 / 20', rejected: '0', queueWait: '– / –' })
    expect(said(pooled, view, 99)).toMatchObject({ slots: '– / 20', rejected: '–' })
    expect(said(pooled, view)).toMatchObject({ handshakes: '1 · 4.0' })
  })

  test('a service in which orders waited says how many it works on and how many wait', () => {
    const busy = { serviceActive: { last: 4, peak: 4, areaUs: 0 } }
    expect(said(free, viewOf(free, [{ gauges: busy }]))).toEqual({})
    const crowded = { ...busy, serviceQueued: { last: 17, peak: 17, areaUs: 0 } }
    expect(said(free, viewOf(free, [{ gauges: crowded }]))).toEqual({ service: '4 / 17' })
  })

  test('threads of its own, and not those that it shares; now, then the worst', () => {
    const late: LabHealth = {
      cpu: 0.2,
      loopDelayP99Ms: { callers: 900, 'services:other': 700, 'services:http': 80, 'services:http/e2': 120 },
    }
    const view = viewOf(free, [{}], late)
    foldEvent(view, {
      seq: 9,
      atUs: 0,
      type: 'frame',
      frame: { ...frameAt(1, { http: laneFrame() }), lab: { cpu: 0, loopDelayP99Ms: { 'services:http': 30 } } },
    })
    expect(said(free, view)).toEqual({ loopDelay: '30' })
    expect(said(free, end(view))).toEqual({ loopDelay: '120' })
  })

  test('handshakes with certificates apart from resumed ones', () => {
    const { handshakes, resumptions } = said(
      free,
      viewOf(free, [{ hist: { handshake: encoded(12, 12), resumed: encoded(3) } }]),
    )
    expect(handshakes).toMatch(/^2 · 12$/)
    expect(resumptions).toMatch(/^1 · 3\.0$/)
  })

  test('in the order in which they are read', () => {
    const names = pressuresOf(pooled, viewOf(pooled, [full]), null).map(({ name }) => name)
    expect(names).toEqual(pressureNames.filter((name) => names.includes(name)))
  })
})
