/** MQTT 3.1.1 publish and subscribe: an embedded broker, or the one at the operator's `MQTT_URL`. */
import type { Protocol } from '../protocol.ts'
import { externalAddress } from './endpoint.ts'

export const protocol: Protocol = {
  engine: async (...given) => (await import('./engine.ts')).engine(...given),
  externalEngine: ({ external }) => externalAddress(external),
  serve: async (...given) => (await import('./backend.ts')).serve(...given),
  connect: async (...given) => (await import('./client.ts')).connect(...given),
}
