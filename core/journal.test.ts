import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createJournalMemory, JournalReader, type JournalRecord, JournalWriter, recordKinds } from './journal.ts'
import { outcomeKinds } from './outcome.ts'

const anySpan = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER })
const anyHop = fc.record({ edge: fc.nat(255), call: fc.nat(1_000_000), span: anySpan, parent: anySpan })

const anyRecord: fc.Arbitrary<JournalRecord> = fc
  .record({
    kind: fc.constantFrom(...recordKinds),
    lane: fc.integer({ min: 0, max: 255 }),
    seq: fc.integer({ min: 0, max: 999_999_999 }),
    tUs: fc.integer({ min: 0, max: 1e12 }),
    intendedUs: fc.integer({ min: 0, max: 1e12 }),
    outcome: fc.constantFrom(...outcomeKinds),
    n: fc.integer({ min: 0, max: 65_535 }),
    subscriber: fc.integer({ min: 0, max: 255 }),
    hop: fc.option(anyHop, { nil: undefined }),
  })
  .map(({ hop, ...record }) => (hop ? { ...record, hop } : record))

function readAll(reader: JournalReader, untilUs = Number.POSITIVE_INFINITY): JournalRecord[] {
  const records: JournalRecord[] = []
  reader.read(untilUs, (record) => records.push(record))
  return records
}

test('what is written is read, whole and in order, however reads and writes alternate and the ring wraps', () => {
  fc.assert(
    fc.property(fc.array(fc.array(anyRecord, { maxLength: 8 }), { maxLength: 20 }), (batches) => {
      const memory = createJournalMemory(8)
      const writer = new JournalWriter(memory)
      const reader = new JournalReader(memory)
      for (const batch of batches) {
        for (const record of batch) writer.write(record)
        expect(readAll(reader)).toEqual(batch)
      }
      expect(reader.overrun).toBe(false)
    }),
  )
})

test('a record stamped at or after the limit waits for the next read, and so do those behind it', () => {
  const memory = createJournalMemory(8)
  const writer = new JournalWriter(memory)
  const reader = new JournalReader(memory)
  const at = (tUs: number): JournalRecord => ({
    kind: 'sent',
    lane: 1,
    seq: tUs,
    tUs,
    intendedUs: tUs,
    outcome: 'ok',
    n: 0,
    subscriber: 0,
  })
  for (const tUs of [10, 20, 30]) writer.write(at(tUs))
  expect(readAll(reader, 20).map(({ tUs }) => tUs)).toEqual([10])
  expect(readAll(reader).map(({ tUs }) => tUs)).toEqual([20, 30])
})

test('a writer that laps its reader says so and overwrites nothing', () => {
  const memory = createJournalMemory(4)
  const writer = new JournalWriter(memory)
  const reader = new JournalReader(memory)
  for (let seq = 0; seq < 5; seq++)
    writer.write({ kind: 'sent', lane: 0, seq, tUs: seq, intendedUs: 0, outcome: 'ok', n: 0, subscriber: 0 })
  expect(reader.overrun).toBe(true)
  expect(readAll(reader).map(({ seq }) => seq)).toEqual([0, 1, 2, 3])
})
