/** HTTP status codes in the closed vocabulary of outcomes, and back. Clauses: RFC 9110 §15, RFC 6585. */
import type { RefusalKind } from '#core/refusal.ts'
import type { Failure } from '../broken-call.ts'

/** What the server says for each refusal of the service. */
export const statusByRefusal: Record<RefusalKind, number> = {
  overloaded: 503,
  invalid: 422,
  rejected: 409,
  error: 500,
}

/** Any status but a 2xx. */
export function outcomeOfStatus(status: number, detail: string): Failure {
  return { kind: kindOfStatus(status), detail: `${status} ${detail}`.trim() }
}

function kindOfStatus(status: number): Failure['kind'] {
  switch (status) {
    case 400: // Bad Request
    case 411: // Length Required
    case 413: // Content Too Large
    case 414: // URI Too Long
    case 415: // Unsupported Media Type
    case 422: // Unprocessable Content
    case 431: // Request Header Fields Too Large, RFC 6585 §5
      return 'invalid'
    case 429: // Too Many Requests, RFC 6585 §4
    case 503: // Service Unavailable
      return 'overloaded'
  }
  if (status >= 400 && status < 500) return 'rejected'
  // 5xx, and redirects or anything else that is no answer to a POST here.
  return 'error'
}

/** A 2xx whose body is no receipt: the other side failed to say what it did. */
export function outcomeOfStrangeBody(status: number): Failure {
  return { kind: 'error', detail: `${status} with a body that is no receipt` }
}
