/**
 * GraphQL errors in the closed vocabulary of outcomes, and back. A GraphQL failure may well arrive with status 200:
 * the code in `errors[].extensions` speaks first, the HTTP status only where there is none.
 */
import type { Receipt } from '#core/order.ts'
import type { RefusalKind } from '#core/refusal.ts'
import type { Failure } from '../broken-call.ts'

/** What the server says for each refusal of the service, as `extensions.code`. */
export const codeByRefusal: Record<RefusalKind, string> = {
  overloaded: 'OVERLOADED',
  invalid: 'BAD_USER_INPUT',
  rejected: 'REJECTED',
  error: 'INTERNAL_SERVER_ERROR',
}

/** The code for an order that was never accepted here, or that ended too long ago. */
export const UNKNOWN_ORDER = 'UNKNOWN_ORDER'

/** Codes that this server or any other may say; the ones without a note are Apollo's and Yoga's common ones. */
const kindByCode: Record<string, Failure['kind']> = {
  OVERLOADED: 'overloaded',
  REJECTED: 'rejected',
  FORBIDDEN: 'rejected',
  UNAUTHENTICATED: 'rejected',
  BAD_USER_INPUT: 'invalid',
  BAD_REQUEST: 'invalid',
  GRAPHQL_PARSE_FAILED: 'invalid',
  GRAPHQL_VALIDATION_FAILED: 'invalid',
  REQUEST_ENTITY_TOO_LARGE: 'invalid',
  // This server's limits, see `limits.ts`.
  QUERY_TOO_LONG: 'invalid',
  QUERY_TOO_DEEP: 'invalid',
  QUERY_TOO_COSTLY: 'invalid',
  [UNKNOWN_ORDER]: 'rejected',
  INTERNAL_SERVER_ERROR: 'error',
}

export interface GraphQLResponseFacts {
  /** HTTP status. */
  status: number
  /** `errors` as it came; anything at all may stand in it. */
  errors?: unknown
}

/** A response with `errors`, or with a status other than 2xx. */
export function outcomeOfErrors({ status, errors }: GraphQLResponseFacts): Failure {
  const [first] = Array.isArray(errors) ? (errors as ({ message?: unknown; extensions?: unknown } | null)[]) : []
  const code = (first?.extensions as { code?: unknown } | undefined)?.code
  const known = typeof code === 'string' ? kindByCode[code] : undefined
  const words = [typeof code === 'string' ? code : status, first?.message].filter((word) => word !== undefined)
  return { kind: known ?? kindOfStatus(status), detail: words.join(' ') }
}

/** Status codes where no error code is known. RFC 9110 §15, RFC 6585 §4. */
function kindOfStatus(status: number): Failure['kind'] {
  switch (status) {
    case 400:
    case 413:
    case 414:
    case 415:
    case 422:
    case 431:
      return 'invalid'
    case 429:
    case 503:
      return 'overloaded'
  }
  return status >= 400 && status < 500 ? 'rejected' : 'error'
}

/** A response with neither errors nor a receipt, or one that is no GraphQL at all. */
export function outcomeOfStrangeResponse(why: string): Failure {
  return { kind: 'error', detail: `the response holds no receipt: ${why}` }
}

/** Without the order that came with it. */
export function onlyReceipt({ orderId, status, totalCents, noteLength, note }: Receipt): Receipt {
  return { orderId, status, totalCents, noteLength, ...(note ? { note } : {}) }
}
