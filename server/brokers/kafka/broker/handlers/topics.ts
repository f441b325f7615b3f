/** Topics made, widened, deleted, and what they are told. Of brokers there is one: no replica can stand elsewhere. */
import { type ErrorName, errors } from '../../wire/errors.ts'
import type { BrokerConfig } from '../config.ts'
import type { Handlers } from '../dispatch.ts'
import { complaintAbout, isTopicConfig, type TopicConfigName, textOf, topicConfigNames } from '../topic-config.ts'
import type { Topics } from '../topics.ts'

type Handled = 'createTopics' | 'deleteTopics' | 'createPartitions'

const REPLICAS = 1
const DEFAULT = -1
/** DescribeConfigs: where a value comes from. */
export const sources = { dynamicTopic: 1, staticBroker: 4, default: 5 } as const

const NOT_HERE = {
  UNKNOWN_TOPIC_OR_PARTITION: 'This server does not host this topic-partition.',
  UNKNOWN_TOPIC_ID: 'This server does not host this topic ID.',
} as const

interface Refusal {
  error: ErrorName
  message: string
}

export function topicHandlers(topics: Topics, config: BrokerConfig): Pick<Handlers, Handled> {
  return {
    createTopics({ topics: wanted, validateOnly }) {
      const twice = repeated(wanted.map(({ name }) => name))
      return {
        topics: wanted.map((one) => {
          if (twice.has(one.name))
            return refused(one.name, {
              error: 'INVALID_REQUEST',
              message: 'Create topics request contains a topic more than once.',
            })
          const read = settingsIn(one.configs)
          const refusal = replicasRefused(one) ?? ('error' in read ? read : null)
          if (refusal) return refused(one.name, refusal)
          const partitions = partitionsIn(one, config)
          const settings = 'settings' in read ? read.settings : new Map()
          const made = topics.create({ name: one.name, partitions, settings, validateOnly })
          if (!made.ok) return refused(one.name, made)
          return {
            name: one.name,
            topicId: made.topic.id,
            errorCode: errors.NONE,
            errorMessage: null,
            partitions,
            replicationFactor: REPLICAS,
            configs: topicConfigNames.map((name) => ({
              name,
              value: textOf(settings, name),
              isReadOnly: false,
              source: settings.has(name) ? sources.dynamicTopic : sources.default,
              isSensitive: false,
            })),
          }
        }),
      }
    },

    async deleteTopics({ topics: byEither, names }) {
      const wanted = [...names.map((name) => ({ name, topicId: NO_TOPIC_ID })), ...byEither]
      const results = []
      for (const { name, topicId } of wanted) {
        const topic = name === null ? topics.byId(topicId) : topics.get(name)
        if (topic) await topics.delete(topic)
        const error = name === null ? 'UNKNOWN_TOPIC_ID' : 'UNKNOWN_TOPIC_OR_PARTITION'
        results.push({
          name: topic?.name ?? name,
          topicId: topic?.id ?? topicId,
          errorCode: errors[topic ? 'NONE' : error],
          errorMessage: topic ? null : NOT_HERE[error],
        })
      }
      return { topics: results }
    },

    createPartitions: ({ topics: wanted, validateOnly }) => ({
      results: wanted.map(({ name, count }) => {
        const topic = topics.get(name)
        const widened = topic
          ? topics.widen(topic, { partitions: count, validateOnly })
          : {
              ok: false as const,
              error: 'UNKNOWN_TOPIC_OR_PARTITION' as const,
              message: NOT_HERE.UNKNOWN_TOPIC_OR_PARTITION,
            }
        if (widened.ok) return { name, errorCode: errors.NONE, errorMessage: null }
        return { name, errorCode: errors[widened.error], errorMessage: widened.message }
      }),
    }),
  }
}

const NO_TOPIC_ID = 'AAAAAAAAAAAAAAAAAAAAAA'

type Wanted = Parameters<Handlers['createTopics']>[0]['topics'][number]

/** With an assignment by hand, as many as it names. */
function partitionsIn({ partitions, assignments }: Wanted, config: BrokerConfig): number {
  if (assignments.length > 0) return assignments.length
  return partitions === DEFAULT ? config.defaultPartitions : partitions
}

function replicasRefused({ replicationFactor, assignments, partitions }: Wanted): Refusal | null {
  if (assignments.length > 0) {
    if (replicationFactor !== DEFAULT || partitions !== DEFAULT) {
      return {
        error: 'INVALID_REQUEST',
        message: 'Both numPartitions or replicationFactor and replicasAssignments were set.',
      }
    }
    const isWhole = assignments.every(
      ({ index, brokerIds }) => index < assignments.length && brokerIds.length === REPLICAS,
    )
    return isWhole ? null : { error: 'INVALID_REPLICA_ASSIGNMENT', message: 'There is one broker: one replica each.' }
  }
  if (replicationFactor === DEFAULT || replicationFactor === REPLICAS) return null
  const message = `Unable to replicate the partition ${replicationFactor} time(s): there is 1 broker.`
  return { error: 'INVALID_REPLICATION_FACTOR', message }
}

function settingsIn(
  given: readonly { name: string; value: string | null }[],
): { settings: Map<TopicConfigName, string> } | Refusal {
  const settings = new Map<TopicConfigName, string>()
  for (const { name, value } of given) {
    const complaint = complaintAbout(name, value)
    if (complaint || !isTopicConfig(name) || value === null) {
      return { error: 'INVALID_CONFIG', message: complaint ?? '' }
    }
    settings.set(name, value)
  }
  return { settings }
}

function refused(name: string, { error, message }: Refusal) {
  return { name, topicId: NO_TOPIC_ID, errorCode: errors[error], errorMessage: message, configs: [] }
}

function repeated(names: string[]): Set<string> {
  return new Set(names.filter((name, index) => names.indexOf(name) !== index))
}
