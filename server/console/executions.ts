/** What the service of one backend has done, by order id, whoever sent it: bounded, the newest stay. */
import type { ServiceJournal } from '#server/service/order-service.ts'

export interface Execution {
  /** Of the first execution. */
  startedUs: number
  /** When the first execution was done. */
  atUs: number
  /** Executions so far. */
  times: number
}

const KEPT_EXECUTIONS = 4096
const MAX_WAITING = 256

export class Executions {
  readonly journal: ServiceJournal
  readonly #started = new Map<string, number>()
  readonly #done = new Map<string, Execution>()
  readonly #waiting = new Map<string, Set<(execution: Execution) => void>>()
  readonly #kept: number

  constructor(nowUs: () => number, kept = KEPT_EXECUTIONS) {
    this.#kept = kept
    this.journal = {
      started: (orderId) => {
        if (!this.#started.has(orderId)) this.#keep(this.#started, orderId, nowUs())
      },
      done: (orderId) => this.#record(orderId, nowUs()),
    }
  }

  /** At once where it has been executed, else within `waitMs`, else null. */
  async of(orderId: string, waitMs: number): Promise<Execution | null> {
    const known = this.#done.get(orderId)
    if (known) return known
    if (waitMs <= 0 || this.#waiting.size >= MAX_WAITING) return null
    const waiters = this.#waiting.get(orderId) ?? new Set()
    this.#waiting.set(orderId, waiters)
    return new Promise((resolve) => {
      const settle = (execution: Execution | null) => {
        clearTimeout(timer)
        waiters.delete(settle)
        if (waiters.size === 0) this.#waiting.delete(orderId)
        resolve(execution)
      }
      const timer = setTimeout(() => settle(null), waitMs)
      waiters.add(settle)
    })
  }

  #record(orderId: string, atUs: number): void {
    const known = this.#done.get(orderId)
    if (known) {
      known.times += 1
      return
    }
    const execution = { startedUs: this.#started.get(orderId) ?? atUs, atUs, times: 1 }
    this.#started.delete(orderId)
    this.#keep(this.#done, orderId, execution)
    for (const settle of this.#waiting.get(orderId) ?? []) settle(execution)
  }

  #keep<T>(map: Map<string, T>, key: string, value: T): void {
    map.set(key, value)
    const [oldest] = map.keys()
    if (map.size > this.#kept && oldest !== undefined) map.delete(oldest)
  }
}
