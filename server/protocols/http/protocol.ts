/** HTTP/1.1 and HTTP/2: `POST /orders`, and the last orders as resources. */
import type { Protocol } from '../protocol.ts'

export const protocol: Protocol = {
  serve: async (...given) => (await import('./backend.ts')).serve(...given),
  connect: async (...given) => (await import('./client.ts')).connect(...given),
}
