import { expect, it } from 'vitest'
import { brokerDefaults } from '../config.ts'
import { clusterHandlers } from './cluster.ts'
import { asked, inMemory } from './handlers.fixture.ts'

it.each([
  [3, { errorCode: 0, errorMessage: 'NONE', nodeId: 1, host: 'here', port: 9092 }],
  [4, { coordinators: [{ key: 'group', errorCode: 0, errorMessage: '', nodeId: 1, host: 'here', port: 9092 }] }],
])('FindCoordinator v%i: what it says where nothing is wrong', (version, answer) => {
  const { topics } = inMemory()
  const advertised = () => ({ host: 'here', port: 9092 })
  const handlers = clusterHandlers({ config: brokerDefaults, clusterId: 'cluster', topics, advertised })
  const request = { key: 'group', keyType: 0, keys: ['group'] }
  expect(handlers.findCoordinator(request, asked(version))).toEqual(answer)
})
