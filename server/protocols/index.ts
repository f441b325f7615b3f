/**
 * Every protocol there is. Loaded one by one when asked for, and within each its parts, so that a thread carries only
 * what its lanes need: a thread of callers never loads a broker.
 */
import type { ProtocolId } from '#core/protocols.ts'
import type { Protocol } from './protocol.ts'

export const registry = {
  'in-process': () => import('./in-process/protocol.ts'),
  http: () => import('./http/protocol.ts'),
  tcp: () => import('./tcp/protocol.ts'),
  grpc: async () => (await import('./grpc/protocol.ts')).grpc,
  'grpc-web': async () => (await import('./grpc/protocol.ts')).grpcWeb,
  connect: async () => (await import('./grpc/protocol.ts')).connect,
  graphql: () => import('./graphql/protocol.ts'),
  websocket: () => import('./websocket/protocol.ts'),
  sqs: () => import('./sqs/protocol.ts'),
  mqtt: () => import('./mqtt/protocol.ts'),
  kafka: () => import('./kafka/protocol.ts'),
} satisfies Record<ProtocolId, () => Promise<{ protocol: Protocol }>>
