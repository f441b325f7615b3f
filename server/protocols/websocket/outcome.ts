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
