import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anyRun, encoded } from './any-run.fixture.ts'
import { exampleExperiment, frameAt, laneFrame, plain } from './example.fixture.ts'
import { canMerge, mergeFrames } from './frames.ts'
import type { RunEvent, RunEventBody } from './run.ts'
import { createRunView, foldEvent, foldEvents, type LaneView, type RunView } from './run-view.ts'

const fault = exampleExperiment.faults[0] as (typeof exampleExperiment.faults)[0]

/** Numbers the events and folds them into a fresh view. */
function fold(...bodies: (RunEventBody & { atUs?: number })[]): RunView {
  const view = createRunView(exampleExperiment)
  bodies.forEach((body, i) => {
    foldEvent(view, { seq: i + 1, atUs: 0, ...body })
  })
  return view
}

const running: RunEventBody = { type: 'state', state: { is: 'running' } }
const draining: RunEventBody = { type: 'state', state: { is: 'draining' } }
const lane = (view: RunView, id = 'http') => view.lanes[id] as LaneView

/** What a slow socket would have been sent: neighbours merged wherever `choices` says so and it may be. */
function merged(events: RunEvent[], choices: boolean[]): RunEvent[] {
  const sent: RunEvent[] = []
  events.forEach((event, i) => {
    const last = sent.at(-1)
    if (choices[i % choices.length] && event.type === 'frame' && last?.type === 'frame') {
      if (canMerge(last.frame, event.frame)) {
        sent[sent.length - 1] = { ...event, frame: mergeFrames(last.frame, event.frame) }
        return
      }
    }
    sent.push(event)
  })
  return sent
}

/** All that must not depend on how many frames it came in. */
function told(view: RunView): unknown {
  const { lab: _lab, frames: _frames, overloadedFrames: _overloaded, version: _version, ...rest } = view
  return plain(rest)
}

describe('the fold', () => {
  test('does not depend on how events are batched, frames of one second merged or not', () => {
    const choices = fc.array(fc.boolean(), { minLength: 1, maxLength: 30 })
    let merges = 0
    fc.assert(
      fc.property(anyRun, choices, (events, choice) => {
        const whole = createRunView(exampleExperiment)
        foldEvents(whole, events)
        const slow = createRunView(exampleExperiment)
        const fewer = merged(events, choice)
        merges += events.length - fewer.length
        foldEvents(slow, fewer)
        expect(told(slow)).toEqual(told(whole))
      }),
    )
    expect(merges).toBeGreaterThan(0)
  })

  test('is the same after replays and overlapping resumes', () => {
    fc.assert(
      fc.property(anyRun, fc.array(fc.tuple(fc.nat(), fc.nat())), (events, slices) => {
        const once = createRunView(exampleExperiment)
        foldEvents(once, events)
        const often = createRunView(exampleExperiment)
        // A resume starts anywhere up to the event after the last one seen.
        for (const [from, length] of slices) {
          const start = from % (often.seq + 1)
          foldEvents(often, events.slice(start, start + (length % (events.length + 1))))
        }
        foldEvents(often, events.slice(often.seq))
        foldEvents(often, events)
        expect(plain(often)).toEqual(plain(once))
      }),
    )
  })

  test('adds counters, keeps the last gauge and the largest backlog', () => {
    const view = fold(
      running,
      {
        type: 'frame',
        frame: frameAt(0, { http: laneFrame({ offered: 3, notSent: 1, sent: 2, backlog: 9, inFlight: 2 }) }),
      },
      {
        type: 'frame',
        frame: frameAt(1, { http: laneFrame({ offered: 4, sent: 4, outcomes: { ok: 3 }, backlog: 5 }) }),
      },
    )
    expect(lane(view)).toMatchObject({ offered: 7, notSent: 1, sent: 6, backlog: 5, backlogMax: 9, inFlight: 0 })
    expect(lane(view).outcomes).toMatchObject({ ok: 3, timeout: 0 })
    expect([view.elapsedUs, view.activeUs, view.frames, view.version]).toEqual([500_000, 500_000, 2, 3])
  })

  test('gauges: the last of the newest frame, means over the time of the load alone', () => {
    const busy = (last: number, peak: number, areaUs: number) =>
      laneFrame({ outcomes: { ok: 5 }, heldUs: 400, gauges: { slotsBusy: { last, peak, areaUs } } })
    const view = fold(
      running,
      { type: 'frame', frame: frameAt(0, { http: busy(2, 3, 100) }) },
      { type: 'frame', frame: frameAt(1, { http: busy(1, 4, 300) }) },
      draining,
      { type: 'frame', frame: { ...frameAt(2, { http: laneFrame() }), activeUs: 500_000 } },
    )
    expect(lane(view).now.slotsBusy).toBe(0)
    expect(lane(view).flowInLoad).toMatchObject({ verdicts: 10, heldUs: 800 })
    expect(lane(view).flowInLoad.gauges.slotsBusy).toEqual({ peak: 4, areaUs: 400 })
    expect(lane(view).bins[0]?.flow.gauges.slotsBusy).toEqual({ peak: 4, areaUs: 400 })
  })

  test('completions count as goodput only while the load is on', () => {
    const done = laneFrame({ hist: { completion: encoded(1000, 2000) } })
    const view = fold(
      { type: 'frame', frame: { ...frameAt(-1, { http: done }), activeUs: 0 } },
      running,
      { type: 'frame', frame: frameAt(0, { http: done }) },
      { type: 'state', state: { is: 'paused' } },
      { type: 'frame', frame: { ...frameAt(1, { http: done }), activeUs: 250_000 } },
      running,
      { type: 'frame', frame: { ...frameAt(2, { http: done }), activeUs: 500_000 } },
      draining,
      { type: 'frame', frame: { ...frameAt(3, { http: done }), activeUs: 500_000 } },
    )
    expect(lane(view).hist.completion.n).toBe(10)
    expect([lane(view).completedInLoad, lane(view).loadUs]).toEqual([4, 500_000])
  })

  test('a fault window holds the frames that lie wholly inside it, also one that comes late', () => {
    const one = { http: laneFrame({ sent: 1, backlog: 3 }) }
    const view = fold(
      running,
      { type: 'fault-set', fault, by: 'schedule', atUs: 300_000 },
      { type: 'frame', frame: frameAt(0, one), atUs: 350_000 },
      { type: 'frame', frame: frameAt(1, one) },
      { type: 'frame', frame: frameAt(2, one) },
      { type: 'fault-cleared', faultId: fault.id, by: 'schedule', atUs: 1_050_000 },
      { type: 'frame', frame: frameAt(3, one), atUs: 1_100_000 },
      { type: 'frame', frame: frameAt(4, one) },
    )
    expect(view.faults).toHaveLength(1)
    expect(view.faults[0]).toMatchObject({ setUs: 300_000, clearedUs: 1_050_000 })
    expect(view.faults[0]?.lanes.http).toMatchObject({ sent: 2, backlogMax: 3 })
  })

  test('a fault that is set again begins a new window', () => {
    const view = fold(
      { type: 'fault-set', fault, by: 'schedule', atUs: 1 },
      { type: 'fault-set', fault: { ...fault, toxicity: 0.5 }, by: 'hand', atUs: 5 },
      { type: 'fault-cleared', faultId: fault.id, by: 'drain', atUs: 9 },
    )
    expect(view.faults.map(({ setUs, clearedUs }) => [setUs, clearedUs])).toEqual([
      [1, 5],
      [5, 9],
    ])
  })

  test('a lane that is not of the experiment and a second beyond a day are left alone', () => {
    const frame = frameAt(4 * 86_400 * 2, { http: laneFrame({ sent: 1 }), constructor: laneFrame({ sent: 1 }) })
    const view = fold(running, { type: 'frame', frame })
    expect(Object.keys(view.lanes)).toEqual(['http', 'queue'])
    expect(lane(view).bins).toHaveLength(0)
    expect(lane(view).sent).toBe(1)
  })

  test('a tick that is late by a few ms stays in its second', () => {
    const frame = frameAt(3, { http: laneFrame({ sent: 1 }) })
    const view = fold(running, { type: 'frame', frame: { ...frame, fromUs: 753_000, toUs: 1_004_000 } })
    expect(lane(view).bins[0]?.sent).toBe(1)
  })

  test('keeps states, workloads and verdicts', () => {
    const workload = { open: { rateRps: 40, arrival: 'constant' as const } }
    const thresholds = [{ threshold: 'http.failed == 0', passed: true, left: 0, right: 0 }]
    const view = fold(
      running,
      { type: 'workload', lane: '*', workload, atUs: 7 },
      { type: 'judged', thresholds },
      draining,
    )
    expect(view.state.is).toBe('draining')
    expect(view.stateChanges.map(({ state }) => state.is)).toEqual(['running', 'draining'])
    expect(view.workloadChanges).toEqual([{ atUs: 7, lane: '*', workload }])
    expect(view.thresholds).toEqual(thresholds)
  })
})

describe('canMerge', () => {
  const [a, b, c] = [frameAt(2, {}), frameAt(3, {}), frameAt(4, {})]
  test('only neighbours within one second', () => {
    expect([canMerge(a, b), canMerge(b, c), canMerge(a, c), canMerge(b, a)]).toEqual([true, false, false, false])
  })
})

describe('frames in which the lab was the bottleneck', () => {
  test('not the thread of the services while a fault burns it', () => {
    const late = { cpu: 0, loopDelayP99Ms: { services: 80 } }
    const at = (tick: number) => ({ type: 'frame', frame: { ...frameAt(tick, {}), lab: late } }) as const
    const [first, second, third] = [at(0), at(1), at(2)]
    const burn = { ...fault, id: 'burn', type: 'cpu_burn' } as const
    const set = { type: 'fault-set', atUs: second.frame.fromUs, fault: burn, by: 'schedule' } as const
    const cleared = { type: 'fault-cleared', atUs: second.frame.toUs, faultId: 'burn', by: 'schedule' } as const
    expect(fold(running, first, set, second, cleared, third).overloadedFrames).toBe(2)
  })

  test('are counted, and the worst is kept', () => {
    const bad = { ...frameAt(0, {}), lab: { cpu: 0.9, loopDelayP99Ms: { callers: 4 } } }
    const good = { ...frameAt(1, {}), lab: { cpu: 0.1, loopDelayP99Ms: { callers: 8 } } }
    const view = fold(running, { type: 'frame', frame: bad }, { type: 'frame', frame: good })
    expect(view.overloadedFrames).toBe(1)
    expect(view.labMax).toEqual({ cpu: 0.9, loopDelayP99Ms: { callers: 8 } })
    expect(view.lab).toEqual(good.lab)
  })
})
