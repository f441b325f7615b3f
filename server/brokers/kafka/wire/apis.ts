/** Every API that is spoken here, by its key. What is not in it is unknown. */
import type { Api } from './api.ts'
import { apiVersions } from './apis/api-versions.ts'
import { describeConfigs, incrementalAlterConfigs } from './apis/configs.ts'
import { createPartitions } from './apis/create-partitions.ts'
import { createTopics } from './apis/create-topics.ts'
import { deleteGroups } from './apis/delete-groups.ts'
import { deleteRecords } from './apis/delete-records.ts'
import { deleteTopics } from './apis/delete-topics.ts'
import { describeCluster } from './apis/describe-cluster.ts'
import { describeGroups } from './apis/describe-groups.ts'
import { fetch } from './apis/fetch.ts'
import { findCoordinator } from './apis/find-coordinator.ts'
import { heartbeat } from './apis/heartbeat.ts'
import { initProducerId } from './apis/init-producer-id.ts'
import { joinGroup } from './apis/join-group.ts'
import { leaveGroup } from './apis/leave-group.ts'
import { listGroups } from './apis/list-groups.ts'
import { listOffsets } from './apis/list-offsets.ts'
import { metadata } from './apis/metadata.ts'
import { offsetCommit } from './apis/offset-commit.ts'
import { offsetFetch } from './apis/offset-fetch.ts'
import { offsetForLeaderEpoch } from './apis/offset-for-leader-epoch.ts'
import { produce } from './apis/produce.ts'
import { syncGroup } from './apis/sync-group.ts'
import { addOffsetsToTxn, addPartitionsToTxn, endTxn, txnOffsetCommit } from './apis/transactions.ts'

export const apis = {
  produce,
  fetch,
  listOffsets,
  metadata,
  offsetCommit,
  offsetFetch,
  findCoordinator,
  joinGroup,
  heartbeat,
  leaveGroup,
  syncGroup,
  describeGroups,
  listGroups,
  apiVersions,
  createTopics,
  deleteTopics,
  deleteRecords,
  initProducerId,
  offsetForLeaderEpoch,
  addPartitionsToTxn,
  addOffsetsToTxn,
  endTxn,
  txnOffsetCommit,
  describeConfigs,
  createPartitions,
  deleteGroups,
  incrementalAlterConfigs,
  describeCluster,
}

export type Apis = typeof apis
export type ApiName = keyof Apis

export const apiNames = Object.keys(apis) as ApiName[]

export const nameByKey: ReadonlyMap<number, ApiName> = new Map(apiNames.map((name) => [apis[name].key, name]))

export function apiOf(name: ApiName): Api {
  return apis[name] as unknown as Api
}
