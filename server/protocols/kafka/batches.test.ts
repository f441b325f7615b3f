import { expect, it, vi } from 'vitest'
import { Batches } from './batches.ts'

const limits = { messages: 3, bytes: 100, lingerMs: 20 }

function batches(over: Partial<typeof limits> = {}) {
  const sent: number[][] = []
  return {
    sent,
    gathering: new Batches<number>({ ...limits, ...over }, async (messages) => void sent.push(messages)),
  }
}

it('sends when there are enough, when they are large enough, or when the first has waited', async () => {
  const { sent, gathering } = batches()
  await Promise.all([1, 2, 3].map((message) => gathering.add(message, 1)))
  expect(sent).toEqual([[1, 2, 3]])
  void gathering.add(4, 60)
  void gathering.add(5, 60)
  expect(sent.at(-1)).toEqual([4])
  await vi.waitFor(() => expect(sent.at(-1)).toEqual([5]))
})

it('one at a time where a batch is one', async () => {
  const { sent, gathering } = batches({ messages: 1 })
  await Promise.all([1, 2].map((message) => gathering.add(message, 1)))
  expect(sent).toEqual([[1], [2]])
})

it('all that travel together fail together', async () => {
  const gathering = new Batches<number>(limits, () => Promise.reject(new Error('refused')))
  const told = await Promise.allSettled([1, 2, 3].map((message) => gathering.add(message, 1)))
  expect(told.map(({ status }) => status)).toEqual(Array(3).fill('rejected'))
})
