/**
 * When what was appended is written through to the disk. Several appends that wait for it share one fdatasync: whoever
 * comes while one is under way waits for the next, which covers all that came until then (group commit).
 */
import type { Cancel, Timers } from '#core/timers.ts'

const US_PER_MS = 1000

/** Never by itself, every so often, or before it is acknowledged. */
export type FlushPolicy = { is: 'never' } | { is: 'interval'; everyMs: number } | { is: 'every-acknowledgement' }

export interface FlusherOptions {
  policy: FlushPolicy
  timers: Timers
  /** Everything that was written before it is called is safe when it resolves. */
  sync(): Promise<void>
}

export class Flusher {
  readonly #o: FlusherOptions
  #running: Promise<void> | null = null
  #next: Promise<void> | null = null
  #isDirty = false
  #cancel: Cancel | null = null
  #failure: Error | null = null

  constructor(options: FlusherOptions) {
    this.#o = options
  }

  /** After a failed fdatasync nobody knows what is on the disk: the pages count as clean, and a second try would succeed. */
  get failure(): Error | null {
    return this.#failure
  }

  wrote(): void {
    this.#isDirty = true
    const { policy, timers } = this.#o
    if (policy.is !== 'interval' || this.#cancel) return
    this.#cancel = timers.at(timers.nowUs() + policy.everyMs * US_PER_MS, () => {
      this.#cancel = null
      this.flush().catch(() => {})
    })
  }

  /** When what was written until now may be acknowledged. @throws where it could not be made safe */
  flushed(): Promise<void> {
    if (this.#o.policy.is !== 'every-acknowledgement') return Promise.resolve()
    if (this.#isDirty) return this.flush()
    return this.#running ?? Promise.resolve()
  }

  flush(): Promise<void> {
    if (this.#next) return this.#next
    if (!this.#running) return this.#start()
    const next = () => {
      this.#next = null
      return this.#start()
    }
    this.#next = this.#running.then(next, next)
    return this.#next
  }

  /** Nothing is under way any more, and nothing will be by itself. */
  async stop(): Promise<void> {
    this.#cancel?.()
    this.#cancel = null
    while (this.#running || this.#next) await (this.#next ?? this.#running)?.catch(() => {})
  }

  #start(): Promise<void> {
    if (this.#failure) return Promise.reject(this.#failure)
    this.#isDirty = false
    const running = this.#o.sync().then(
      () => {
        this.#running = null
      },
      (error: Error) => {
        this.#running = null
        this.#failure = error
        throw error
      },
    )
    this.#running = running
    return running
  }
}
