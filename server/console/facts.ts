/** What the console needs to know of a protocol beyond its row; one without a line here has an ordinary backend. */
import { factsOf, type Options, type ProtocolId, protocolIds } from '#core/protocols.ts'

interface ConsoleFacts {
  /** Port of the first leg's link under `--fixed-ports`: the one that the protocol's own tools expect, or 400x. */
  fixedPort?: number
  /** Options of the always-on backend that let it be quiet while nobody uses it. */
  idle?: Options
}

const facts: Record<string, ConsoleFacts> = {
  http: { fixedPort: 4001 },
  grpc: { fixedPort: 4002 },
  graphql: { fixedPort: 4003 },
  tcp: { fixedPort: 4004 },
  websocket: { fixedPort: 4005 },
  sqs: { fixedPort: 4566, idle: { consumers: 1, waitTimeS: 20 } },
  mqtt: { fixedPort: 1883 },
}

export function consoleFactsOf(id: ProtocolId): ConsoleFacts {
  return facts[id] ?? {}
}

/** Those that cross a wire. */
export const consoleProtocols: readonly ProtocolId[] = protocolIds.filter((id) => factsOf(id).legs.length > 0)

/** Where a browser reaches it through the lab's own server; null where it cannot speak it. */
export function browserPathOf(id: ProtocolId): string | null {
  return factsOf(id).browser.reachable ? `/api/lab/${id}/` : null
}
