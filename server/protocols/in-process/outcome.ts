import type { Outcome } from '#core/outcome.ts'
import type { Failure } from '../broken-call.ts'
import { refusalOf } from '../protocol.ts'
import type { End } from './backend.ts'

/** What the called function threw. */
export function outcomeOfThrown(thrown: unknown): Failure {
  return refusalOf(thrown)
}

/** What the event about an accepted order brought. */
export function outcomeOfEnd(end: End): Outcome {
  return 'receipt' in end ? { kind: 'ok', receipt: end.receipt } : outcomeOfThrown(end.thrown)
}

export function outcomeOfAbsence(scope: string): Failure {
  return { kind: 'unreachable', detail: `no service answers at ${scope} in this thread` }
}
