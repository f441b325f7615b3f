/**
 * What a fault of a service is made of: one file each, which exports a function from its settings to a
 * {@link ServiceFault}, and one line in `registry.ts`. It acts on an order before the work on it begins, or on its
 * receipt; it knows no protocol. A refusal is said by each protocol in its own code.
 */
import type { faults, ServiceFaultType } from '#core/faults.ts'
import type { ValuesOf } from '#core/fields.ts'
import { drawnFrom, type Receipt } from '#core/order.ts'
import { uniform } from '#core/random.ts'
import type { Cancel, Timers } from '#core/timers.ts'

/** One order that has come to the service. */
export interface Asked {
  orderId: string
  subscriber: number
  /** How many times it has come while the fault is on, this time included. */
  attempt: number
  /** Aborted when nobody waits any more. */
  signal: AbortSignal
}

export interface ServiceFault {
  /** Resolves where the work may begin. Rejects with a {@link ServiceRefusal} where it may not. */
  before?(order: Asked): Promise<void>
  /** What is answered once the work is done. */
  after?(order: Asked, receipt: Receipt): Receipt
  /** The fault is lifted: who still waits goes on at once, and no timer is left. */
  lift?(): void
}

export interface ServiceFaultSettings<T extends ServiceFaultType = ServiceFaultType> {
  attributes: ValuesOf<(typeof faults)[T]['attributes']>
  chance: OrderChance
  timers: Timers
}

export type MakeServiceFault<T extends ServiceFaultType> = (settings: ServiceFaultSettings<T>) => ServiceFault

/** The random choices of one fault: hash(seed, fault, lane, order sequence, attempt), so that a replay makes the same. */
export class OrderChance {
  readonly #o: { seed: number; faultId: string; lane: string; toxicity: number }

  constructor(options: { seed: number; faultId: string; lane: string; toxicity: number }) {
    this.#o = options
  }

  /** With the probability of the fault's toxicity: 0 never, 1 always. */
  hits(order: Pick<Asked, 'orderId' | 'subscriber' | 'attempt'>): boolean {
    return this.draw('hits', order) < this.#o.toxicity
  }

  /** A number in [0, 1). */
  draw(purpose: string, { orderId, subscriber, attempt }: Pick<Asked, 'orderId' | 'subscriber' | 'attempt'>): number {
    const { seed, faultId, lane } = this.#o
    return uniform(seed, faultId, purpose, lane, ...drawnFrom(orderId), attempt, subscriber)
  }
}

const US_PER_MS = 1000

/** Orders that wait for a time or for the end of the fault. */
export class Waiting {
  readonly #timers: Timers
  readonly #resume = new Set<() => void>()

  constructor(timers: Timers) {
    this.#timers = timers
  }

  /** @param ms null: until the fault is lifted. Ends early when nobody waits for the order any more. */
  wait(ms: number | null, signal: AbortSignal): Promise<void> {
    if (signal.aborted || ms === 0) return Promise.resolve()
    return new Promise((resolve) => {
      let cancel: Cancel = () => {}
      const done = () => {
        cancel()
        this.#resume.delete(done)
        signal.removeEventListener('abort', done)
        resolve()
      }
      this.#resume.add(done)
      signal.addEventListener('abort', done)
      if (ms !== null) cancel = this.#timers.at(this.#timers.nowUs() + ms * US_PER_MS, done)
    })
  }

  lift(): void {
    for (const resume of [...this.#resume]) resume()
  }
}
