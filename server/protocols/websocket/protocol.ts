/** Socket.IO over WebSocket: `order:place` with an ack, see `events.ts`. */
import type { Protocol } from '../protocol.ts'

export const protocol: Protocol = {
  serve: async (...given) => (await import('./backend.ts')).serve(...given),
  connect: async (...given) => (await import('./client.ts')).connect(...given),
}
