/** What of a browser's request goes on to a backend, and what of the answer comes back. */
import type { IncomingHttpHeaders } from 'node:http'

export const SEND_HEADER = 'x-wirelab-send'
const CAPTURE_QUERY = 'capture'
/** No dot: ids with one are the server's own. */
const CAPTURE_ID = /^[A-Za-z0-9_-]{1,64}$/

/** RFC 9110 §7.6.1: of this connection only, beside what `Connection` names. */
const hopByHop = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]
/** Between the browser and the lab; a backend has no business with it. */
const ours = ['host', 'cookie', 'authorization', 'content-length', 'expect', 'content-security-policy', SEND_HEADER]
/** What Next and proxies add. */
const added = /^(x-forwarded-|x-middleware-|x-invoke-|x-next|next-|x-wirelab-)/
/** A backend must not speak for the lab's own origin. */
const notFromBackends = ['set-cookie', 'content-security-policy', 'content-length', 'strict-transport-security']

type Pair = [name: string, value: string]

/** Request headers that go on. `Host` is the backend's and is set by who dials it. */
export function requestHeaders(given: Iterable<Pair>): Pair[] {
  const pairs = [...given].map(([name, value]): Pair => [name.toLowerCase(), value])
  const dropped = new Set([...hopByHop, ...ours, ...namedBy(pairs)])
  return pairs.filter(([name]) => !dropped.has(name) && !added.test(name))
}

/** Response headers that come back. What streams must not be gathered up by a compressor: `no-transform`. */
export function responseHeaders(given: IncomingHttpHeaders): Headers {
  const pairs = Object.entries(given).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value ?? '']).map((one): Pair => [name, one]),
  )
  const dropped = new Set([...hopByHop, ...notFromBackends, ...namedBy(pairs)])
  const headers = new Headers(pairs.filter(([name]) => !dropped.has(name)))
  const caching = headers.get('cache-control')
  // RFC 9111 §5.2.2.6
  headers.set('cache-control', caching ? `${caching}, no-transform` : 'no-store, no-transform')
  return headers
}

/** The header wins over the query. Null where no capture is asked for, or by an id that is none. */
export function captureIdOf(header: string | null | undefined, query: URLSearchParams): string | null {
  const id = header ?? query.get(CAPTURE_QUERY)
  return id && CAPTURE_ID.test(id) ? id : null
}

/** Path and query as the backend sees them: `/api/lab/http/orders?capture=a&page=2` → `/orders?page=2`. */
export function targetOf(url: URL, protocol: string): string {
  const prefix = `/api/lab/${protocol}`
  const path = url.pathname.startsWith(`${prefix}/`) ? url.pathname.slice(prefix.length) : '/'
  const query = new URLSearchParams(url.search)
  if (!query.has(CAPTURE_QUERY)) return path + url.search
  query.delete(CAPTURE_QUERY)
  return query.size > 0 ? `${path}?${query}` : path
}

function namedBy(pairs: readonly Pair[]): string[] {
  return pairs
    .filter(([name]) => name === 'connection')
    .flatMap(([, value]) => value.split(',').map((name) => name.trim().toLowerCase()))
}
