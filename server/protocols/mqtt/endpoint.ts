/** Where the broker is and as whom it is asked: the operator's `MQTT_URL`, or the embedded one. Loads no client. */
import type { Address, Env } from '../protocol.ts'

const MQTT_PORT = 1883
/** The operator's setting. */
export const MQTT_URL = 'MQTT_URL'

export interface Login {
  username?: string
  password?: string
}

/** The broker named by `MQTT_URL` (`mqtt://[user:password@]host[:port]`); null where there is none. Throws on anything else. */
export function externalAddress(external: Env['external']): Address | null {
  const url = externalUrl(external)
  if (!url) return null
  return { host: url.hostname.replace(/^\[|\]$/g, ''), port: url.port ? Number(url.port) : MQTT_PORT }
}

export function loginOf(external: Env['external']): Login {
  const url = externalUrl(external)
  if (!url?.username) return {}
  const username = decodeURIComponent(url.username)
  // MQTT-3.1.2-22: no password without a user name.
  return url.password ? { username, password: decodeURIComponent(url.password) } : { username }
}

function externalUrl({ MQTT_URL: given }: Env['external']): URL | null {
  if (!given) return null
  const url = URL.parse(given)
  if (url?.protocol !== 'mqtt:' || !url.hostname) {
    throw new Error(`MQTT_URL: '${hidden(given)}' is not an mqtt URL without TLS, such as mqtt://localhost:1883`)
  }
  return url
}

/** What stands before the @ may be a password. */
function hidden(url: string): string {
  return url.replace(/\/\/.*@/, '//…@')
}
