/** A service's no, with the outcome that the caller must be told whatever protocol carries it. */
export const refusalKinds = ['overloaded', 'invalid', 'rejected', 'error'] as const
export type RefusalKind = (typeof refusalKinds)[number]

/** What some protocols can say beyond the kind. */
export interface RefusalMore {
  /** The HTTP status to refuse with; other protocols say the kind in their own code. */
  status?: number
  /** When it may be worth asking again. */
  retryAfterS?: number
}

export class ServiceRefusal extends Error {
  readonly kind: RefusalKind
  readonly more: RefusalMore
  constructor(kind: RefusalKind, message: string, more: RefusalMore = {}) {
    super(message)
    this.name = 'ServiceRefusal'
    this.kind = kind
    this.more = more
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
export function refusalOf(thrown: unknown): { kind: RefusalKind; detail: string } & RefusalMore {
  if (thrown instanceof ServiceRefusal) return { kind: thrown.kind, detail: thrown.message, ...thrown.more }
  return { kind: 'error', detail: thrown instanceof Error ? thrown.message : String(thrown) }
}
