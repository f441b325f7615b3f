/** DescribeConfigs and IncrementalAlterConfigs: of topics what can be set, of the broker what is set. */
import type { ResponseOf } from '../../wire/api.ts'
import type { Apis } from '../../wire/apis.ts'
import { type ErrorName, errors } from '../../wire/errors.ts'
import type { BrokerConfig } from '../config.ts'
import type { Handlers } from '../dispatch.ts'
import {
  complaintAbout,
  configTypes,
  isTopicConfig,
  type TopicConfigName,
  textOf,
  topicConfigNames,
  topicConfigs,
} from '../topic-config.ts'
import type { Topic, Topics } from '../topics.ts'
import { sources } from './topics.ts'

type Handled = 'describeConfigs' | 'incrementalAlterConfigs'

/** ConfigResource's types and AlterConfigOp's operations. */
const resources = { topic: 2, broker: 4 } as const
const operations = { set: 0, delete: 1 } as const

interface Refusal {
  error: ErrorName
  message: string
}

export function configHandlers(topics: Topics, config: BrokerConfig): Pick<Handlers, Handled> {
  return {
    describeConfigs: ({ resources: asked, includeSynonyms }) => ({
      results: asked.map(({ type, name, keys }) => {
        const configs = describe(type, name)
        if ('error' in configs)
          return { errorCode: errors[configs.error], errorMessage: configs.message, type, name, configs: [] }
        return {
          errorCode: errors.NONE,
          errorMessage: '',
          type,
          name,
          configs: configs
            .filter((one) => keys === null || keys.includes(one.name))
            .map((one) => ({
              ...one,
              synonyms: includeSynonyms ? [{ name: one.name, value: one.value, source: one.source }] : [],
            })),
        }
      }),
    }),

    incrementalAlterConfigs: ({ resources: wanted, validateOnly }) => ({
      results: wanted.map(({ type, name, configs }) => {
        const topic = type === resources.topic ? topics.get(name) : undefined
        const refusal = topic ? alter(topic, { configs, validateOnly }) : unknown(type, name)
        return { errorCode: errors[refusal?.error ?? 'NONE'], errorMessage: refusal?.message ?? null, type, name }
      }),
    }),
  }

  function describe(type: number, name: string) {
    if (type === resources.broker && name === String(config.nodeId)) return brokerConfigs(config)
    const topic = type === resources.topic ? topics.get(name) : undefined
    return topic ? topicConfigNames.map((config) => describeTopic(topic, config)) : unknown(type, name)
  }

  function alter(topic: Topic, wanted: { configs: Alteration[]; validateOnly: boolean }): Refusal | null {
    const settings = new Map(topic.settings)
    for (const { name, operation, value } of wanted.configs) {
      if (operation === operations.delete && isTopicConfig(name)) {
        settings.delete(name)
        continue
      }
      const complaint =
        operation === operations.set
          ? complaintAbout(name, value)
          : `Operation ${operation} is not supported for ${name}`
      if (complaint || !isTopicConfig(name) || value === null)
        return { error: 'INVALID_CONFIG', message: complaint ?? '' }
      settings.set(name, value)
    }
    if (!wanted.validateOnly) topics.configure(topic, settings)
    return null
  }
}

interface Alteration {
  name: string
  operation: number
  value: string | null
}

type Described = Omit<ResponseOf<Apis['describeConfigs']>['results'][number]['configs'][number], 'synonyms'> & {
  source: number
}

function describeTopic({ settings }: Topic, name: TopicConfigName): Described {
  const isSet = settings.has(name)
  return {
    name,
    value: textOf(settings, name),
    isReadOnly: false,
    isDefault: !isSet,
    source: isSet ? sources.dynamicTopic : sources.default,
    isSensitive: false,
    type: configTypes[topicConfigs[name].type],
  }
}

function brokerConfigs(config: BrokerConfig): Described[] {
  const values = {
    'auto.create.topics.enable': config.createsTopics,
    'broker.id': config.nodeId,
    'group.initial.rebalance.delay.ms': config.initialRebalanceDelayMs,
    'num.partitions': config.defaultPartitions,
    'socket.request.max.bytes': config.limits.requestBytes,
    'transaction.max.timeout.ms': config.transactionMaxTimeoutMs,
  }
  return Object.entries(values).map(([name, value]) => ({
    name,
    value: String(value),
    isReadOnly: true,
    isDefault: false,
    source: sources.staticBroker,
    isSensitive: false,
    type: typeof value === 'boolean' ? configTypes.boolean : configTypes.int,
  }))
}

function unknown(type: number, name: string): Refusal {
  if (type === resources.topic) {
    return { error: 'UNKNOWN_TOPIC_OR_PARTITION', message: 'This server does not host this topic-partition.' }
  }
  return { error: 'INVALID_REQUEST', message: `there is no resource '${name}' of type ${type} here` }
}
