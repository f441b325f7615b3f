/** The embedded broker, its log in memory: it ends with it. */
import { openKafkaBroker } from '#server/brokers/kafka/kafka-broker.ts'
import type { Engine } from '../protocol.ts'

export async function engine(): Promise<Engine> {
  let broker = await openKafkaBroker()
  const { address } = broker
  return {
    address,
    async loseMemory() {
      const cluster = broker.cluster()
      await broker.crash()
      broker = await openKafkaBroker({ port: address.port, cluster })
    },
    close: () => broker.close(),
  }
}
