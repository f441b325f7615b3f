/** socket.io-client on one connection, dialled by the first order. */
import type { Outcome } from '#core/outcome.ts'
import { type Options, protocols } from '#core/protocols.ts'
import { outcomeOfAbort, outcomeOfSize } from '../broken-call.ts'
import type { Addresses, Client, Env } from '../protocol.ts'
import { createDialler } from '../tls.ts'
import { Connection } from './connection.ts'
import { MAX_BODY_BYTES } from './events.ts'

const { largestPayloadBytes } = protocols.websocket

export async function connect(options: Options, env: Env, at: Addresses): Promise<Client> {
  if (!at.call) throw new Error('websocket: no address for the leg "call"')
  const connection = new Connection(at.call, createDialler(at.call, options, env, 'http/1.1'))
  return {
    async perform(order, signal): Promise<Outcome> {
      const tooLarge = outcomeOfSize(Buffer.byteLength(order.note), largestPayloadBytes)
      if (tooLarge) return tooLarge
      const tooLargeEncoded = outcomeOfSize(Buffer.byteLength(JSON.stringify(order)), MAX_BODY_BYTES)
      if (tooLargeEncoded) return tooLargeEncoded
      if (signal.aborted) return outcomeOfAbort(signal, false)
      return connection.call(order, signal)
    },
    close: () => connection.close(),
  }
}
