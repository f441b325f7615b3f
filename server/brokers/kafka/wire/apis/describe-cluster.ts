import { Api } from '../api.ts'
import { array, boolean, int8, int16, int32, string } from '../types.ts'
import { OPERATIONS_NOT_ASKED } from './shared.ts'

const BROKERS = 1

/** KIP-700. */
export const describeCluster = new Api({
  key: 60,
  name: 'DescribeCluster',
  versions: [0, 1],
  flexibleSince: 0,
  request: {
    includeClusterAuthorizedOperations: boolean,
    endpointType: int8.since(1).or(BROKERS),
  },
  response: {
    throttleTimeMs: int32.or(0),
    errorCode: int16,
    errorMessage: string.nullable(),
    endpointType: int8.since(1).or(BROKERS),
    clusterId: string,
    controllerId: int32,
    brokers: array({ nodeId: int32, host: string, port: int32, rack: string.nullable() }),
    clusterAuthorizedOperations: int32.or(OPERATIONS_NOT_ASKED),
  },
})
