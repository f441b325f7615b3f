import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anyRun, encoded } from './any-run.fixture.ts'
import { exampleExperiment, frameAt, laneFrame, plain } from './example.fixture.ts'
import type { Fault } from './experiment.ts'
import { Histogram } from './histogram.ts'
import { faultLabel } from './labels.ts'
import { createRandom } from './random.ts'
import { LARGEST_RECORDING, type RecordedRun, readRecording, readRecordingText, writeRecording } from './recording.ts'
import type { EdgeFrame, LaneFrame, RunEvent } from './run.ts'
import { createRunView, foldEvent } from './run-view.ts'
import { locales } from './text.ts'
import { verdictText } from './verdict.ts'

const asFile = (events: RunEvent[], more: Partial<RecordedRun> = {}) =>
  JSON.stringify(writeRecording({ about: {}, experiment: exampleExperiment, events, ...more }))

const short: RunEvent[] = [
  { seq: 1, atUs: 0, type: 'state', state: { is: 'running' } },
  { seq: 2, atUs: 250_000, type: 'frame', frame: frameAt(0, { http: laneFrame({ hist: { caller: encoded(5000) } }) }) },
  { seq: 3, atUs: 300_000, type: 'state', state: { is: 'finished', stoppedByHand: false } },
]

describe('a recording', () => {
  test('folds to the live view at every tick', () => {
    fc.assert(
      fc.property(anyRun, (events) => {
        const { experiment, events: replayed } = readRecordingText(asFile(events))
        expect(replayed).toHaveLength(events.length)
        const [live, recorded] = [createRunView(exampleExperiment), createRunView(experiment)]
        for (const [i, event] of events.entries()) {
          foldEvent(live, event)
          foldEvent(recorded, replayed[i] as RunEvent)
          expect(plain(recorded)).toEqual(plain(live))
        }
      }),
    )
  })

  test('says every event as it was said, whatever a later version adds to a frame', () => {
    const added = { ...laneFrame(), later: { first: 3, again: [1, 2] }, note: 'é <b>' } as LaneFrame
    const events = [...short]
    events[1] = { ...(short[1] as RunEvent & { type: 'frame' }), activeUs: 5, frame: frameAt(0, { http: added }) }
    const about = { runId: 'abc', recordedAt: '2026-11-25T20:00:00.000Z' }
    expect(readRecordingText(asFile(events, { about }))).toEqual({ about, experiment: exampleExperiment, events })
  })

  test.each([
    ['busy lanes', 50, 0],
    ['chains of three services', 20, 3],
  ])('of 30 s of four %s is at most 60 kB gzipped', (_, rateRps, hops) => {
    const lanes = ['a', 'b', 'c', 'd'].map((id) => ({
      ...exampleExperiment.lanes[0],
      id,
    })) as typeof exampleExperiment.lanes
    const bytes = gzipSync(
      asFile(
        busyRun(
          lanes.map(({ id }) => id),
          30,
          rateRps,
          hops,
        ),
        { experiment: { ...exampleExperiment, lanes } },
      ),
    ).length
    expect(bytes).toBeLessThan(60_000)
  })
})

/** Latencies of a lognormal kind at `rateRps` on each lane, as no two orders are alike; `hops` services one behind the other, each asked 1.2 times. */
function busyRun(lanes: string[], seconds: number, rateRps: number, hops = 0): RunEvent[] {
  const random = createRandom(7)
  const latency = () => 5000 * Math.exp(0.6 * (random.next() + random.next() + random.next() + random.next() - 2) * 1.7)
  const sent = Object.fromEntries(lanes.map((id) => [id, 0]))
  return Array.from({ length: seconds * 4 }, (_, tick): RunEvent => {
    const told = Object.fromEntries(
      lanes.map((id) => {
        const count = Math.round((rateRps / 4) * (0.5 + random.next()))
        sent[id] = (sent[id] ?? 0) + count
        const caller = new Histogram()
        const held = new Histogram()
        const [slip, completion] = [new Histogram(), new Histogram()]
        for (let i = 0; i < count; i++) {
          const us = latency()
          const late = 50 + random.next() * 1000
          caller.record(us + late)
          held.record(us)
          slip.record(late)
          completion.record(us * 0.9)
        }
        const hist = {
          caller: caller.encode(),
          held: held.encode(),
          ok: caller.encode(),
          completion: completion.encode(),
          slip: slip.encode(),
        }
        const counts = { offered: count, sent: count, outcomes: { ok: count } }
        const edges = Object.fromEntries(
          Array.from({ length: hops }, (_, depth) => {
            const [call, work] = [new Histogram(), new Histogram()]
            const calls = Math.round(count * 1.2 ** depth)
            for (let i = 0; i < calls; i++) {
              const us = latency() / (depth + 1)
              call.record(us)
              work.record(us * (0.4 + random.next() / 2))
            }
            const bytes = { up: calls * 430 + Math.round(random.next() * 40), down: calls * 110, connections: 0 }
            const edge: EdgeFrame = {
              ...{ calls, attempts: calls, outcomes: { ok: calls }, executed: calls, bytesByLeg: { call: bytes } },
              ...{ inFlight: Math.round(random.next() * 3), active: Math.round(random.next() * 2), queued: 0 },
              hist: { call: call.encode(), work: work.encode() },
            }
            return [['e1', ...Array.from({ length: depth }, () => '1')].join('.'), edge]
          }),
        )
        const ledger = {
          ...laneFrame().ledger,
          cells: laneFrame().ledger.cells.map((_, i) => (i === 6 ? (sent[id] as number) : 0)),
        }
        const bytesByLeg = {
          call: { up: count * 450 + Math.round(random.next() * 40), down: count * 120, connections: 0 },
        }
        return [id, laneFrame({ ...counts, hist, ledger, bytesByLeg, inFlight: Math.round(random.next() * 3), edges })]
      }),
    )
    const frame = frameAt(tick, told)
    const ms = () => Math.round(random.next() * 5000) / 1000
    frame.lab = { cpu: ms() / 5, loopDelayP99Ms: { callers: ms(), links: ms(), services: ms(), 'engine:d': ms() } }
    return { seq: tick + 1, atUs: frame.toUs + Math.round(random.next() * 20_000), type: 'frame', frame }
  })
}

describe('a file that is no recording of ours', () => {
  const troubleOf = (text: string) => {
    try {
      readRecordingText(text)
    } catch (error) {
      return (error as { trouble: string }).trouble
    }
    return 'none'
  }
  const changed = (change: (file: ReturnType<typeof writeRecording>) => void) => {
    const file = JSON.parse(asFile(short))
    change(file)
    return JSON.stringify(file)
  }

  test('is refused with what is wrong with it', () => {
    expect(troubleOf('<!doctype html>')).toBe('not-json')
    expect(troubleOf('{"v": 2, "experiment": {}}')).toBe('foreign')
    expect(troubleOf('null')).toBe('foreign')
    expect(troubleOf(changed((file) => Object.assign(file, { v: 3 })))).toBe('version')
    expect(troubleOf(' '.repeat(LARGEST_RECORDING + 1))).toBe('too-large')
    expect(() => readRecordingText(changed((file) => Object.assign(file, { v: 3 })))).toThrow('version 3, this reads 2')
  })

  test('cut off anywhere, it is damaged, or at the worst no JSON', () => {
    const text = asFile(short)
    fc.assert(
      fc.property(fc.nat({ max: text.length - 1 }), (length) => {
        expect(['damaged', 'not-json']).toContain(troubleOf(text.slice(0, length)))
      }),
    )
    expect(troubleOf(text.slice(0, 200))).toBe('damaged')
  })

  test('with any part of it replaced it is read or refused, and nothing else happens', () => {
    const junk = fc.oneof(fc.jsonValue(), fc.constant(-1), fc.constant(1e300), fc.constant('__proto__'))
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 9 }), { minLength: 1, maxLength: 8 }), junk, (path, value) => {
        const file = JSON.parse(asFile(short))
        let at: Record<string, unknown> = file
        for (const step of path) {
          const keys = Object.keys(at)
          const key = keys[step % Math.max(1, keys.length)] as string
          const inner = at[key]
          if (typeof inner !== 'object' || inner === null || Object.keys(inner).length === 0) {
            at[key] = value
            break
          }
          at = inner as Record<string, unknown>
        }
        const trouble = troubleOf(JSON.stringify(file))
        expect(['none', 'damaged', 'version', 'foreign']).toContain(trouble)
        if (trouble !== 'none') return
        const { experiment, events } = readRecording(file)
        const view = createRunView(experiment)
        for (const event of events) foldEvent(view, event)
        for (const locale of locales) {
          verdictText(view, locale)
          for (const fault of experiment.faults) faultLabel(fault, locale)
        }
      }),
      { numRuns: 500 },
    )
  })

  test('a fault of a newer version is called by its own name; one that says too little is refused', () => {
    const withFault = (type: string) =>
      changed((file) => {
        const [fault] = file.experiment.faults
        Object.assign(file.experiment, { faults: [{ ...fault, type, attributes: {} }] })
      })
    for (const type of ['quantum_tunnel', 'constructor']) {
      const [fault] = readRecordingText(withFault(type)).experiment.faults
      expect(faultLabel(fault as Fault, 'en')).toContain(type)
    }
    expect(troubleOf(withFault('latency'))).toBe('damaged')
  })

  test('names are only names, whatever they say', () => {
    const html = '<img src=x onerror="alert(1)">'
    const text = changed((file) => {
      file.experiment.title = { ko: html, en: html }
    })
    expect(readRecordingText(text).experiment.title.en).toBe(html)
    const hostile = asFile(short).replace('"lanes":[', '"__proto__":{"polluted":true},"lanes":[')
    readRecordingText(hostile)
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
    expect(troubleOf(changed((file) => Object.assign(file.experiment.lanes[0] as object, { id: '__proto__' })))).toBe(
      'damaged',
    )
  })

  test('a few letters do not fill the memory with buckets', () => {
    const wide = new Histogram()
    wide.record(0)
    wide.record(2 ** 40)
    const frames = Array.from({ length: 12_000 }, (_, tick): RunEvent => {
      const frame = frameAt(tick, { http: laneFrame({ hist: { caller: wide.encode() } }) })
      return { seq: tick + 1, atUs: frame.toUs, type: 'frame', frame }
    })
    expect(() => readRecordingText(asFile(frames))).toThrow('more than a run can measure')
  })

  test('an event that is missing is missed', () => {
    expect(() => readRecordingText(changed((file) => void file.events.pop()))).not.toThrow()
    expect(() => readRecordingText(changed((file) => void file.events.shift()))).toThrow('event 1')
  })
})
