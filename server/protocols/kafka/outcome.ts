/** Errors of the client in the closed vocabulary of outcomes. Names: protocol guide, "Error Codes". */
import { TimeoutError } from '@platformatic/kafka'
import { type Failure, outcomeOfBreak } from '../broken-call.ts'

const overloaded = new Set(['THROTTLING_QUOTA_EXCEEDED', 'KAFKA_STORAGE_ERROR'])
const invalid = new Set([
  'MESSAGE_TOO_LARGE',
  'RECORD_LIST_TOO_LARGE',
  'INVALID_RECORD',
  'INVALID_TIMESTAMP',
  'CORRUPT_MESSAGE',
  'INVALID_REQUIRED_ACKS',
])
/** The broker gave up waiting for others: it may have stored it. */
const unsure = new Set(['REQUEST_TIMED_OUT', 'NOT_ENOUGH_REPLICAS_AFTER_APPEND', 'NETWORK_EXCEPTION'])

interface ClientError extends Error {
  code?: string
  /** Of a protocol error: its name. */
  apiId?: string
  errors?: unknown[]
}

/** `written`: whether a byte of the request may have reached a connected socket. */
export function outcomeOfClientError(thrown: unknown, written: boolean): Failure {
  const chain = flat(thrown)
  const told = chain.find(({ apiId }) => apiId !== undefined)
  if (told) return { kind: kindOf(told.apiId ?? ''), detail: `${told.apiId}: ${told.message}` }
  // Its code is that of any broken connection.
  const late = chain.find((error) => error instanceof TimeoutError)
  if (late && written) return { kind: 'timeout', detail: late.message }
  return outcomeOfBreak(chain.find(isSystemError) ?? thrown, written)
}

function kindOf(apiId: string): Failure['kind'] {
  if (overloaded.has(apiId)) return 'overloaded'
  if (invalid.has(apiId)) return 'invalid'
  return unsure.has(apiId) ? 'error' : 'rejected'
}

function isSystemError({ code }: ClientError): boolean {
  return typeof code === 'string' && /^E[A-Z]+$/.test(code)
}

/** The error, what caused it, and what it is made of. */
function flat(thrown: unknown): ClientError[] {
  if (!(thrown instanceof Error)) return []
  const error = thrown as ClientError
  return [error, ...(error.errors ?? []).flatMap(flat), ...flat(error.cause)]
}
