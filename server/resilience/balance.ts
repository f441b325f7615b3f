/** Several replicas of one service as one client: each attempt goes to the one that is chosen for it. */
import type { Chooser } from '#core/resilience/chooser.ts'
import type { Client } from '#server/protocols/protocol.ts'

/** @param clients one a replica, at least one */
export function balanced(clients: readonly Client[], chooser: Chooser): Client {
  return {
    async perform(order, signal, timeoutMs) {
      const replica = chooser.take()
      const outcome = await (clients[replica] as Client).perform(order, signal, timeoutMs)
      chooser.done(replica)
      return outcome
    },
    async close() {
      await Promise.all(clients.map((client) => client.close()))
    },
  }
}
