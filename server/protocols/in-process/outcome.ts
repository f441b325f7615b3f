import type { Failure } from '../broken-call.ts'
import { refusalOf } from '../protocol.ts'

/** What the called function threw. */
export function outcomeOfThrown(thrown: unknown): Failure {
  return refusalOf(thrown)
}

export function outcomeOfAbsence(scope: string): Failure {
  return { kind: 'unreachable', detail: `no service answers at ${scope} in this thread` }
}
