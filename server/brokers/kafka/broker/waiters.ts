/**
 * Requests that wait for something to be appended: a fetch until there are enough bytes or its time is over. They are
 * looked at again whenever one of their partitions has changed, and dropped when their connection is gone.
 */
import type { Cancel, Timers } from '#core/timers.ts'

const US_PER_MS = 1000

export interface Wait {
  /** The partitions that matter, by any name that is the same for waiting and waking. */
  on: readonly string[]
  /** Whether there is enough now. */
  isOver(): boolean
  maxMs: number
  gone: AbortSignal
}

interface Waiter {
  wait: Wait
  end(): void
}

export class Waiters {
  readonly #timers: Timers
  readonly #byKey = new Map<string, Set<Waiter>>()
  #waiting = 0

  constructor(timers: Timers) {
    this.#timers = timers
  }

  get waiting(): number {
    return this.#waiting
  }

  /** Resolves when it is over, or late, or nobody is there to be answered. */
  until(wait: Wait): Promise<void> {
    if (wait.maxMs <= 0 || wait.gone.aborted || wait.isOver()) return Promise.resolve()
    return new Promise((resolve) => {
      let cancel: Cancel = () => {}
      const waiter: Waiter = {
        wait,
        end: () => {
          cancel()
          wait.gone.removeEventListener('abort', waiter.end)
          this.#remove(waiter)
          resolve()
        },
      }
      cancel = this.#timers.at(this.#timers.nowUs() + wait.maxMs * US_PER_MS, waiter.end)
      wait.gone.addEventListener('abort', waiter.end)
      this.#add(waiter)
    })
  }

  /** Something has changed there. */
  wake(key: string): void {
    const waiters = this.#byKey.get(key)
    if (!waiters) return
    for (const waiter of [...waiters]) if (waiter.wait.isOver()) waiter.end()
  }

  /** Everybody is answered with what there is. */
  close(): void {
    for (const waiters of [...this.#byKey.values()]) for (const waiter of [...waiters]) waiter.end()
  }

  #add(waiter: Waiter): void {
    this.#waiting++
    for (const key of waiter.wait.on) {
      const waiters = this.#byKey.get(key)
      if (waiters) waiters.add(waiter)
      else this.#byKey.set(key, new Set([waiter]))
    }
  }

  #remove(waiter: Waiter): void {
    this.#waiting--
    for (const key of waiter.wait.on) {
      const waiters = this.#byKey.get(key)
      waiters?.delete(waiter)
      if (waiters?.size === 0) this.#byKey.delete(key)
    }
  }
}
