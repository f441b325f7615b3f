import { onTestFinished } from 'vitest'
import type { BrokerEvent } from '#server/brokers/kafka/broker/events.ts'
import { openKafkaBroker } from '#server/brokers/kafka/kafka-broker.ts'
import { kafkaLink } from './kafka-link.ts'

kafkaLink(async () => {
  const broker = await openKafkaBroker()
  onTestFinished(() => broker.close())
  const events: BrokerEvent[] = []
  broker.watch((event) => events.push(event))
  return { address: broker.address, deduplicated: () => events.filter(({ is }) => is === 'deduplicated').length }
})
