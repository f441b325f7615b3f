/**
 * Orders that were accepted with a 202 and what became of each: what a status monitor tells (RFC 7240 §4.1,
 * RFC 9110 §15.3.3). In memory and bounded: in number while they are worked on, in number and age when they have ended.
 */
import { performance } from 'node:perf_hooks'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Receipt } from '#core/order.ts'
import { refusalOf, ServiceRefusal } from '../protocol.ts'

interface JobLimits {
  /** Worked on at once; one more is refused as `overloaded`. */
  working: number
  /** Ended ones that are remembered; the oldest goes first. */
  ended: number
  /** How long an end is remembered, at least until then somebody may ask for it. */
  keptMs: number
}

const jobLimits: JobLimits = { working: 10_000, ended: 10_000, keptMs: 60_000 }

type JobState = { is: 'working' } | JobEnd
type JobEnd = { is: 'done'; receipt: Receipt } | { is: 'refused'; refusal: ServiceRefusal }

/** Of an order that is sent twice, the status tells about the later one. */
export class Jobs {
  readonly #limits: JobLimits
  readonly #nowMs: () => number
  /** By order id; the object tells one job of an order from the next. */
  readonly #working = new Map<string, object>()
  /** In the order in which they ended. */
  readonly #ended = new Map<string, { end: JobEnd; atMs: number }>()
  #workingCount = 0

  constructor(limits: JobLimits = jobLimits, nowMs: () => number = () => performance.now()) {
    this.#limits = limits
    this.#nowMs = nowMs
  }

  /** Null for an order that never came, or that ended too long ago. */
  get(orderId: string): JobState | null {
    if (this.#working.has(orderId)) return { is: 'working' }
    this.#forgetTheOld()
    return this.#ended.get(orderId)?.end ?? null
  }

  /**
   * Begins the work and comes back before it is done. Rejects with a {@link ServiceRefusal} what is refused at once,
   * because there is no room here or none in the service: that is no 202.
   */
  async accept(orderId: string, begin: () => Promise<Receipt>): Promise<void> {
    if (this.#workingCount >= this.#limits.working) {
      throw new ServiceRefusal('overloaded', `${this.#limits.working} accepted orders are being worked on`)
    }
    const job = {}
    this.#workingCount += 1
    this.#working.set(orderId, job)
    this.#ended.delete(orderId)
    let refusal: ServiceRefusal | null = null
    let accepted = false
    const end = (how: JobEnd) => {
      this.#workingCount -= 1
      if (how.is === 'refused' && !accepted) refusal = how.refusal
      if (this.#working.get(orderId) !== job) return
      this.#working.delete(orderId)
      if (!refusal) this.#remember(orderId, how)
    }
    begin().then(
      (receipt) => end({ is: 'done', receipt }),
      (thrown) => {
        const { kind, detail } = refusalOf(thrown)
        end({ is: 'refused', refusal: new ServiceRefusal(kind, detail) })
      },
    )
    await nextTurn()
    accepted = true
    if (refusal) throw refusal
  }

  #remember(orderId: string, end: JobEnd): void {
    this.#ended.set(orderId, { end, atMs: this.#nowMs() })
    this.#forgetTheOld()
  }

  #forgetTheOld(): void {
    const { ended, keptMs } = this.#limits
    const oldestMs = this.#nowMs() - keptMs
    for (const [orderId, { atMs }] of this.#ended) {
      if (this.#ended.size <= ended && atMs >= oldestMs) return
      this.#ended.delete(orderId)
    }
  }
}
