/** Acks in the closed vocabulary of outcomes. */
import type { Outcome } from '#core/outcome.ts'
import { refusalKinds } from '#core/refusal.ts'
import type { Failure } from '../broken-call.ts'
import { receiptOf } from '../receipt.ts'
import type { RefusalBody } from './events.ts'

/** The ack of `order:place` as it came; what is neither receipt nor refusal is an error of the other side. */
export function outcomeOfReply(given: unknown): Outcome {
  const reply = given as { receipt?: unknown; refusal?: unknown } | null | undefined
  const receipt = receiptOf(reply?.receipt)
  if (receipt) return { kind: 'ok', receipt }
  return refusalIn(reply?.refusal) ?? { kind: 'error', detail: 'the ack is neither a receipt nor a refusal' }
}

/** The ack of `order:publish` as it came. That somebody was in the room is not said by it. */
export function outcomeOfPublished(given: unknown): Outcome {
  const reply = given as { subscribers?: unknown; refusal?: unknown } | null | undefined
  if (typeof reply?.subscribers === 'number') return { kind: 'ok', receipt: null }
  return refusalIn(reply?.refusal) ?? { kind: 'error', detail: 'the ack neither hands out nor refuses' }
}

/** A step of an order that is followed, as it came; null while there are more to come. */
export function outcomeOfStep(given: unknown): Outcome | null {
  const step = given as { is?: unknown; receipt?: unknown; refusal?: unknown } | null | undefined
  if (step?.is === 'received' || step?.is === 'working') return null
  const receipt = step?.is === 'completed' ? receiptOf(step.receipt) : null
  if (receipt) return { kind: 'ok', receipt }
  const refusal = step?.is === 'refused' ? refusalIn(step.refusal) : null
  return refusal ?? { kind: 'error', detail: 'what was pushed is neither progress nor an end' }
}

/** A refusal that came over the wire; null where it is none. */
export function refusalIn(given: unknown): Failure | null {
  const value = given as Partial<RefusalBody> | null | undefined
  const kind = refusalKinds.find((known) => known === value?.kind)
  return kind ? { kind, detail: String(value?.detail) } : null
}

/** Nothing is kept for a connection that is not there. */
export function outcomeOfNoConnection(why: string): Failure {
  return { kind: 'unreachable', detail: `not connected, dialling again: ${why}` }
}

export function outcomeOfFullLine(waiting: number): Failure {
  return { kind: 'overloaded', detail: `${waiting} orders wait for the connection already` }
}
