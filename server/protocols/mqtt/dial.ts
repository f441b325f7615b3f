/** One connection to a broker. It is never made again behind our back: who wants another one dials again. */
import { connect } from 'node:net'
import { type IClientOptions, MqttClient } from 'mqtt'
import type { Address } from '../protocol.ts'

const MQTT_3_1_1 = 4
/** From the dial to the CONNACK. */
const CONNECT_TIMEOUT_MS = 5000
const KEEP_ALIVE_S = 60

/** Dials the link, whatever the broker is called. The caller listens to `error` and `close`. */
export function dial({ host, port }: Address, options: IClientOptions): MqttClient {
  return new MqttClient(() => connect({ host, port, noDelay: true }), {
    protocolVersion: MQTT_3_1_1,
    connectTimeout: CONNECT_TIMEOUT_MS,
    keepalive: KEEP_ALIVE_S,
    // Nothing is queued while there is no connection, and nothing is sent again on the next one.
    reconnectPeriod: 0,
    queueQoSZero: false,
    resubscribe: false,
    ...options,
  })
}
