/** Where our broker answers otherwise than Apache Kafka, and why; docs/engines.md tells it to readers. */
import type { ApiName } from '#server/brokers/kafka/wire/apis.ts'

export interface Exception {
  api: ApiName
  /** Of a path as differences.ts writes it. */
  field: RegExp
  reason: string
}

export const exceptions: Exception[] = [
  {
    api: 'apiVersions',
    field: /^apis\[/,
    reason: 'It speaks the APIs and versions that clients need, and the oldest ones that librdkafka looks for.',
  },
  {
    api: 'metadata',
    field: /^topics\[__/,
    reason: 'It keeps committed offsets and transactions in files of their own, not in topics.',
  },
  {
    api: 'fetch',
    field: /^sessionId$/,
    reason: 'It has no fetch sessions (KIP-227): every fetch names what it wants.',
  },
  {
    api: 'describeConfigs',
    field: /configs\[(?!segment\.bytes\]|min\.insync\.replicas\])[\w.]+\]$/,
    reason: 'A topic has the settings that mean something here, and no others.',
  },
  {
    api: 'createTopics',
    field: /configs\[(?!segment\.bytes\]|min\.insync\.replicas\])[\w.]+\]$/,
    reason: 'A topic has the settings that mean something here, and no others.',
  },
  {
    api: 'describeConfigs',
    field: /configs\[segment\.bytes\]\.value$/,
    reason: 'Segments are of 64 MiB by default, not of 1 GiB.',
  },
  {
    api: 'createTopics',
    field: /configs\[segment\.bytes\]\.value$/,
    reason: 'Segments are of 64 MiB by default, not of 1 GiB.',
  },
  {
    api: 'describeConfigs',
    field: /configs\[min\.insync\.replicas\]\.source$/,
    reason: 'There it is a setting of the whole cluster (KIP-966), here a default.',
  },
  {
    api: 'createTopics',
    field: /configs\[min\.insync\.replicas\]\.source$/,
    reason: 'There it is a setting of the whole cluster (KIP-966), here a default.',
  },
]
