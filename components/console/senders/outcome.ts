/** What a browser is told, in the words of core/outcome.ts: a status, a code, or nothing but "it failed". */
import type { OutcomeKind } from '#core/outcome.ts'

export interface BrowserOutcome {
  kind: OutcomeKind
  detail?: string
}

const MOST_DETAIL = 200

/** @param body of the response: a problem document where the lab's server wrote it */
export function outcomeOfStatus(status: number, body: string): BrowserOutcome {
  const detail = `${status} ${detailIn(body)}`.trim()
  if (status >= 200 && status < 300) return { kind: 'ok' }
  // The lab's server stands between: 502 is its word for a backend that could not be asked or broke off.
  if (status === 502) return { kind: /ECONNREFUSED|ENOTFOUND/.test(body) ? 'unreachable' : 'reset', detail }
  if (status === 504) return { kind: 'timeout', detail }
  if (status === 429 || status === 503) return { kind: 'overloaded', detail }
  if (status === 400 || status === 413 || status === 415 || status === 422) return { kind: 'invalid', detail }
  return { kind: status >= 500 ? 'error' : 'rejected', detail }
}

/** @param code as ConnectRPC names it, in lower case with underscores */
export function outcomeOfCode(code: string, message: string): BrowserOutcome {
  const detail = `${code}: ${message}`.slice(0, MOST_DETAIL)
  switch (code) {
    case 'deadline_exceeded':
      return { kind: 'timeout', detail }
    case 'resource_exhausted':
      return { kind: 'overloaded', detail }
    case 'invalid_argument':
    case 'out_of_range':
      return { kind: 'invalid', detail }
    case 'unavailable':
      // Of a 502, connect-web keeps no more than this code; the backend's own word for "no room" is another one.
      return { kind: 'reset', detail }
    case 'unknown':
    case 'internal':
    case 'data_loss':
      return { kind: 'error', detail }
    default:
      return { kind: 'rejected', detail }
  }
}

/** @param gaveUp the deadline of the call had passed */
export function outcomeOfThrown(thrown: unknown, gaveUp: boolean): BrowserOutcome {
  const detail = thrown instanceof Error ? thrown.message : String(thrown)
  // fetch says no more than "Failed to fetch": the request may have gone out, so what became of it is unknown.
  return gaveUp ? { kind: 'timeout', detail: 'no answer within the deadline' } : { kind: 'reset', detail }
}

function detailIn(body: string): string {
  try {
    const { detail } = JSON.parse(body) as { detail?: unknown }
    if (typeof detail === 'string') return detail.slice(0, MOST_DETAIL)
  } catch {
    // Not a problem document.
  }
  return body.slice(0, MOST_DETAIL)
}
