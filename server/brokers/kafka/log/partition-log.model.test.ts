/** A log beside a naive model of it: whatever is appended, however it ends, and wherever its last write is torn. */
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { VirtualTimers } from '#core/virtual-timers.ts'
import { batchOf, bodyOf, readBack } from './batch.fixture.ts'
import type { FlushPolicy } from './flusher.ts'
import { PartitionLog } from './partition-log.ts'

interface Entry {
  baseOffset: number
  count: number
  body: string
}

const NOW = { nowMs: 5000, isLogTime: false }
const SEGMENT_BYTES = 600

function everything(log: PartitionLog): Entry[] {
  const found: Entry[] = []
  for (let offset = log.startOffset; ; ) {
    const { batches } = log.read(offset, { isCommitted: false, maxBytes: 300, atLeastOne: true })
    if (batches.length === 0) return found
    found.push(...batches.flatMap(readBack))
    const last = found.at(-1) as Entry
    offset = last.baseOffset + last.count
  }
}

const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      is: fc.constant('append' as const),
      count: fc.integer({ min: 1, max: 4 }),
      size: fc.nat(120),
    }),
  },
  { weight: 2, arbitrary: fc.constant({ is: 'flush' as const }) },
  { weight: 1, arbitrary: fc.constant({ is: 'close' as const }) },
  { weight: 1, arbitrary: fc.constant({ is: 'kill' as const }) },
  {
    weight: 1,
    arbitrary: fc.record({
      is: fc.constant('tear' as const),
      bytes: fc.integer({ min: 1, max: 400 }),
      isZeros: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      is: fc.constant('garbage' as const),
      bytes: fc.uint8Array({ minLength: 1, maxLength: 90 }),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ is: 'power' as const }) },
)

const policies: FlushPolicy[] = [{ is: 'never' }, { is: 'interval', everyMs: 10 }, { is: 'every-acknowledgement' }]

it.each(policies)('loses nothing that it promised to keep, in order and without a gap: $is', async (flush) => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40, size: 'max' }), async (steps) => {
      const dir = mkdtempSync(join(tmpdir(), 'kafka-model-'))
      const open = () =>
        new PartitionLog({
          dir,
          flush,
          timers: new VirtualTimers(),
          segmentBytes: SEGMENT_BYTES,
          maxProducers: 10,
          usage: { bytes: 0 },
        })
      let log = open()
      let model: Entry[] = []
      /** How many of the model's batches survive a power loss, at least. */
      let safe = 0
      try {
        for (const [index, one] of steps.entries()) {
          if (one.is === 'append') {
            const batch = batchOf({
              values: Array.from({ length: one.count }, () => `${index}${'x'.repeat(one.size)}`),
            })
            const body = bodyOf(batch)
            const result = log.append(batch, NOW)
            if (!result.ok) throw new Error(result.message)
            const last = model.at(-1)
            expect(result.baseOffset).toBe(last ? last.baseOffset + last.count : 0)
            model.push({ baseOffset: result.baseOffset, count: one.count, body })
            await log.flushed()
            if (flush.is === 'every-acknowledgement') safe = model.length
          } else if (one.is === 'flush') {
            await log.flush()
            safe = model.length
          } else if (one.is === 'close') {
            await log.close()
            log = open()
            expect(log.recovered).toEqual({ lostBytes: 0, readBytes: 0 })
            safe = model.length
          } else if (one.is === 'kill') {
            await log.crash()
            log = open()
            expect(log.recovered.lostBytes).toBe(0)
            safe = model.length
          } else if (one.is === 'garbage') {
            await log.crash()
            appendFileSync(lastFile(dir), one.bytes)
            log = open()
            expect(log.recovered.lostBytes).toBe(one.bytes.length)
            safe = model.length
          } else {
            if (one.is === 'power') await log.powerLoss()
            else {
              await log.crash()
              // A write that was under way: never what was safe already.
              const { size } = statSync(lastFile(dir))
              const kept = bytesInLast(dir, model.slice(0, safe))
              const from = Math.max(kept, size - one.bytes)
              truncateSync(lastFile(dir), from)
              // Its length was on the disk already, what is in it was not.
              if (one.isZeros) truncateSync(lastFile(dir), size)
            }
            log = open()
            const found = everything(log)
            expect(found.length).toBeGreaterThanOrEqual(safe)
            expect(found).toEqual(model.slice(0, found.length))
            model = found
            safe = model.length
          }
          expect(everything(log)).toEqual(model)
        }
        await log.crash()
        const last = readdirSync(dir).filter((name) => name.endsWith('.log'))
        expect(last.reduce((sum, name) => sum + readFileSync(join(dir, name)).length, 0)).toBe(log.bytes)
      } finally {
        await log.crash()
        rmSync(dir, { recursive: true })
      }
    }),
    { numRuns: 25 },
  )
})

function lastFile(dir: string): string {
  const names = readdirSync(dir).filter((name) => name.endsWith('.log'))
  return join(dir, names.sort().at(-1) as string)
}

/** How much of them is in the last file. */
function bytesInLast(dir: string, entries: Entry[]): number {
  const base = Number(lastFile(dir).slice(-24, -4))
  return entries.filter(({ baseOffset }) => baseOffset >= base).reduce((sum, { body }) => sum + 16 + body.length / 2, 0)
}

const producerStep = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      is: fc.constant('send' as const),
      producer: fc.integer({ min: 1, max: 3 }),
      /** Against what would come next. */
      back: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, fc.integer({ min: -2, max: 7 })),
      isTransactional: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      is: fc.constant('end' as const),
      producer: fc.integer({ min: 1, max: 3 }),
      isCommit: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ is: 'restart' as const }) },
  { weight: 1, arbitrary: fc.constant({ is: 'kill' as const }) },
)

interface Sent {
  producer: number
  sequence: number
  offset: number
}

interface Transaction {
  producer: number
  from: number
  to: number | null
  isCommit: boolean
}

it('stores each sequence once, and is stable up to the first open transaction, also after a restart', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(producerStep, { maxLength: 60, size: 'max' }), async (steps) => {
      const dir = mkdtempSync(join(tmpdir(), 'kafka-model-'))
      const open = () =>
        new PartitionLog({
          dir,
          flush: { is: 'never' },
          timers: new VirtualTimers(),
          segmentBytes: SEGMENT_BYTES,
          maxProducers: 10,
          usage: { bytes: 0 },
        })
      let log = open()
      const sent: Sent[] = []
      const transactions: Transaction[] = []
      let end = 0
      try {
        for (const one of steps) {
          if (one.is === 'restart' || one.is === 'kill') {
            await (one.is === 'kill' ? log.crash() : log.close())
            log = open()
          } else if (one.is === 'end') {
            log.appendMarker({ producerId: one.producer, producerEpoch: 0, isCommit: one.isCommit, nowMs: 1 })
            const its = transactions.find(({ producer, to }) => producer === one.producer && to === null)
            if (its) Object.assign(its, { to: end, isCommit: one.isCommit })
            end++
          } else {
            const { producer, isTransactional } = one
            const own = sent.filter((other) => other.producer === producer)
            const sequence = own.length - one.back
            if (sequence < 0) continue
            const result = log.append(
              batchOf({
                values: ['x'],
                producerId: producer,
                producerEpoch: 0,
                baseSequence: sequence,
                isTransactional,
              }),
              NOW,
            )
            const twin = own.slice(-5).find((other) => other.sequence === sequence)
            // Of a producer that nobody has heard of, any sequence is the first: only 0 is tried here.
            if (own.length === 0 && sequence > 0) {
              if (result.ok) return
              continue
            }
            if (twin) expect(result).toMatchObject({ ok: true, baseOffset: twin.offset, duplicateOf: producer })
            else if (sequence !== own.length)
              expect(result).toMatchObject({ ok: false, error: 'OUT_OF_ORDER_SEQUENCE_NUMBER' })
            else {
              expect(result).toMatchObject({ ok: true, baseOffset: end, duplicateOf: null })
              sent.push({ producer, sequence, offset: end })
              const isOpen = transactions.some((its) => its.producer === producer && its.to === null)
              if (isTransactional && !isOpen) transactions.push({ producer, from: end, to: null, isCommit: false })
              end++
            }
          }
          const openSince = transactions.filter(({ to }) => to === null).map(({ from }) => from)
          expect(log.endOffset).toBe(end)
          expect(log.lastStableOffset).toBe(Math.min(end, ...openSince))
          const stable = log.lastStableOffset
          const { aborted } = log.read(0, { isCommitted: true, maxBytes: 1e6, atLeastOne: true })
          const upTo = Math.min(stable, firstSegmentEnd(log))
          const expected = transactions
            .filter(({ to, isCommit, from }) => to !== null && !isCommit && from < upTo)
            .map(({ producer, from, to }) => ({ producerId: producer, firstOffset: from, lastOffset: to }))
          const byFirst = (list: { firstOffset: number }[]) => list.sort((a, b) => a.firstOffset - b.firstOffset)
          expect(byFirst(aborted)).toEqual(byFirst(expected))
        }
      } finally {
        await log.crash()
        rmSync(dir, { recursive: true })
      }
    }),
    { numRuns: 25 },
  )
})

/** Behind what one read gives. */
function firstSegmentEnd(log: PartitionLog): number {
  const last = log.read(0, { isCommitted: false, maxBytes: 1e6, atLeastOne: true }).batches.flatMap(readBack).at(-1)
  return last ? last.baseOffset + last.count : 0
}
