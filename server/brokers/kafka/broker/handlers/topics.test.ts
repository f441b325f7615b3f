import { expect, it } from 'vitest'
import { brokerDefaults } from '../config.ts'
import { asked, inMemory } from './handlers.fixture.ts'
import { topicHandlers } from './topics.ts'

it('says why a topic is not made or not deleted, and shows no settings of it', async () => {
  const handlers = topicHandlers(inMemory().topics, brokerDefaults)
  const wanted = { name: 'bad name', partitions: 1, replicationFactor: 1, assignments: [], configs: [] }
  const made = await handlers.createTopics({ topics: [wanted], timeoutMs: 0, validateOnly: false }, asked(7))
  expect(made?.topics).toMatchObject([{ errorCode: 17, configs: [] }])
  const nobody = { name: null, topicId: 'd2lyZWxhYi1lbmdpbmVzMQ' }
  const deleted = await handlers.deleteTopics({ topics: [nobody], names: ['gone'], timeoutMs: 0 }, asked(6))
  expect(deleted?.topics).toMatchObject([
    { name: 'gone', errorCode: 3, errorMessage: 'This server does not host this topic-partition.' },
    { name: null, errorCode: 100, errorMessage: 'This server does not host this topic ID.' },
  ])
})
