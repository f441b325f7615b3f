/**
 * After an order was accepted: asks what became of it, and asks again where the question breaks, because asking changes
 * nothing. Nobody but the answer itself may call the order refused: it is in the other side's hands.
 */
import { setTimeout as pause } from 'node:timers/promises'
import type { Outcome } from '#core/outcome.ts'
import { outcomeOfAbort } from './broken-call.ts'

/** `broken` says in words why the question got no answer. */
export type Answer = Outcome | { broken: string }

export interface Asking {
  ask: () => Promise<Answer>
  /** Frees the caller at once. */
  signal: AbortSignal
}

const QUESTIONS = 3
const PAUSE_MS = 200

/** Where three questions break, what became of the order is unknown. */
export async function askUntilTold({ ask, signal }: Asking): Promise<Outcome> {
  let detail = ''
  for (let question = 0; question < QUESTIONS; question++) {
    if (question > 0) await pause(PAUSE_MS, undefined, { signal }).catch(() => {})
    if (signal.aborted) break
    const answer = await ask()
    if ('kind' in answer) return answer
    detail = answer.broken
  }
  if (signal.aborted) return outcomeOfAbort(signal, true)
  return { kind: 'reset', detail: `accepted, and its status could not be asked: ${detail}` }
}
