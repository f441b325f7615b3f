/** One attempt: it is sent, and given up when its time is over. */
import type { OutcomeKind } from '#core/outcome.ts'
import type { Timers } from '#core/timers.ts'
import type { Client } from '#server/protocols/protocol.ts'
import { type Ask, leftUnsent } from './ask.ts'

const US_PER_MS = 1000

export interface AttemptOptions {
  /** Of each attempt. */
  timeoutMs: number
  timers: Timers
  /** The other side is told how long it will be waited for. */
  tells: boolean
  /** An attempt, counted from 1, begins, or has ended. */
  onAttempt: (orderId: string, n: number) => void
  onAttemptEnded: (orderId: string, n: number, kind: OutcomeKind) => void
}

export function withTimeout(client: Client, options: AttemptOptions): Ask {
  const { timeoutMs, timers, tells, onAttempt, onAttemptEnded } = options
  return async ({ order, signal, untilUs, attempts }) => {
    if (signal.aborted) return leftUnsent(signal)
    const nowUs = timers.nowUs()
    if (nowUs >= untilUs) return { kind: 'cancelled', detail: 'its deadline passed before it was sent' }
    // A whole ms at least: less than that cannot be said on most wires.
    const limitMs = Math.max(1, Math.min(timeoutMs, Math.floor((untilUs - nowUs) / US_PER_MS)))
    const n = ++attempts.count
    onAttempt(order.orderId, n)
    const giveUp = new AbortController()
    const leave = () => giveUp.abort(signal.reason)
    signal.addEventListener('abort', leave, { once: true })
    const cancelTimeout = timers.at(nowUs + limitMs * US_PER_MS, () =>
      giveUp.abort(new DOMException(`no verdict within ${limitMs} ms`, 'TimeoutError')),
    )
    const outcome = await client.perform(order, giveUp.signal, tells ? limitMs : undefined)
    cancelTimeout()
    signal.removeEventListener('abort', leave)
    onAttemptEnded(order.orderId, n, outcome.kind)
    return outcome
  }
}
