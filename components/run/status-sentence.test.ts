import { describe, expect, it } from 'vitest'
import { en } from '#components/text/en.ts'
import { exampleExperiment, frameAt, laneFrame } from '#core/example.fixture.ts'
import { Histogram } from '#core/histogram.ts'
import { emptyCounts, works } from '#core/ledger.ts'
import { type Verdict, verdicts } from '#core/outcome.ts'
import type { RunEventBody } from '#core/run.ts'
import { createRunView, foldEvent, type RunView } from '#core/run-view.ts'
import { statusSentence } from './status-sentence.ts'

function callerOf(ms: number): { caller: string } {
  const histogram = new Histogram()
  histogram.record(ms * 1000, 5)
  return { caller: histogram.encode() }
}

function fold(view: RunView, body: RunEventBody, atUs = 0): void {
  foldEvent(view, { seq: view.seq + 1, atUs, ...body })
}

function say(view: RunView | null): string {
  return statusSentence({ experiment: exampleExperiment, view, locale: 'en', words: en })
}

/** Two seconds at 10 ms, then a fault and two seconds at `slowMs` with `backlog` orders behind in the queue. */
function runWithFault(slowMs: number, backlog: number): RunView {
  const view = createRunView(exampleExperiment)
  fold(view, { type: 'state', state: { is: 'running' } })
  const frame = (tick: number, httpMs: number, behind: number) =>
    frameAt(tick, {
      http: laneFrame({ offered: 5, sent: 5, outcomes: { ok: 5 }, hist: callerOf(httpMs) }),
      queue: laneFrame({ offered: 5, sent: 5, outcomes: { ok: 5 }, hist: callerOf(5), backlog: behind }),
    })
  for (let tick = 0; tick < 8; tick++) fold(view, { type: 'frame', frame: frame(tick, 10, 0) })
  const [fault] = exampleExperiment.faults
  if (fault) fold(view, { type: 'fault-set', fault, by: 'schedule' }, 2_000_000)
  for (let tick = 8; tick < 16; tick++) fold(view, { type: 'frame', frame: frame(tick, slowMs, backlog) })
  return view
}

it('says that the lab is what falls behind, and never that every lane keeps up then', () => {
  const view = createRunView(exampleExperiment)
  fold(view, { type: 'state', state: { is: 'running' } })
  const frame = frameAt(0, { http: laneFrame({ offered: 5, sent: 5, outcomes: { ok: 5 } }) })
  fold(view, { type: 'frame', frame })
  expect(say(view)).toBe(en.sentence.allFine)
  fold(view, { type: 'frame', frame: { ...frame, seq: 1, lab: { cpu: 0.99, loopDelayP99Ms: {} } } })
  expect(say(view)).toBe(en.sentence.labBehind)
})

describe('statusSentence', () => {
  it('says before a run that nothing has run', () => {
    expect(say(null)).toBe(en.run.idleStatus)
  })

  it('names the fault, who is held, who falls behind', () => {
    const sentence = say(runWithFault(210, 40))
    expect(sentence).toContain('+200 ms for 2 s')
    expect(sentence).toMatch(/HTTP callers are held 10\sms → \d+\sms/)
    expect(sentence).toContain('SQS is 40 behind')
  })

  it('says which lane takes no part, and that instead of all being well', () => {
    const view = createRunView(exampleExperiment)
    fold(view, { type: 'lane-failed', lane: 'queue', detail: 'silent', address: '10.0.0.9:9324' })
    fold(view, { type: 'state', state: { is: 'running' } })
    expect(say(view)).toBe('SQS: took no part in the run: the broker at 10.0.0.9:9324 could not be used.')
    fold(view, { type: 'state', state: { is: 'finished', stoppedByHand: false } })
    expect(say(view)).toMatch(/^SQS: .*10\.0\.0\.9:9324.* No order was lost\.$/)
  })

  it('does not call a lane held that is as fast as before', () => {
    expect(say(runWithFault(11, 0))).toContain(en.sentence.nothingYet)
  })

  it('says at the end what was lost, and what was done though reported as failed', () => {
    const view = createRunView(exampleExperiment)
    const cells = new Array<number>(verdicts.length * works.length).fill(0)
    const at = (verdict: Verdict, work: (typeof works)[number]) =>
      verdicts.indexOf(verdict) * works.length + works.indexOf(work)
    cells[at('acknowledged', 'completed')] = 90
    cells[at('acknowledged', 'lost')] = 7
    cells[at('unknown', 'completed')] = 3
    const ledger = {
      cells,
      duplicated: 0,
      deduplicated: 0,
      reordered: null,
      ghosts: null,
      committedButLost: null,
      outside: 0,
    }
    fold(view, { type: 'frame', frame: frameAt(0, { http: laneFrame({ ledger }), queue: laneFrame() }) })
    fold(view, { type: 'state', state: { is: 'finished', stoppedByHand: false } })
    expect(say(view)).toBe(
      `${en.sentence.finished({ sent: '100', completed: '93' })} ${en.sentence.lost('7')} ${en.sentence.toldFailed('3')}`,
    )
  })

  it('does not say that nothing was lost where a database holds orders that nobody will do', () => {
    const view = createRunView(exampleExperiment)
    const ledger = { ...emptyCounts(), ghosts: 4, committedButLost: 2 }
    fold(view, { type: 'frame', frame: frameAt(0, { http: laneFrame({ ledger }), queue: laneFrame() }) })
    fold(view, { type: 'state', state: { is: 'finished', stoppedByHand: false } })
    expect(say(view)).toBe(
      `${en.sentence.finished({ sent: '0', completed: '0' })} ${en.sentence.ghosts('4')} ${en.sentence.committedButLost('2')}`,
    )
  })
})
