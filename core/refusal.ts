/** A service's no, with the outcome that the caller must be told whatever protocol carries it. */
export const refusalKinds = ['overloaded', 'invalid', 'rejected', 'error'] as const
export type RefusalKind = (typeof refusalKinds)[number]

export class ServiceRefusal extends Error {
  readonly kind: RefusalKind
  constructor(kind: RefusalKind, message: string) {
    super(message)
    this.name = 'ServiceRefusal'
    this.kind = kind
  }
}

/** The reason of a signal that says: the process that did the work is gone. */
export class Crash extends Error {
  constructor() {
    super('the process that did the work crashed')
    this.name = 'Crash'
  }
}

/** What to tell the caller about anything that {@link Service.execute} may throw: what is not a refusal is an error. */
export function refusalOf(thrown: unknown): { kind: RefusalKind; detail: string } {
  if (thrown instanceof ServiceRefusal) return { kind: thrown.kind, detail: thrown.message }
  return { kind: 'error', detail: thrown instanceof Error ? thrown.message : String(thrown) }
}
