/** How the broker is set up. Every number has a default; what Kafka calls it stands beside it. */
import type { Timers } from '#core/timers.ts'
import type { FlushPolicy } from '../log/flusher.ts'
import type { NetLimits } from '../net/server.ts'
import type { KeptCluster } from './cluster-file.ts'

const KIB = 1024
const MIB = 1024 * KIB
const MINUTE_MS = 60_000

export interface BrokerLimits extends NetLimits {
  topics: number
  /** Over all topics: each has files of its own. */
  partitions: number
  /** Of all logs together, on disk or in memory. Produce is refused beyond it. */
  logBytes: number
  memoryBytes: number
  /** Per partition: who is silent for longest is forgotten. */
  producers: number
  transactionalIds: number
  groups: number
  /** Members of one group: `group.max.size`. */
  groupMembers: number
  /** Over all groups. */
  members: number
  /** What one member says of itself, and what it is assigned. */
  memberBytes: number
  /** Metadata of one committed offset: `offset.metadata.max.bytes`. */
  offsetMetadataBytes: number
}

export const brokerLimits: BrokerLimits = {
  connections: 1024,
  requestBytes: 32 * MIB,
  waitingBytes: 256 * MIB,
  idleMs: 10 * MINUTE_MS,
  topics: 1000,
  partitions: 4000,
  logBytes: 8 * 1024 * MIB,
  memoryBytes: 512 * MIB,
  producers: 10_000,
  transactionalIds: 10_000,
  groups: 1000,
  groupMembers: 1000,
  members: 4000,
  memberBytes: 64 * KIB,
  offsetMetadataBytes: 4 * KIB,
}

export interface BrokerConfig {
  host: string
  port: number
  /** Where clients are told to go (`advertised.listeners`); null for where it listens. */
  advertised: { host: string; port: number } | null
  nodeId: number
  /** Where logs, groups and the cluster's id are kept; null keeps everything in memory. */
  dataDir: string | null
  /** What it begins with where nothing is kept: who it is and which topics there are, all of them empty. */
  cluster: KeptCluster | null
  flush: FlushPolicy
  /** `auto.create.topics.enable` */
  createsTopics: boolean
  /** `num.partitions` */
  defaultPartitions: number
  /** `group.initial.rebalance.delay.ms`; Kafka's own default is 3000, so that members which start together share one rebalance. */
  initialRebalanceDelayMs: number
  /** `group.min.session.timeout.ms`, `group.max.session.timeout.ms` */
  sessionTimeoutMs: { min: number; max: number }
  /** `transaction.max.timeout.ms` */
  transactionMaxTimeoutMs: number
  /** Between two looks at what is too old or too much to keep: `log.retention.check.interval.ms`. */
  retentionCheckMs: number
  limits: BrokerLimits
  /** Absent, those of this process. */
  timers?: Timers
}

export const brokerDefaults: BrokerConfig = {
  host: '127.0.0.1',
  port: 0,
  advertised: null,
  nodeId: 1,
  dataDir: null,
  cluster: null,
  flush: { is: 'never' },
  createsTopics: true,
  defaultPartitions: 1,
  initialRebalanceDelayMs: 0,
  sessionTimeoutMs: { min: 100, max: 30 * MINUTE_MS },
  transactionMaxTimeoutMs: 15 * MINUTE_MS,
  retentionCheckMs: 5000,
  limits: brokerLimits,
}
