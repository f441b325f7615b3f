/** Security headers of every page. */
import { randomBytes } from 'node:crypto'

const NONCE_BYTES = 16

/** A strict policy with a fresh nonce; Next takes the nonce from the request's own copy of the header. */
export function contentSecurityPolicy({ dev, path }: { dev: boolean; path: string }): string {
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
    // Only a header can say this; what may stand in other people's pages is the player, which steers nothing.
    `frame-ancestors ${path.startsWith('/embed/') ? '*' : "'self'"}`,
  ].join('; ')
}

export const fixedHeaders: readonly [string, string][] = [
  ['X-Content-Type-Options', 'nosniff'],
  ['Referrer-Policy', 'strict-origin-when-cross-origin'],
  ['Permissions-Policy', 'camera=(), microphone=(), geolocation=()'],
]
