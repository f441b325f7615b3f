/** The client of each protocol that a page can speak, loaded when it is first used. */
import type { ProtocolId } from '#core/protocols.ts'
import type { BrowserSender } from './exchange.ts'

export const browserProtocols = ['http', 'grpc-web', 'connect', 'graphql', 'websocket'] as const
export type BrowserProtocol = (typeof browserProtocols)[number]

export function isBrowserProtocol(protocol: ProtocolId): protocol is BrowserProtocol {
  return browserProtocols.some((known) => known === protocol)
}

const open: Record<BrowserProtocol, () => Promise<BrowserSender>> = {
  http: async () => (await import('./http.ts')).openHttp(),
  'grpc-web': async () => (await import('./rpc.ts')).openRpc('grpc-web'),
  connect: async () => (await import('./rpc.ts')).openRpc('connect'),
  graphql: async () => (await import('./graphql.ts')).openGraphql(),
  websocket: async () => (await import('./websocket.ts')).openWebSocket(),
}

/** Rejects where the client's script cannot be loaded. */
export function openSender(protocol: BrowserProtocol): Promise<BrowserSender> {
  return open[protocol]()
}
