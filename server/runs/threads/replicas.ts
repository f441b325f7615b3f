/** Several of one service, each with an address of its own: whom to ask next. */
import type { Client } from '#server/protocols/protocol.ts'

/** In turn. */
export function roundRobin(clients: readonly Client[]): Client {
  const [only] = clients
  if (!only) throw new Error('nobody to call')
  if (clients.length === 1) return only
  let next = 0
  return {
    perform: (order, signal, timeoutMs) =>
      (clients[next++ % clients.length] as Client).perform(order, signal, timeoutMs),
    async close() {
      await Promise.all(clients.map((client) => client.close()))
    },
  }
}
