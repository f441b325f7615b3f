/** Security headers of every page. */
import { randomBytes } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'

const NONCE_BYTES = 16

export interface PolicyOf {
  dev: boolean
  path: string
  /** Of the request. */
  headers: IncomingHttpHeaders
}

/** A strict policy with a fresh nonce; Next takes the nonce from the request's own copy of the header. */
export function contentSecurityPolicy({ dev, path, headers }: PolicyOf): string {
  const nonce = randomBytes(NONCE_BYTES).toString('base64')
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${dev ? " 'unsafe-eval'" : ''}`,
    // Charts position their parts by style attributes; there is no user text in any style.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self' ws: wss:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    // Only a header can say this.
    `frame-ancestors ${path.startsWith('/embed/') ? ancestorsOfEmbed(headers) : "'self'"}`,
  ].join('; ')
}

/**
 * What may stand in other people's pages is the player, which steers nothing. In a page of the lab's own host, whatever
 * its port, it may start runs: then no other page may be around it, so that nobody's click is stolen.
 */
function ancestorsOfEmbed({ host = '', referer = '', ...headers }: IncomingHttpHeaders): string {
  const hostname = URL.parse(`http://${host}`)?.hostname
  const isNear = ['same-origin', 'same-site'].includes(String(headers['sec-fetch-site']))
  const isFramed = headers['sec-fetch-dest'] === 'iframe'
  if (!isFramed || !isNear || !hostname || URL.parse(referer)?.hostname !== hostname) return '*'
  return `'self' http://${hostname}:* https://${hostname}:*`
}

export const fixedHeaders: readonly [string, string][] = [
  ['X-Content-Type-Options', 'nosniff'],
  ['Referrer-Policy', 'strict-origin-when-cross-origin'],
  ['Permissions-Policy', 'camera=(), microphone=(), geolocation=()'],
]
