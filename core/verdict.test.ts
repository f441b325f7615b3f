import { describe, expect, test } from 'vitest'
import { encoded } from './any-run.fixture.ts'
import { exampleExperiment, frameAt, laneFrame } from './example.fixture.ts'
import { cell, emptyCounts } from './ledger.ts'
import type { LaneFrame, LedgerCounts, RunEventBody } from './run.ts'
import { createRunView, foldEvent, type RunView } from './run-view.ts'
import { findingsOf, verdictText } from './verdict.ts'

const slow = exampleExperiment.faults[0] as (typeof exampleExperiment.faults)[0]
const COMPLETED = 6

function counts(completed: number, more: Partial<LedgerCounts> = {}): LedgerCounts {
  const ledger = { ...emptyCounts(), ...more }
  if (!more.cells) ledger.cells[COMPLETED] = completed
  return ledger
}

/** Four seconds, the fault on from the second one to the third. */
function fold(told: (tick: number, during: boolean) => Record<string, LaneFrame>): RunView {
  const view = createRunView(exampleExperiment)
  const bodies: (RunEventBody & { atUs: number })[] = [{ atUs: 0, type: 'state', state: { is: 'running' } }]
  for (let tick = 0; tick < 16; tick++) {
    const frame = frameAt(tick, told(tick, tick >= 4 && tick < 12))
    if (tick === 4) bodies.push({ atUs: frame.fromUs, type: 'fault-set', fault: slow, by: 'schedule' })
    if (tick === 12) bodies.push({ atUs: frame.fromUs, type: 'fault-cleared', faultId: slow.id, by: 'schedule' })
    bodies.push({ atUs: frame.toUs, type: 'frame', frame })
  }
  bodies.push({ atUs: 4e6, type: 'state', state: { is: 'finished', stoppedByHand: false } })
  bodies.forEach((body, i) => {
    foldEvent(view, { ...body, seq: i + 1 })
  })
  return view
}

const lane = (us: number, more: Partial<LaneFrame> = {}) =>
  laneFrame({ sent: 2, outcomes: { ok: 2 }, hist: { caller: encoded(us, us) }, ledger: counts(32), ...more })

describe('the verdict', () => {
  test('names first what ended the run', () => {
    const view = fold(() => ({ http: lane(5000), queue: lane(5000) }))
    view.state = { is: 'finished', stoppedByHand: false, abortedBy: 'http: rate<0.01 abortOnFail' }
    expect(findingsOf(view)[0]).toMatchObject({ is: 'aborted', threshold: 'http: rate<0.01 abortOnFail' })
    expect(verdictText(view, 'en', 1)).toContain('‘http: rate<0.01 abortOnFail’ could not hold any more.')
    expect(verdictText(view, 'ko', 1)).toContain('기준 ‘http: rate<0.01 abortOnFail’을 더는 지킬 수 없습니다.')
  })

  test('says who was held, against the same lane before the fault, and who fell behind unnoticed', () => {
    const view = fold((_, during) => ({
      http: lane(during ? 208_000 : 5000),
      queue: lane(3000, { backlog: during ? 98 : 0 }),
    }))
    expect(findingsOf(view).map(({ is }) => is)).toEqual(['held', 'behind', 'spread', 'settled'])
    expect(verdictText(view, 'en')).toBe(
      'HTTP: callers waited 5.0 ms → 208 ms (p50) during +200 ms. SQS fell 98 behind, and its callers noticed nothing.',
    )
    expect(verdictText(view, 'ko')).toBe(
      '지연 +200 ms 동안 HTTP 호출자 p50: 5.0 ms → 208 ms. SQS: 98건까지 밀렸지만 호출자는 눈치채지 못했습니다.',
    )
  })

  test('says of latencies that callers waited: from the intended send on, not from the actual one', () => {
    const view = fold(() => ({ http: lane(5000), queue: lane(50_000) }))
    expect(verdictText(view, 'en', 1)).toBe('Callers waited 5.0 ms (HTTP) to 50 ms (SQS), p50.')
    expect(verdictText(view, 'ko', 1)).toBe('호출자가 기다린 시간 p50: HTTP 5.0 ms부터 SQS 50 ms까지.')
  })

  test('puts what was lost first, and failures before delays', () => {
    const lost = counts(0, { cells: emptyCounts().cells.map((_, i) => (i === COMPLETED ? 29 : i === 9 ? 3 : 0)) })
    expect(cell(lost, 'acknowledged', 'lost')).toBe(3)
    const view = fold((_, during) => ({
      http: lane(during ? 2_000_000 : 5000, during ? { outcomes: { timeout: 1, ok: 1 } } : {}),
      queue: lane(5000, { ledger: lost }),
    }))
    expect(
      findingsOf(view)
        .map(({ is }) => is)
        .slice(0, 2),
    ).toEqual(['lost', 'failing'])
    expect(verdictText(view, 'en')).toBe('SQS: 3 orders acknowledged, then lost. HTTP: 50 % failed during +200 ms.')
  })

  test('ghosts, and what was committed and never done, come right after what was lost', () => {
    const ledger = { ...laneFrame().ledger, ghosts: 6, committedButLost: 1 }
    const view = fold((_, during) => ({
      http: lane(during ? 2_000_000 : 5000, during ? { outcomes: { timeout: 1, ok: 1 } } : {}),
      queue: lane(5000, { ledger }),
    }))
    expect(verdictText(view, 'en')).toBe(
      'SQS: 6 orders done that nobody ever committed (ghosts). SQS: 1 order committed, and never done.',
    )
    expect(verdictText(view, 'ko')).toBe(
      'SQS: 커밋된 적 없는 주문 6건이 처리됐습니다(유령). SQS: 커밋된 주문 1건이 영영 처리되지 않습니다.',
    )
  })

  test('puts a lane that took no part before everything', () => {
    const view = fold(() => ({ http: lane(5000, { outcomes: { timeout: 2 } }), queue: laneFrame() }))
    const address = '10.0.0.9:9324'
    foldEvent(view, { seq: view.seq + 1, atUs: 0, type: 'lane-failed', lane: 'queue', detail: 'silent', address })
    expect(findingsOf(view).map(({ is }) => is)).toEqual(['absent', 'failing', 'settled'])
    expect(verdictText(view, 'en', 1)).toBe(
      'SQS: took no part in the run: the broker at 10.0.0.9:9324 could not be used.',
    )
  })

  test('where nothing stands out it says so with what was done', () => {
    const view = fold(() => ({ http: lane(5000), queue: lane(5100) }))
    expect(verdictText(view, 'en')).toBe('All 64 orders were done.')
    expect(verdictText(createRunView(exampleExperiment), 'en')).toBe('')
  })
})
