/** Asks a status monitor until it says how the order ended: RFC 7240 §4.1, RFC 9110 §15.3.3. */
import { type Failure, outcomeOfAbort } from '../broken-call.ts'
import type { Exchange } from './transport.ts'

export interface Polling {
  /** `GET` of the monitor. */
  ask: () => Promise<Exchange | Failure>
  /** What the 202 said that named the monitor. */
  accepted: Pick<Exchange, 'headers'>
  /** Between two questions, where the server does not ask for more. */
  intervalMs: number
  /** Frees the caller at once. */
  signal: AbortSignal
  /** The client is being closed: nobody waits any longer. */
  closing: AbortSignal
}

/** A GET is safe (RFC 9110 §9.2.1): one that breaks is asked again, so many in a row. */
const BROKEN_IN_A_ROW = 3
const MS_PER_S = 1000
/** No longer than a lane may say by itself, and far shorter than an end is remembered. */
export const LONGEST_WAIT_MS = 10_000

/** The first answer that is no 202. What became of an order whose monitor is lost is unknown, never refused. */
export async function poll({ ask, accepted, intervalMs, signal, closing }: Polling): Promise<Exchange | Failure> {
  let askedForMs = retryAfterMs(accepted)
  for (let broken = 0; broken < BROKEN_IN_A_ROW; ) {
    await pause(Math.max(intervalMs, askedForMs), [signal, closing])
    if (signal.aborted) return outcomeOfAbort(signal, true)
    if (closing.aborted) break
    const end = await ask()
    if (signal.aborted && !('status' in end)) return outcomeOfAbort(signal, true)
    if (!('status' in end)) broken += 1
    else if (end.status === 404) return { kind: 'abandoned', detail: '404: nobody knows the accepted order any more' }
    else if (end.status !== 202) return end
    else {
      broken = 0
      askedForMs = retryAfterMs(end)
    }
  }
  const detail = closing.aborted ? 'the client was closed' : 'the status of the accepted order could not be asked'
  return { kind: 'reset', detail }
}

/**
 * How long the server asks not to be asked again: RFC 9110 §10.2.3, seconds or a date. A date counts from the one of the
 * response itself, so that the clocks of two machines need not agree. What is no such thing asks for nothing.
 */
export function retryAfterMs({ headers }: Pick<Exchange, 'headers'>): number {
  const written = headers['retry-after']?.trim() ?? ''
  const waitMs = /^\d+$/.test(written)
    ? Number(written) * MS_PER_S
    : Date.parse(written) - Date.parse(headers.date ?? '')
  return waitMs > 0 ? Math.min(waitMs, LONGEST_WAIT_MS) : 0
}

/** Ends early when one of `signals` is aborted. */
function pause(ms: number, signals: AbortSignal[]): Promise<void> {
  if (signals.some(({ aborted }) => aborted)) return Promise.resolve()
  return new Promise((resolve) => {
    const wake = () => {
      clearTimeout(timer)
      for (const signal of signals) signal.removeEventListener('abort', wake)
      resolve()
    }
    const timer = setTimeout(wake, ms)
    for (const signal of signals) signal.addEventListener('abort', wake)
  })
}
