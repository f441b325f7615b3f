/** Asks a status monitor until it says how the order ended: RFC 7240 §4.1, RFC 9110 §15.3.3. */
import { type Failure, outcomeOfAbort } from '../broken-call.ts'
import type { Exchange } from './transport.ts'

export interface Polling {
  /** `GET` of the monitor. */
  ask: () => Promise<Exchange | Failure>
  /** `Retry-After` has whole seconds; this is finer, and what an experiment compares, so it counts. */
  intervalMs: number
  /** Frees the caller at once. */
  signal: AbortSignal
  /** The client is being closed: nobody waits any longer. */
  closing: AbortSignal
}

/** A GET is safe (RFC 9110 §9.2.1): one that breaks is asked again, so many in a row. */
const BROKEN_IN_A_ROW = 3

/** The first answer that is no 202. What became of an order whose monitor is lost is unknown, never refused. */
export async function poll({ ask, intervalMs, signal, closing }: Polling): Promise<Exchange | Failure> {
  for (let broken = 0; broken < BROKEN_IN_A_ROW; ) {
    await pause(intervalMs, [signal, closing])
    if (signal.aborted) return outcomeOfAbort(signal, true)
    if (closing.aborted) break
    const end = await ask()
    if (signal.aborted && !('status' in end)) return outcomeOfAbort(signal, true)
    if (!('status' in end)) broken += 1
    else if (end.status === 404) return { kind: 'abandoned', detail: '404: nobody knows the accepted order any more' }
    else if (end.status !== 202) return end
    else broken = 0
  }
  const detail = closing.aborted ? 'the client was closed' : 'the status of the accepted order could not be asked'
  return { kind: 'reset', detail }
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
