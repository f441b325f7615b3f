import { expect, it } from 'vitest'
import { fetchHandler } from './fetch.ts'
import { asked, inMemory } from './handlers.fixture.ts'

type Request = Parameters<ReturnType<typeof fetchHandler>>[0]

it('answers a topic once that is named once for each of its partitions', async () => {
  const { topics, waiters } = inMemory()
  topics.create({ name: 't', partitions: 2 })
  const topicId = topics.get('t')?.id ?? ''
  const partition = { currentLeaderEpoch: -1, fetchOffset: 0, lastFetchedEpoch: -1, logStartOffset: -1, maxBytes: 1024 }
  const request = {
    minBytes: 0,
    maxBytes: 1024,
    maxWaitMs: 0,
    isolationLevel: 0,
    topics: [0, 1].map((index) => ({ name: '', topicId, partitions: [{ ...partition, index }] })),
  } as unknown as Request
  const answer = await fetchHandler(topics, waiters)(request, asked(16))
  expect(answer?.topics).toMatchObject([{ topicId, partitions: [{ index: 0 }, { index: 1 }] }])
})
