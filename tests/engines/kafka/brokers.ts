/** The brokers that are asked the same: our own, the playground's behind its link, and Apache Kafka. */

import { openKafkaBroker } from '#server/brokers/kafka/kafka-broker.ts'
import { createConsole } from '#server/console/console.ts'
import { startKafka } from './node.ts'

const READY_WITHIN_MS = 30_000
const POLL_MS = 100

export interface Asked {
  bootstrap: string
  close(): Promise<unknown>
}

interface Broker {
  needs: string[]
  open(paths: string[]): Promise<Asked>
}

export const brokers: Record<string, Broker> = {
  'our broker': {
    needs: [],
    async open() {
      const broker = await openKafkaBroker()
      return { bootstrap: `${broker.address.host}:${broker.address.port}`, close: () => broker.close() }
    },
  },
  "the playground's broker, behind its link": { needs: [], open: openPlayground },
  'Apache Kafka': { needs: ['java', 'jar:kafka'], open: (paths) => startKafka(paths) },
}

/** As `wirelab serve` opens it. */
async function openPlayground(): Promise<Asked> {
  const lab = createConsole({ external: {} })
  lab.open()
  for (let waitedMs = 0; waitedMs < READY_WITHIN_MS; waitedMs += POLL_MS) {
    const at = lab.backends().find(({ protocol, status }) => protocol === 'kafka' && status === 'ready')?.linkAddress
    if (at) return { bootstrap: `${at.host}:${at.port}`, close: () => lab.close() }
    await new Promise((later) => setTimeout(later, POLL_MS))
  }
  await lab.close()
  throw new Error(`the playground's Kafka was not ready within ${READY_WITHIN_MS} ms`)
}
