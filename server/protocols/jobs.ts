/**
 * Orders that were accepted before they were done, and what became of each: what a status monitor of HTTP (RFC 7240
 * §4.1, RFC 9110 §15.3.3), a status stream or a subscription tells. In memory and bounded: in number while they are
 * worked on, in number and age when they have ended.
 */
import { performance } from 'node:perf_hooks'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Receipt } from '#core/order.ts'
import { refusalOf, ServiceRefusal } from './protocol.ts'

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
export type JobEnd = { is: 'done'; receipt: Receipt } | { is: 'refused'; refusal: ServiceRefusal }

/** One accepted order. */
export class Job {
  readonly #waiting = new Set<(end: JobEnd) => void>()
  #end: JobEnd | null = null

  get state(): JobState {
    return this.#end ?? { is: 'working' }
  }

  /** Resolves when it has ended; with null when `signal` is aborted before. */
  ended(signal: AbortSignal): Promise<JobEnd | null> {
    if (this.#end) return Promise.resolve(this.#end)
    if (signal.aborted) return Promise.resolve(null)
    return new Promise((resolve) => {
      const settle = (end: JobEnd | null) => {
        this.#waiting.delete(settle)
        signal.removeEventListener('abort', giveUp)
        resolve(end)
      }
      const giveUp = () => settle(null)
      this.#waiting.add(settle)
      signal.addEventListener('abort', giveUp)
    })
  }

  end(how: JobEnd): void {
    this.#end = how
    for (const tell of this.#waiting) tell(how)
  }
}

/** Of an order that is sent twice, the status tells about the later one. */
export class Jobs {
  readonly #limits: JobLimits
  readonly #nowMs: () => number
  /** By order id. */
  readonly #working = new Map<string, Job>()
  /** In the order in which they ended. */
  readonly #ended = new Map<string, { job: Job; atMs: number }>()
  #workingCount = 0

  constructor(limits: JobLimits = jobLimits, nowMs: () => number = () => performance.now()) {
    this.#limits = limits
    this.#nowMs = nowMs
  }

  /** Null for an order that never came, or that ended too long ago. */
  find(orderId: string): Job | null {
    const working = this.#working.get(orderId)
    if (working) return working
    this.#forgetTheOld()
    return this.#ended.get(orderId)?.job ?? null
  }

  get(orderId: string): JobState | null {
    return this.find(orderId)?.state ?? null
  }

  /**
   * Begins the work and comes back before it is done. Rejects with a {@link ServiceRefusal} what is refused at once,
   * because there is no room here or none in the service: that was never accepted.
   */
  async accept(orderId: string, begin: () => Promise<Receipt>): Promise<Job> {
    if (this.#workingCount >= this.#limits.working) {
      throw new ServiceRefusal('overloaded', `${this.#limits.working} accepted orders are being worked on`)
    }
    const job = new Job()
    this.#workingCount += 1
    this.#working.set(orderId, job)
    this.#ended.delete(orderId)
    let refusal: ServiceRefusal | null = null
    let accepted = false
    const end = (how: JobEnd) => {
      this.#workingCount -= 1
      if (how.is === 'refused' && !accepted) refusal = how.refusal
      job.end(how)
      if (this.#working.get(orderId) !== job) return
      this.#working.delete(orderId)
      if (!refusal) this.#remember(orderId, job)
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
    return job
  }

  #remember(orderId: string, job: Job): void {
    this.#ended.set(orderId, { job, atMs: this.#nowMs() })
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
