import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Histogram } from '#core/histogram.ts'
import { createJournalMemory, JournalReader, type JournalRecord, JournalWriter } from '#core/journal.ts'
import { cell, completedOf, sentOf } from '#core/ledger.ts'
import { type Decision, decisions } from '#core/policy.ts'
import type { LaneFrame, LegBytes } from '#core/run.ts'
import { Coordinator } from './coordinator.ts'

function coordinated({ blocking = false, database = false } = {}) {
  const memories = { callers: createJournalMemory(64), services: createJournalMemory(64) }
  const bytes: LegBytes = { up: 1000, down: 1000, connections: 1 }
  const coordinator = new Coordinator({
    lanes: [{ id: 'http', orderKeys: null, blocking, subscribers: 1, database, consumed: false }],
    interleaved: false,
    journals: [new JournalReader(memories.callers), new JournalReader(memories.services)],
    links: [{ lane: 'http', edge: 'e1', leg: 'call', read: () => ({ ...bytes }) }],
    health: () => ({ cpu: 0, loopDelayP99Ms: {} }),
  })
  const writers = { callers: new JournalWriter(memories.callers), services: new JournalWriter(memories.services) }
  const write = (by: keyof typeof writers, record: Partial<JournalRecord> & Pick<JournalRecord, 'kind' | 'tUs'>) =>
    writers[by].write({ lane: 0, seq: 0, intendedUs: 0, outcome: 'ok', n: 0, subscriber: 0, ...record })
  const http = (untilUs: number) => coordinator.cut(untilUs, false).lanes.http as LaneFrame
  return { coordinator, write, http, bytes }
}

const only = (encoded: string | undefined) => {
  const histogram = Histogram.decode(encoded ?? '')
  return { n: histogram.n, max: histogram.maxUs }
}

describe('a policy', () => {
  test('is counted in the tick in which it decided; a change of a circuit is told with its time', () => {
    const { coordinator, write, http } = coordinated()
    coordinator.begin(1000)
    const decided = (decision: Decision, tUs: number, by: 'callers' | 'services' = 'callers') =>
      write(by, { kind: 'policy', tUs, n: decisions.indexOf(decision) })
    write('callers', { kind: 'sent', tUs: 1010, intendedUs: 1010 })
    decided('retried', 1020)
    decided('retried', 1030)
    decided('breaker-opened', 1040)
    expect(http(1050)).toMatchObject({
      decisions: { retried: 2, 'breaker-opened': 1 },
      breaker: [{ atUs: 40, to: 'open' }],
    })
    decided('breaker-half-opened', 1060)
    expect(http(1070)).toMatchObject({
      decisions: { 'breaker-half-opened': 1 },
      breaker: [{ atUs: 60, to: 'half-open' }],
    })
    const quiet = http(1080)
    expect([quiet.decisions, quiet.breaker]).toEqual([undefined, undefined])
  })

  test('by which a service did not begin an order leaves it discarded, unless it is done after all', () => {
    const { coordinator, write, http } = coordinated()
    coordinator.begin(0)
    for (const seq of [0, 1]) {
      write('callers', { kind: 'sent', seq, tUs: 10, intendedUs: 10 })
      write('callers', { kind: 'verdict', seq, tUs: 20, outcome: 'timeout' })
      write('services', { kind: 'policy', seq, tUs: 21, n: decisions.indexOf('expired') })
    }
    write('services', { kind: 'executed', seq: 1, tUs: 25 })
    const { ledger } = http(30)
    expect([cell(ledger, 'unknown', 'discarded'), cell(ledger, 'unknown', 'completed')]).toEqual([1, 1])
  })
})

test('a lane has been quiet for as long as is known: to the end of the last frame', () => {
  const { coordinator, write, http } = coordinated()
  coordinator.begin(0)
  write('callers', { kind: 'sent', tUs: 10, intendedUs: 10 })
  http(100)
  expect(coordinator.quietUs('http')).toBe(90)
  write('services', { kind: 'started', tUs: 110 })
  expect(coordinator.quietUs('http')).toBe(90)
  http(200)
  expect(coordinator.quietUs('http')).toBe(90)
  http(300)
  expect(coordinator.quietUs('http')).toBe(190)
})

describe('one order', () => {
  test('of a service with a database is held against what was committed', () => {
    const { coordinator, write, http } = coordinated({ database: true })
    coordinator.begin(0)
    for (const seq of [0, 1]) write('callers', { kind: 'sent', seq, tUs: 10, intendedUs: 10 })
    write('callers', { kind: 'published', seq: 0, tUs: 20 })
    write('services', { kind: 'executed', seq: 0, tUs: 21 })
    expect(http(30).ledger).toMatchObject({ ghosts: 0, committedButLost: 0 })
    for (const seq of [0, 1]) write('callers', { kind: 'publisher-crashed', seq, tUs: 40, n: 1 })
    for (const seq of [0, 1]) write('callers', { kind: 'verdict', seq, tUs: 41, outcome: 'reset' })
    expect(http(50).ledger.ghosts).toBe(1)
    write('callers', { kind: 'committed', seq: 1, tUs: 60 })
    http(70)
    coordinator.settle(['http'], 75)
    expect(http(80).ledger).toMatchObject({ ghosts: 1, committedButLost: 1 })
  })

  test('its latencies are measured from the intended send, each in the tick in which it ends', () => {
    const { coordinator, write, http } = coordinated()
    coordinator.begin(1000)
    write('callers', { kind: 'sent', tUs: 1500, intendedUs: 1200 })
    write('services', { kind: 'executed', tUs: 2200 })
    write('callers', { kind: 'verdict', tUs: 3700 })
    const first = http(3000)
    expect(first).toMatchObject({ offered: 1, sent: 1, inFlight: 1, backlog: 0, outcomes: {} })
    expect(only(first.hist.slip)).toEqual({ n: 1, max: 300 })
    expect(only(first.hist.completion)).toEqual({ n: 1, max: 1000 })
    expect(first.hist.caller).toBeUndefined()
    const second = http(4000)
    expect(second).toMatchObject({ offered: 0, sent: 0, inFlight: 0, outcomes: { ok: 1 }, oldestInFlightMs: 0 })
    expect(only(second.hist.caller)).toEqual({ n: 1, max: 2500 })
    expect(only(second.hist.held)).toEqual({ n: 1, max: 2200 })
    expect(second.hist.completion).toBeUndefined()
  })

  test('a handshake is timed from its beginning, in full and resumed apart', () => {
    const { write, http } = coordinated()
    write('callers', { kind: 'handshake', tUs: 900, intendedUs: 200, n: 0 })
    write('callers', { kind: 'handshake', tUs: 950, intendedUs: 850, n: 1 })
    const { hist } = http(1000)
    expect(only(hist.handshake)).toEqual({ n: 1, max: 700 })
    expect(only(hist.resumed)).toEqual({ n: 1, max: 100 })
  })

  test('executed twice, it completes once and is counted as a duplicate', () => {
    const { write, http } = coordinated()
    write('callers', { kind: 'sent', tUs: 1, intendedUs: 1 })
    write('services', { kind: 'executed', tUs: 2 })
    write('services', { kind: 'executed', tUs: 3 })
    const frame = http(10)
    expect(only(frame.hist.completion).n).toBe(1)
    expect(frame.ledger.duplicated).toBe(1)
    expect(completedOf(frame.ledger)).toBe(1)
    expect(frame.executed).toBe(2)
    expect(http(20).executed).toBe(0)
  })

  test('an execution of an order that nobody sent is from outside', () => {
    const { write, http } = coordinated()
    write('services', { kind: 'executed', tUs: 2, seq: 5 })
    write('services', { kind: 'outside', tUs: 3 })
    const frame = http(10)
    expect(frame.ledger.outside).toBe(2)
    expect(sentOf(frame.ledger)).toBe(0)
  })
})

describe('blocking callers', () => {
  test('the wait for a slot is told apart from the lateness of the timer', () => {
    const { write, http } = coordinated({ blocking: true })
    write('callers', { kind: 'sent', tUs: 1010, intendedUs: 1000, seq: 0 })
    write('callers', { kind: 'queued', tUs: 1120, intendedUs: 1100 })
    write('callers', { kind: 'rejected', tUs: 1200, intendedUs: 1200 })
    write('callers', { kind: 'verdict', tUs: 1510, seq: 0 })
    write('callers', { kind: 'sent', tUs: 1510, intendedUs: 1100, seq: 1, n: 1 })
    const frame = http(2000)
    expect(frame).toMatchObject({ offered: 3, sent: 2, notSent: 1, rejected: 1, heldUs: 500 })
    expect(only(frame.hist.slip)).toEqual({ n: 2, max: 20 })
    expect(only(frame.hist.queued)).toEqual({ n: 2, max: 410 })
    expect(frame.gauges).toEqual({
      inFlight: { last: 1, peak: 1, areaUs: 990 },
      slotsBusy: { last: 1, peak: 1, areaUs: 990 },
      callerQueue: { last: 0, peak: 1, areaUs: 390 },
    })
  })

  test('what leaves the queue unsent leaves it', () => {
    const { write, http } = coordinated({ blocking: true })
    write('callers', { kind: 'queued', tUs: 100, intendedUs: 100 })
    write('callers', { kind: 'not-sent', tUs: 300, intendedUs: 100, n: 1 })
    expect(http(1000)).toMatchObject({
      offered: 1,
      notSent: 1,
      gauges: { callerQueue: { last: 0, peak: 1, areaUs: 200 } },
    })
  })
})

test('a service: what is worked on and what waits for a place, each for as long as it did', () => {
  const { write, http } = coordinated()
  write('services', { kind: 'started', tUs: 1000, seq: 0 })
  write('services', { kind: 'waiting', tUs: 1100, seq: 1 })
  write('services', { kind: 'waiting', tUs: 1200, seq: 2 })
  write('services', { kind: 'dropped', tUs: 1300, seq: 2, n: 1 })
  write('services', { kind: 'executed', tUs: 1500, seq: 0 })
  write('services', { kind: 'started', tUs: 1500, seq: 1, n: 1 })
  write('services', { kind: 'dropped', tUs: 1600, seq: 1 })
  expect(http(3000).gauges).toEqual({
    serviceActive: { last: 0, peak: 1, areaUs: 600 },
    serviceQueued: { last: 0, peak: 2, areaUs: 500 },
  })
})

test('Little: whatever happens when, the area in flight is what all orders were held together', () => {
  const order = fc.record({ sentUs: fc.nat(100_000), heldUs: fc.integer({ min: 1, max: 50_000 }) })
  fc.assert(
    fc.property(fc.array(order, { maxLength: 20 }), (orders) => {
      const { write, http } = coordinated({ blocking: true })
      const records = orders.flatMap(({ sentUs, heldUs }, seq) => [
        { kind: 'sent' as const, tUs: sentUs, intendedUs: sentUs, seq },
        { kind: 'verdict' as const, tUs: sentUs + heldUs, seq },
      ])
      for (const record of records.sort((a, b) => a.tUs - b.tUs)) write('callers', record)
      const frames = [40_000, 90_000, 200_000].map(http)
      const sum = (of: (frame: LaneFrame) => number | undefined) => frames.reduce((all, one) => all + (of(one) ?? 0), 0)
      expect(sum(({ gauges }) => gauges?.slotsBusy?.areaUs)).toBe(sum(({ heldUs }) => heldUs))
    }),
  )
})

test('the oldest order in flight is the first without a verdict, however many came after', () => {
  const { write, http } = coordinated()
  for (let seq = 0; seq < 3; seq++) write('callers', { kind: 'sent', tUs: 1000 + seq, intendedUs: 1000 + seq, seq })
  write('callers', { kind: 'verdict', tUs: 2000, seq: 0 })
  write('callers', { kind: 'verdict', tUs: 2000, seq: 2 })
  expect(http(51_001)).toMatchObject({ inFlight: 1, oldestInFlightMs: 50 })
})

test('bytes are what the wire carried since the last frame', () => {
  const { coordinator, http, bytes } = coordinated()
  coordinator.begin(0)
  bytes.up += 70
  expect(http(10).bytesByLeg.call).toEqual({ up: 70, down: 0, connections: 0 })
  expect(http(20).bytesByLeg.call).toEqual({ up: 0, down: 0, connections: 0 })
})

test('load time stands still while the load is off', () => {
  const { coordinator } = coordinated()
  coordinator.begin(100)
  expect(coordinator.cut(350, false)).toMatchObject({ fromUs: 0, toUs: 250, activeUs: 250 })
  coordinator.setActive(false, 400)
  expect(coordinator.cut(600, false)).toMatchObject({ toUs: 500, activeUs: 300 })
  coordinator.setActive(true, 700)
  expect(coordinator.cut(800, false)).toMatchObject({ activeUs: 400 })
})

test('settling turns what was never executed into lost, and only in the lanes named', () => {
  const { coordinator, write, http } = coordinated()
  write('callers', { kind: 'sent', tUs: 1, intendedUs: 1 })
  write('callers', { kind: 'verdict', tUs: 2, outcome: 'ok' })
  expect(http(10).backlog).toBe(1)
  coordinator.settle(['another'], 15)
  expect(http(20).backlog).toBe(1)
  coordinator.settle(['http'], 25)
  expect(http(30).backlog).toBe(0)
})
