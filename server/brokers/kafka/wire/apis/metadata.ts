import { Api } from '../api.ts'
import { array, arrayOf, boolean, int16, int32, string, uuid } from '../types.ts'
import { OPERATIONS_NOT_ASKED } from './shared.ts'

export const metadata = new Api({
  key: 3,
  name: 'Metadata',
  versions: [0, 12],
  flexibleSince: 9,
  request: {
    topics: array({ topicId: uuid.since(10), name: string.nullable(10) }).nullable(1),
    allowAutoTopicCreation: boolean.since(4).or(true),
    includeClusterAuthorizedOperations: boolean.since(8).until(10).or(false),
    includeTopicAuthorizedOperations: boolean.since(8).or(false),
  },
  response: {
    throttleTimeMs: int32.since(3).or(0),
    brokers: array({ nodeId: int32, host: string, port: int32, rack: string.nullable(1).since(1).or(null) }),
    clusterId: string.nullable(2).since(2).or(null),
    controllerId: int32.since(1).or(-1),
    topics: array({
      errorCode: int16,
      name: string.nullable(12),
      topicId: uuid.since(10),
      isInternal: boolean.since(1).or(false),
      partitions: array({
        errorCode: int16,
        index: int32,
        leaderId: int32,
        leaderEpoch: int32.since(7).or(-1),
        replicas: arrayOf(int32),
        inSyncReplicas: arrayOf(int32),
        offlineReplicas: arrayOf(int32).since(5).or([]),
      }),
      authorizedOperations: int32.since(8).or(OPERATIONS_NOT_ASKED),
    }),
    clusterAuthorizedOperations: int32.since(8).until(10).or(OPERATIONS_NOT_ASKED),
  },
})
