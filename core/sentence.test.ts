import { describe, expect, test } from 'vitest'
import { exampleExperiment, frameAt, laneFrame } from './example.fixture.ts'
import type { Fault } from './experiment.ts'
import { faultFactsOf, faultTypes } from './faults.ts'
import { defaultsOf } from './fields.ts'
import { Histogram } from './histogram.ts'
import { faultLabel, outcomeLabel, stateLabel, verdictLabel, workLabel } from './labels.ts'
import { Ledger, works } from './ledger.ts'
import { outcomeKinds, verdicts } from './outcome.ts'
import { createRunView, foldEvent } from './run-view.ts'
import { durationText, laneSentence } from './sentence.ts'
import { locales } from './text.ts'

function viewOf(ledger: Ledger, heldUs: number[] = [], notSent = 0) {
  const held = new Histogram()
  for (const us of heldUs) held.record(us)
  const view = createRunView(exampleExperiment)
  const http = laneFrame({ ledger: ledger.counts(), hist: held.n > 0 ? { held: held.encode() } : {}, notSent })
  foldEvent(view, { seq: 1, atUs: 0, type: 'frame', frame: frameAt(0, { http }) })
  return view
}

describe('laneSentence', () => {
  test('before anything is sent', () => {
    const view = createRunView(exampleExperiment)
    expect(laneSentence(view, 'http', 'en')).toBe('Nothing has been sent yet.')
    expect(laneSentence(view, 'http', 'ko')).toBe('아직 보낸 주문이 없습니다.')
    expect(laneSentence(view, 'constructor', 'en')).toBe('')
  })

  test('a lane that took no part: why, and where', () => {
    const view = createRunView(exampleExperiment)
    const detail = 'lane queue (sqs): the broker at 10.0.0.9:9324 cannot be used: no answer within 5000 ms'
    foldEvent(view, { seq: 1, atUs: 0, type: 'lane-failed', lane: 'queue', detail, address: '10.0.0.9:9324' })
    expect(laneSentence(view, 'queue', 'en')).toBe(
      'It took no part in the run: the broker at 10.0.0.9:9324 could not be used.',
    )
    expect(laneSentence(view, 'queue', 'ko')).toBe(
      '이 실행에 참여하지 못했습니다. 브로커(10.0.0.9:9324)를 쓸 수 없었습니다.',
    )
    foldEvent(view, { seq: 2, atUs: 0, type: 'lane-failed', lane: 'queue', detail })
    expect(laneSentence(view, 'queue', 'en')).toContain(detail)
  })

  test('a lane on which all went well says only that', () => {
    const ledger = new Ledger()
    ledger.sent(0)
    ledger.verdict(0, 'ok')
    ledger.executed(0)
    expect(laneSentence(viewOf(ledger, [12_000]), 'http', 'en')).toBe(
      'Of 1 order sent, 1 caller was told yes. Half of the callers were held for 12 ms or less. The work: 1 done.',
    )
  })

  test('whatever went wrong is said, in both languages', () => {
    const ledger = new Ledger()
    for (let seq = 0; seq < 8; seq++) ledger.sent(seq)
    ledger.verdict(0, 'ok')
    ledger.verdict(1, 'ok')
    ledger.executed(1)
    ledger.executed(1)
    ledger.verdict(2, 'timeout')
    ledger.executed(2)
    ledger.verdict(3, 'unreachable')
    ledger.deadLetter(4)
    for (let seq = 5; seq < 7; seq++) ledger.discard(seq)
    ledger.settleLost()
    const view = viewOf(ledger, [1000, 2000, 9000], 3)
    expect(laneSentence(view, 'http', 'en')).toBe(
      'Of 8 orders sent, 2 callers were told yes, 1 was told no, 1 does not know, 4 are still waiting. ' +
        'Half of the callers were held for 2.0 ms or less. ' +
        'The work: 2 done, 1 dead-lettered, 3 never begun, 2 lost. ' +
        '1 order was promised but lost. 1 order was done though the caller was not told yes. ' +
        '1 order was done twice. 3 more orders could not even be sent.',
    )
    expect(laneSentence(view, 'http', 'ko')).toBe(
      '보낸 주문 8건 가운데 호출자가 들은 답: 성공 2건, 실패 1건, 알 수 없음 1건, 아직 기다림 4건. ' +
        '호출자의 절반은 2.0 ms 안에 풀려났습니다. ' +
        '작업: 완료 2건, DLQ 1건, 시작 안 함 3건, 유실 2건. ' +
        '성공이라고 했지만 유실된 주문이 1건 있습니다. 성공했다는 답을 못 들었는데 처리된 주문이 1건 있습니다. ' +
        '1건은 두 번 처리되었습니다. 3건은 보내지도 못했습니다.',
    )
  })
})

test('where a service publishes from a database, ghosts and what it lost are said', () => {
  const ledger = new Ledger({ database: true })
  for (let seq = 0; seq < 4; seq++) ledger.sent(seq)
  for (const seq of [0, 1]) ledger.executed(seq)
  for (const seq of [2, 3]) ledger.committed(seq)
  for (let seq = 0; seq < 4; seq++) ledger.verdict(seq, 'reset')
  ledger.settleLost()
  const view = viewOf(ledger)
  expect(laneSentence(view, 'http', 'en')).toContain(
    '2 orders were done that nobody ever committed (ghosts). 2 orders are in the database and will never be done.',
  )
  expect(laneSentence(view, 'http', 'ko')).toContain(
    '커밋된 적이 없는데 처리된 주문(유령)이 2건 있습니다. 데이터베이스에 커밋됐지만 영영 처리되지 않을 주문이 2건 있습니다.',
  )
})

test('durations read as people say them', () => {
  expect([420, 4240, 12_400, 12_340_000].map(durationText)).toEqual(['0.4 ms', '4.2 ms', '12 ms', '12.3 s'])
})

describe('faultLabel', () => {
  const fault: Fault = {
    id: 'f',
    type: 'latency',
    target: { lane: 'http', edge: 'e1', leg: 'call' },
    stream: 'downstream',
    toxicity: 1,
    attributes: { latency: 200, jitter: 0 },
  }

  test.each([
    [fault, '+200 ms', '지연 +200 ms'],
    [{ ...fault, attributes: { latency: 200, jitter: 50 } }, '+200 ± 50 ms', '지연 +200 ± 50 ms'],
    [
      { ...fault, type: 'reset_peer' as const, attributes: { timeout: 0 }, toxicity: 0.05 },
      'reset 5 %',
      '연결 끊기 5 %',
    ],
    [
      { ...fault, type: 'timeout' as const, attributes: { timeout: 500 } },
      'black hole (after 500 ms)',
      '무응답 (500 ms 뒤)',
    ],
    [{ ...fault, type: 'down' as const, attributes: {} }, 'link down', '링크 끊김'],
  ])('%j', (which, en, ko) => {
    expect([faultLabel(which, 'en'), faultLabel(which, 'ko')]).toEqual([en, ko])
  })

  test('every fault has one with its defaults', () => {
    for (const type of faultTypes) {
      for (const locale of locales) {
        const attributes = defaultsOf(faultFactsOf(type).attributes)
        expect(faultLabel({ ...fault, type, attributes }, locale)).toMatch(/^[^{}]+$/)
      }
    }
  })
})

test('labels tell things apart in each language', () => {
  for (const locale of locales) {
    for (const labels of [
      outcomeKinds.map((kind) => outcomeLabel(kind, locale)),
      verdicts.map((verdict) => verdictLabel(verdict, locale)),
      works.map((work) => workLabel(work, locale)),
      (['running', 'paused', 'draining', 'finished', 'failed', 'interrupted'] as const).map((s) =>
        stateLabel(s, locale),
      ),
    ]) {
      expect(new Set(labels).size).toBe(labels.length)
    }
  }
})
