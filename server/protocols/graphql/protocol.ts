/** GraphQL over HTTP/1.1: the mutation `placeOrder`, see `schema.ts`. */
import type { Protocol } from '../protocol.ts'

export const protocol: Protocol = {
  serve: async (...given) => (await import('./backend.ts')).serve(...given),
  connect: async (...given) => (await import('./client.ts')).connect(...given),
}
