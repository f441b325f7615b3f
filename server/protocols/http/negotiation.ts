/** Proactive negotiation: RFC 9110 §12. */

interface Preference {
  /** Lower case: `text/html`, `text/*`, `*`, `gzip`. */
  range: string
  /** 0 to 1; 0 means: not acceptable. RFC 9110 §12.4.2. */
  q: number
}

/** What cannot be read is left out: a sender may be sloppy, and the rest of what it says still counts. */
function preferencesIn(header: string): Preference[] {
  return header.split(',').flatMap((part) => {
    const [range = '', ...parameters] = part.split(';').map((piece) => piece.trim().toLowerCase())
    if (range === '') return []
    const weight = parameters.find((parameter) => /^q\s*=/.test(parameter))
    const q = weight === undefined ? 1 : Number(weight.split('=')[1])
    return q >= 0 && q <= 1 ? [{ range, q }] : []
  })
}

/** How exactly a range means a type: 0 for not at all. RFC 9110 §12.5.1: the most specific one counts. */
function specificity(range: string, type: string): number {
  if (range === type) return 3
  if (range === '*/*') return 1
  return range.endsWith('/*') && type.startsWith(range.slice(0, -1)) ? 2 : 0
}

/**
 * @param accept the `Accept` header; absent or empty means anything
 * @param offered media types, the server's favourite first
 * @returns the one that the caller likes best, or null where none will do (406)
 */
export function preferredType<T extends string>(accept: string | undefined, offered: readonly T[]): T | null {
  if (accept === undefined || accept.trim() === '') return offered[0] ?? null
  const preferences = preferencesIn(accept)
  let best: { type: T; q: number } | null = null
  for (const type of offered) {
    let exactness = 0
    let q = 0
    for (const preference of preferences) {
      const match = specificity(preference.range, type)
      if (match > exactness) {
        exactness = match
        q = preference.q
      }
    }
    if (q > (best?.q ?? 0)) best = { type, q }
  }
  return best?.type ?? null
}

/** @param acceptEncoding RFC 9110 §12.5.3; absent: any coding would do, and none is the safe one */
export function acceptsGzip(acceptEncoding: string | undefined): boolean {
  const preferences = preferencesIn(acceptEncoding ?? '')
  const named = preferences.find(({ range }) => range === 'gzip' || range === 'x-gzip')
  const { q } = named ?? preferences.find(({ range }) => range === '*') ?? { q: 0 }
  return q > 0
}

/** @param prefer RFC 7240 §4.1: the caller would rather have a 202 than wait */
export function prefersAsync(prefer: string | string[] | undefined): boolean {
  const preferences = String(prefer ?? '').split(',')
  return preferences.some((preference) => preference.split(';')[0]?.trim().toLowerCase() === 'respond-async')
}

/** Below this, gzip costs more bytes than it spares. */
const SMALLEST_GZIP_BYTES = 256

/** Whether a response body of so many bytes is packed for who says `acceptEncoding`. */
export function isPacked(acceptEncoding: string | undefined, bodyBytes: number): boolean {
  return bodyBytes >= SMALLEST_GZIP_BYTES && acceptsGzip(acceptEncoding)
}
