/**
 * What a call that got no answer means, the same for every protocol on a socket: it all turns on whether a byte of
 * the request may have reached the other side. Then the work may have been done, and nobody may call it refused.
 */
import type { FailureKind, Outcome } from '#core/outcome.ts'
import { handshakeRefusal } from './broken-handshake.ts'

export type Failure = Extract<Outcome, { kind: FailureKind }>

/** The caller gave up. Its reason is a `TimeoutError` when its deadline passed. */
export function outcomeOfAbort(signal: AbortSignal, written: boolean): Failure {
  const { reason } = signal
  const detail = reason instanceof Error ? reason.message : String(reason)
  if (reason instanceof Error && reason.name === 'TimeoutError') return { kind: 'timeout', detail }
  return { kind: written ? 'abandoned' : 'cancelled', detail }
}

/** The connection broke, or there never was one. */
export function outcomeOfBreak(error: unknown, written: boolean): Failure {
  const refusal = handshakeRefusal(error)
  if (refusal) return { kind: 'unreachable', detail: refusal }
  return { kind: written ? 'reset' : 'unreachable', detail: detailOf(error) }
}

function detailOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { code } = error as NodeJS.ErrnoException
  return code && !error.message.includes(code) ? `${code}: ${error.message}` : error.message
}

/** Larger than the protocol carries: said before anything is sent. Null where it fits. */
export function outcomeOfSize(noteBytes: number, largestPayloadBytes: number): Failure | null {
  if (noteBytes <= largestPayloadBytes) return null
  return { kind: 'invalid', detail: `the payload has ${noteBytes} bytes, the largest here is ${largestPayloadBytes}` }
}
