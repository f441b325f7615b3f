/** One connection to a broker. It is never made again behind our back: who wants another one dials again. */
import { connect, type Socket } from 'node:net'
import { type IClientOptions, MqttClient } from 'mqtt'
import type { Options } from '#core/protocols.ts'
import type { Address, Env } from '../protocol.ts'
import { asksForTls, createDialler } from '../tls.ts'

const MQTT_3_1_1 = 4
/** From the dial to the CONNACK. */
const CONNECT_TIMEOUT_MS = 5000
/** The same, of a broker of ours whose lane is being opened: it may start beside much else. */
export const OPENING_TIMEOUT_MS = 20_000
const KEEP_ALIVE_S = 60

/** What is dialled: an address, or what opens a socket to it. */
export type Target = Address | (() => Socket)

/** The link or the broker, in TLS where the options ask for it: IANA has an ALPN name for MQTT. */
export function targetOf(at: Address, options: Options, env: Env): Target {
  return asksForTls(options) ? createDialler(at, options, env, 'mqtt') : at
}

/** Dials the link, whatever the broker is called. The caller listens to `error` and `close`. */
export function dial(target: Target, options: IClientOptions): MqttClient {
  const open = typeof target === 'function' ? target : () => connect({ ...target, noDelay: true })
  return new MqttClient(open, {
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
