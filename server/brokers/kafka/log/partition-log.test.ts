import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { VirtualTimers } from '#core/virtual-timers.ts'
import { batchOf, bodyOf, type GivenBatch, readBack } from './batch.fixture.ts'
import { PartitionLog, type PartitionLogOptions } from './partition-log.ts'

const all = { isCommitted: false, maxBytes: 1e6, atLeastOne: true }
const committed = { ...all, isCommitted: true }
const NOW = { nowMs: 5000, isLogTime: false }

let root = ''
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'kafka-log-'))
})
afterEach(() => rmSync(root, { recursive: true }))

function open(given: Partial<PartitionLogOptions> = {}): PartitionLog {
  return new PartitionLog({
    dir: join(root, 'log'),
    flush: { is: 'never' },
    timers: new VirtualTimers(),
    segmentBytes: 1e6,
    maxProducers: 100,
    usage: { bytes: 0 },
    ...given,
  })
}

function append(log: PartitionLog, given: GivenBatch | string, now = NOW) {
  return log.append(batchOf(typeof given === 'string' ? { values: [given] } : given), now)
}

function everything(log: PartitionLog): ReturnType<typeof readBack> {
  const found = []
  for (let offset = log.startOffset; ; ) {
    const { batches } = log.read(offset, all)
    if (batches.length === 0) return found
    found.push(...batches.flatMap(readBack))
    const last = found.at(-1)
    offset = last ? last.baseOffset + last.count : offset
  }
}

describe.each(['on disk', 'in memory'])('%s', (where) => {
  const make = (given: Partial<PartitionLogOptions> = {}) =>
    open(where === 'in memory' ? { ...given, dir: null } : given)

  it('numbers records without a gap, and gives the batches back as they came', () => {
    const log = make()
    const batch = batchOf({ values: ['a', 'b', 'c'] })
    const body = bodyOf(batch)
    expect(log.append(batch, NOW)).toMatchObject({ ok: true, baseOffset: 0, records: 3 })
    expect(append(log, 'd')).toMatchObject({ ok: true, baseOffset: 3 })
    expect(log.endOffset).toBe(4)
    expect(everything(log)).toMatchObject([{ baseOffset: 0, body }, { baseOffset: 3 }])
    // From the middle of a batch: the whole of it.
    expect(log.read(2, all).batches.flatMap(readBack)[0]).toMatchObject({ baseOffset: 0 })
  })

  it('reads whole batches up to a size, and one that is larger when it must', () => {
    const log = make()
    for (const value of ['a', 'b', 'c']) append(log, value)
    const { length } = batchOf({ values: ['a'] })
    const read = (maxBytes: number, atLeastOne: boolean) =>
      log.read(0, { isCommitted: false, maxBytes, atLeastOne }).batches.flatMap(readBack).length
    expect(read(2 * length + 1, false)).toBe(2)
    expect(read(length - 1, false)).toBe(0)
    expect(read(0, true)).toBe(1)
    expect(log.bytesFrom(1, { isCommitted: false })).toBe(2 * length)
    expect(log.bytesFrom(3, { isCommitted: false })).toBe(0)
  })

  it('goes on in a new segment when one is full, and finds everything', () => {
    const log = make({ segmentBytes: 500 })
    for (let index = 0; index < 100; index++) append(log, { values: [`value ${index}`], baseTimestamp: 1000 + index })
    expect(everything(log).map(({ baseOffset }) => baseOffset)).toEqual(
      Array.from({ length: 100 }, (_, index) => index),
    )
    for (const index of [0, 1, 50, 99]) {
      expect(log.read(index, all).batches.flatMap(readBack)[0]?.baseOffset).toBe(index)
      expect(log.offsetForTime(1000 + index)).toEqual({ offset: index, timestamp: 1000 + index })
    }
    expect(log.offsetForTime(1100)).toBeNull()
    expect(log.newestTimestamp()).toEqual({ offset: 99, timestamp: 1099 })
    expect(log.bytesFrom(0, { isCommitted: false })).toBe(log.bytes)
  })

  it('finds a record by its time inside a batch', () => {
    const log = make()
    append(log, { values: ['a', 'b', 'c'], baseTimestamp: 1000, timeDeltas: [0, 200, 400] })
    expect(log.offsetForTime(1001)).toEqual({ offset: 1, timestamp: 1200 })
    expect(log.offsetForTime(0)).toEqual({ offset: 0, timestamp: 1000 })
  })

  it('begins later when records are deleted, and gives back what they took', () => {
    const usage = { bytes: 0 }
    const log = make({ segmentBytes: 200, usage })
    for (const value of ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']) append(log, value)
    const before = usage.bytes
    log.deleteBefore(5)
    expect(log.startOffset).toBe(5)
    expect(usage.bytes).toBeLessThan(before)
    expect(usage.bytes).toBe(log.bytes)
    log.deleteBefore(8)
    expect([log.startOffset, log.endOffset, usage.bytes]).toEqual([8, 8, 0])
    expect(append(log, 'i')).toMatchObject({ baseOffset: 8 })
  })

  it('lets go of segments that are too old or too much', () => {
    const log = make({ segmentBytes: 200 })
    for (let index = 0; index < 10; index++) append(log, { values: ['x'], baseTimestamp: 1000 * index })
    log.retain({ nowMs: 9000, maxAgeMs: 5000, maxBytes: -1 })
    expect(log.startOffset).toBe(4)
    log.retain({ nowMs: 9000, maxAgeMs: -1, maxBytes: 250 })
    expect(log.startOffset).toBe(6)
    log.retain({ nowMs: 99_000, maxAgeMs: 5000, maxBytes: -1 })
    expect([log.startOffset, log.endOffset]).toEqual([10, 10])
  })

  it('stores what an idempotent producer sends again only once, and nothing out of order', () => {
    const log = make()
    const send = (baseSequence: number, producerEpoch = 0) =>
      append(log, { values: ['x'], producerId: 7, producerEpoch, baseSequence })
    for (let sequence = 0; sequence < 7; sequence++) send(sequence)
    expect(send(2)).toMatchObject({ ok: true, baseOffset: 2, duplicateOf: 7, records: 0 })
    expect(send(1)).toMatchObject({ ok: false, error: 'OUT_OF_ORDER_SEQUENCE_NUMBER' })
    expect(send(9)).toMatchObject({ ok: false, error: 'OUT_OF_ORDER_SEQUENCE_NUMBER' })
    expect(send(0, 1)).toMatchObject({ ok: true, baseOffset: 7, duplicateOf: null })
    expect(send(7, 0)).toMatchObject({ ok: false, error: 'INVALID_PRODUCER_EPOCH' })
    expect(log.endOffset).toBe(8)
  })

  it('forgets the producer that was silent for longest, when there are too many', () => {
    const log = make({ maxProducers: 3 })
    for (const producerId of [1, 2, 3, 1, 4]) {
      append(log, {
        values: ['x'],
        producerId,
        producerEpoch: 0,
        baseSequence: producerId === 1 && log.endOffset > 0 ? 1 : 0,
      })
    }
    expect(log.producers.size).toBe(3)
    expect(append(log, { values: ['x'], producerId: 1, producerEpoch: 0, baseSequence: 1 })).toMatchObject({
      duplicateOf: 1,
    })
    expect(append(log, { values: ['x'], producerId: 2, producerEpoch: 0, baseSequence: 0 })).toMatchObject({
      duplicateOf: null,
    })
  })

  it('shows a reader of what is committed nothing behind an open transaction, and names what was aborted', () => {
    const log = make()
    const inTransaction = (producerId: number) =>
      append(log, { values: ['x'], producerId, producerEpoch: 0, baseSequence: 0, isTransactional: true })
    inTransaction(1)
    inTransaction(2)
    append(log, 'outside')
    expect(log.lastStableOffset).toBe(0)
    expect(log.read(0, committed)).toEqual({ batches: [], aborted: [] })
    log.appendMarker({ producerId: 1, producerEpoch: 0, isCommit: false, nowMs: 1 })
    expect(log.lastStableOffset).toBe(1)
    log.appendMarker({ producerId: 2, producerEpoch: 0, isCommit: true, nowMs: 1 })
    expect(log.lastStableOffset).toBe(5)
    expect(log.read(0, committed).aborted).toEqual([{ producerId: 1, firstOffset: 0, lastOffset: 3 }])
    expect(log.read(4, committed).aborted).toEqual([])
  })

  it.each([
    ['a bit that has turned', (batch: Buffer) => batch.writeUInt8(1, 70), 'CORRUPT_MESSAGE'],
    ['a length beyond its end', (batch: Buffer) => batch.writeInt32BE(9999, 8), 'CORRUPT_MESSAGE'],
    ['an old magic', (batch: Buffer) => batch.writeInt8(1, 16), 'CORRUPT_MESSAGE'],
  ])('refuses %s', (_, spoil, error) => {
    const log = make()
    const batch = batchOf({ values: ['a long enough value'] })
    spoil(batch)
    expect(log.append(batch, NOW)).toMatchObject({ ok: false, error })
    expect(log.append(Buffer.alloc(0), NOW)).toMatchObject({ ok: false, error: 'CORRUPT_MESSAGE' })
    expect(log.endOffset).toBe(0)
  })

  it('stamps the time of the append where the topic wants that', () => {
    const log = make()
    append(log, 'a', { nowMs: 7777, isLogTime: true })
    expect(log.newestTimestamp()).toEqual({ offset: 0, timestamp: 7777 })
    expect(log.offsetForTime(7000)).toEqual({ offset: 0, timestamp: 7777 })
  })
})

it('need not read anything again after it was closed, and only the last segment after it was killed', async () => {
  const log = open({ segmentBytes: 1000 })
  for (let index = 0; index < 50; index++) {
    append(log, { values: [`value ${index}`], producerId: 3, producerEpoch: 0, baseSequence: index })
  }
  const before = everything(log)
  await log.close()
  const again = open({ segmentBytes: 1000 })
  expect(again.recovered).toEqual({ lostBytes: 0, readBytes: 0 })
  expect(everything(again)).toEqual(before)
  expect(append(again, { values: ['value 49'], producerId: 3, producerEpoch: 0, baseSequence: 49 })).toMatchObject({
    duplicateOf: 3,
    baseOffset: 49,
  })
  for (let index = 50; index < 100; index++) append(again, `value ${index}`)
  await again.flush()
  await again.crash()
  const killed = open({ segmentBytes: 1000 })
  expect(killed.recovered.readBytes).toBeGreaterThan(0)
  expect(killed.recovered.readBytes).toBeLessThanOrEqual(1000)
  expect(everything(killed).length).toBe(100)
  await killed.close()
})

it('leaves nothing behind when it is removed', async () => {
  const usage = { bytes: 0 }
  const log = open({ usage })
  append(log, 'a')
  await log.remove()
  expect(readdirSync(root)).toEqual([])
  expect(usage.bytes).toBe(0)
  expect(append(log, 'b')).toMatchObject({ ok: false, error: 'KAFKA_STORAGE_ERROR' })
})
