/** socket.io-client on one connection, dialled by the first order. */
import type { Outcome } from '#core/outcome.ts'
import { type Options, type OptionsOf, protocols, type Style } from '#core/protocols.ts'
import { outcomeOfAbort, outcomeOfSize } from '../broken-call.ts'
import type { Addresses, Client, Env } from '../protocol.ts'
import { createDialler } from '../tls.ts'
import { Connection, type Manner } from './connection.ts'
import { MAX_BODY_BYTES } from './events.ts'

const { largestPayloadBytes } = protocols.websocket

export async function connect(options: Options, env: Env, at: Addresses): Promise<Client> {
  const { style } = env
  const leg = style === 'publish-subscribe' ? 'produce' : 'call'
  const link = at[leg]
  if (!link) throw new Error(`websocket: no address for the leg "${leg}"`)
  const dial = createDialler(link, options, env, 'http/1.1')
  const connection = new Connection({ link, dial, manner: mannerOf(style, options as OptionsOf<'websocket'>) })
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

function mannerOf(style: Style, { volatile }: OptionsOf<'websocket'>): Manner {
  switch (style) {
    case 'request-reply':
      return 'ask'
    case 'one-way':
      return volatile ? 'volatile' : 'hint'
    case 'publish-subscribe':
      return 'publish'
    case 'stream':
      return 'follow'
    case 'async-request-reply':
      throw new Error('websocket: an ack is an answer that comes later already')
    default:
      return style satisfies never
  }
}
