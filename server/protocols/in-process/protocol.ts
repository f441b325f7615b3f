/** A function, an event or an iterator in the caller's own thread: what is left when nothing stands on the wire. */
import type { Protocol } from '../protocol.ts'

export const protocol: Protocol = {
  serve: async (...given) => (await import('./backend.ts')).serve(...given),
  connect: async (...given) => (await import('./client.ts')).connect(...given),
}
