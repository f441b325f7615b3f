/** Frames of the kind `refusal` in the closed vocabulary of outcomes. */
import { type RefusalKind, refusalKinds } from '#core/refusal.ts'
import type { Failure } from '../broken-call.ts'

export interface RefusalBody {
  kind: RefusalKind
  detail: string
}

/** The body of a refusal or a goodbye; what cannot be read is an error of the other side. */
export function outcomeOfRefusal(body: string): Failure {
  try {
    const { kind, detail } = JSON.parse(body) as Partial<RefusalBody>
    const known = refusalKinds.find((refusal) => refusal === kind)
    if (known) return { kind: known, detail: String(detail) }
  } catch {
    // Falls through: not JSON.
  }
  return { kind: 'error', detail: 'a refusal that cannot be read' }
}

export function outcomeOfStrangeReply(what: string): Failure {
  return { kind: 'error', detail: `the reply is no receipt: ${what}` }
}

/** Every connection has an order out and the line for one is full (stop-and-wait). */
export function outcomeOfFullLine(waiting: number): Failure {
  return { kind: 'overloaded', detail: `${waiting} orders wait for a connection already` }
}
