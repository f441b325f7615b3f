/** What a topic can be told (Kafka documentation, "Topic Configs"): the part of it that means something here. */

const DAY_MS = 24 * 3_600_000
const MIB = 1024 * 1024
const INT32_MAX = 2 ** 31 - 1
/** No limit. */
const NONE = -1

/** Values of the protocol for the type of a config (DescribeConfigs v3). */
export const configTypes = { boolean: 1, string: 2, int: 3, long: 5, list: 7 } as const

type Row =
  | { type: 'int' | 'long'; min: number; max: number; default: number }
  | { type: 'string' | 'list'; values: readonly string[]; default: string }

export const topicConfigs = {
  'cleanup.policy': { type: 'list', values: ['delete'], default: 'delete' },
  // Batches are kept as they come; any other value would mean to compress them anew.
  'compression.type': { type: 'string', values: ['producer'], default: 'producer' },
  'max.message.bytes': { type: 'int', min: 0, max: INT32_MAX, default: MIB + 12 },
  'message.timestamp.type': { type: 'string', values: ['CreateTime', 'LogAppendTime'], default: 'CreateTime' },
  'min.insync.replicas': { type: 'int', min: 1, max: 1, default: 1 },
  'retention.bytes': { type: 'long', min: NONE, max: Number.MAX_SAFE_INTEGER, default: NONE },
  'retention.ms': { type: 'long', min: NONE, max: Number.MAX_SAFE_INTEGER, default: 7 * DAY_MS },
  'segment.bytes': { type: 'int', min: 14, max: INT32_MAX, default: 64 * MIB },
} as const satisfies Record<string, Row>

export type TopicConfigName = keyof typeof topicConfigs
export const topicConfigNames = Object.keys(topicConfigs) as TopicConfigName[]

/** What was set on a topic; the rest has its default. Values as they were written. */
export type TopicSettings = ReadonlyMap<TopicConfigName, string>

export function isTopicConfig(name: string): name is TopicConfigName {
  return Object.hasOwn(topicConfigs, name)
}

/** Why a value cannot be; null where it can. */
export function complaintAbout(name: string, value: string | null): string | null {
  if (!isTopicConfig(name)) return `Unknown topic config name: ${name}`
  if (value === null) return `Null value not supported for topic configs: ${name}`
  const row: Row = topicConfigs[name]
  if ('values' in row) {
    return row.values.includes(value) ? null : `Invalid value ${value} for ${name}: one of ${row.values.join(', ')}`
  }
  const number = Number(value)
  const isIn = /^-?\d+$/.test(value) && number >= row.min && number <= row.max
  return isIn ? null : `Invalid value ${value} for ${name}: a whole number from ${row.min} to ${row.max}`
}

export function textOf(settings: TopicSettings, name: TopicConfigName): string {
  return settings.get(name) ?? String(topicConfigs[name].default)
}

export function numberOf(settings: TopicSettings, name: TopicConfigName): number {
  return Number(textOf(settings, name))
}
