/** A log: an embedded broker that speaks Kafka's protocol, or the cluster at the operator's `KAFKA_BROKERS`. */
import type { Protocol } from '../protocol.ts'
import { externalAddress } from './endpoint.ts'

export const protocol: Protocol = {
  engine: async (...given) => (await import('./engine.ts')).engine(...given),
  externalEngine: ({ external }) => externalAddress(external),
  serve: async (...given) => (await import('./backend.ts')).serve(...given),
  linkFilter: async () => (await import('./link/link-filter.ts')).kafkaFilter(),
  connect: async (...given) => (await import('./client.ts')).connect(...given),
}
