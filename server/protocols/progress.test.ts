import { expect, it } from 'vitest'
import { type Receipt, receiptFor } from '#core/order.ts'
import { ServiceRefusal } from '#core/refusal.ts'
import { type Progress, progressOf } from './progress.ts'

const receipt = receiptFor({ orderId: 'r.l.1', customerId: 'c', items: [], note: '' })
const LONG_MS = 60_000

async function read(items: AsyncIterable<Progress>, told: Progress[] = []): Promise<Progress[]> {
  for await (const item of items) told.push(item)
  return told
}

it('tells that it was received, then at intervals that it is worked on, then the receipt', async () => {
  const work = Promise.withResolvers<Receipt>()
  const told: Progress[] = []
  const reading = read(progressOf(work.promise, { intervalMs: 5, signal: new AbortController().signal }), told)
  await expect.poll(() => told.length).toBeGreaterThan(3)
  work.resolve(receipt)
  await reading
  const elapsed = told.flatMap((item) => (item.is === 'working' ? [item.elapsedMs] : []))
  expect(told.map(({ is }) => is)).toEqual(['received', ...elapsed.map(() => 'working'), 'completed'])
  expect(elapsed).toEqual(elapsed.toSorted((a, b) => a - b))
  expect(told.at(-1)).toEqual({ is: 'completed', receipt })
})

it('does not wait for the next report when it is done, nor when it is refused', async () => {
  const { signal } = new AbortController()
  expect(await read(progressOf(Promise.resolve(receipt), { intervalMs: LONG_MS, signal }))).toHaveLength(2)
  const told: Progress[] = []
  const refused = Promise.reject(new ServiceRefusal('rejected', 'sold out'))
  await expect(read(progressOf(refused, { intervalMs: LONG_MS, signal }), told)).rejects.toThrow('sold out')
  expect(told).toEqual([{ is: 'received' }])
})

it('ends when nobody listens any more, in the middle of the wait', async () => {
  const gone = new AbortController()
  const reading = read(progressOf(new Promise(() => {}), { intervalMs: LONG_MS, signal: gone.signal }))
  await new Promise((resolve) => setImmediate(resolve))
  gone.abort()
  expect(await reading).toEqual([{ is: 'received' }])
})
