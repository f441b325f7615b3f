/** The embedded broker, its log in memory: it ends with it. */
import { openKafkaBroker } from '#server/brokers/kafka/kafka-broker.ts'
import type { Engine } from '../protocol.ts'

export async function engine(): Promise<Engine> {
  const broker = await openKafkaBroker()
  return { address: broker.address, close: () => broker.close() }
}
