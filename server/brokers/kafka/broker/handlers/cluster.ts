/** Which versions are spoken, and where to go: with one node, always here. */
import type { Address } from '#core/address.ts'
import { errors } from '../../wire/errors.ts'
import type { BrokerConfig } from '../config.ts'
import { type Handlers, versionsWith } from '../dispatch.ts'
import type { Topic, Topics } from '../topics.ts'

export interface ClusterParts {
  config: BrokerConfig
  clusterId: string
  topics: Topics
  /** Where clients are told to go. */
  advertised(): Address
}

type Handled = 'apiVersions' | 'metadata' | 'findCoordinator' | 'describeCluster'

const NULLABLE_NAME_SINCE = 12
/** KIP-699. */
const SEVERAL_KEYS_SINCE = 4
/** FindCoordinator's key types: a group, a transactional id. */
const KEY_TYPES = new Set([0, 1])

export function clusterHandlers(parts: ClusterParts): Pick<Handlers, Handled> {
  const { config, clusterId, topics } = parts
  const { nodeId } = config
  const node = () => ({ nodeId, ...parts.advertised() })
  return {
    apiVersions: () => versionsWith('NONE'),

    metadata({ topics: asked, allowAutoTopicCreation }, { version }) {
      // In v0 an empty list asks for all; from v1 on null does, and an empty list asks for none.
      const isAll = asked === null || (version === 0 && asked.length === 0)
      const found = isAll
        ? [...topics.all()].map((topic) => metadataOf(topic, nodeId))
        : asked.map(({ name, topicId }) => {
            if (name === null) return byId(topicId, version)
            return byName(name, allowAutoTopicCreation && config.createsTopics)
          })
      return { brokers: [{ ...node(), rack: null }], clusterId, controllerId: nodeId, topics: found }
    },

    findCoordinator({ keyType, keys }, { version }) {
      const errorCode = KEY_TYPES.has(keyType) ? errors.NONE : errors.INVALID_REQUEST
      const at = errorCode === errors.NONE ? node() : { nodeId: -1, host: '', port: -1 }
      // Where nothing is wrong, Kafka says so in words before v4, and with none from there on.
      if (version < SEVERAL_KEYS_SINCE)
        return { errorCode, errorMessage: errorCode === errors.NONE ? 'NONE' : '', ...at }
      return { coordinators: keys.map((one) => ({ key: one, ...at, errorCode, errorMessage: '' })) }
    },

    describeCluster: () => ({
      errorCode: errors.NONE,
      errorMessage: null,
      clusterId,
      controllerId: nodeId,
      brokers: [{ ...node(), rack: null }],
    }),
  }

  function byName(name: string, mayCreate: boolean) {
    const topic = topics.get(name)
    if (topic) return metadataOf(topic, nodeId)
    if (!mayCreate) return missing(name, 'UNKNOWN_TOPIC_OR_PARTITION')
    const created = topics.create({ name, partitions: config.defaultPartitions })
    return created.ok ? metadataOf(created.topic, nodeId) : missing(name, created.error)
  }

  function byId(topicId: string, version: number) {
    const topic = topics.byId(topicId)
    const noName = version >= NULLABLE_NAME_SINCE ? null : ''
    return topic ? metadataOf(topic, nodeId) : { ...missing(noName, 'UNKNOWN_TOPIC_ID'), topicId }
  }
}

function metadataOf(topic: Topic, nodeId: number) {
  return {
    errorCode: errors.NONE as number,
    name: topic.name as string | null,
    topicId: topic.id,
    partitions: topic.partitions.map(({ index }) => ({
      errorCode: errors.NONE as number,
      index,
      leaderId: nodeId,
      leaderEpoch: 0,
      replicas: [nodeId],
      inSyncReplicas: [nodeId],
    })),
  }
}

function missing(name: string | null, error: keyof typeof errors): ReturnType<typeof metadataOf> {
  return { errorCode: errors[error], name, topicId: NO_TOPIC_ID, partitions: [] }
}

const NO_TOPIC_ID = 'AAAAAAAAAAAAAAAAAAAAAA'
