/** One order on its way: attempt after attempt, each with its own deadline, to the outcome of all of them together. */
import { outcomeOfAttempts, type Retry, triesAgain } from '#core/attempts.ts'
import type { PlaceOrder } from '#core/order.ts'
import type { OutcomeKind } from '#core/outcome.ts'
import type { Cancel, Timers } from '#core/timers.ts'
import type { Client } from '#server/protocols/protocol.ts'

const US_PER_MS = 1000

export interface FlightOptions {
  client: Client
  timers: Timers
  /** Of each attempt. */
  timeoutMs: number
  retry: Retry | undefined
  /** An attempt, counted from 1, begins, or has ended. */
  onAttempt: (n: number) => void
  onAttemptEnded: (n: number, kind: OutcomeKind) => void
}

export class Flight {
  readonly #o: FlightOptions
  #attempt: AbortController | null = null
  #endPause: (() => void) | null = null
  #abandoned = false

  constructor(options: FlightOptions) {
    this.#o = options
  }

  async send(order: PlaceOrder): Promise<OutcomeKind> {
    const { retry, onAttempt, onAttemptEnded } = this.#o
    const kinds: OutcomeKind[] = []
    do {
      if (kinds.length > 0) await this.#pause((retry?.delayMs ?? 0) * US_PER_MS)
      if (kinds.length > 0 && this.#abandoned) break
      const n = kinds.length + 1
      onAttempt(n)
      const kind = await this.#try(order)
      kinds.push(kind)
      onAttemptEnded(n, kind)
    } while (!this.#abandoned && triesAgain(retry, kinds))
    return outcomeOfAttempts(kinds)
  }

  /** Nobody waits for it any more: no further attempt, and an end to this one. */
  abandon(): void {
    this.#abandoned = true
    this.#attempt?.abort(new Error('the run was ended'))
    this.#endPause?.()
  }

  async #try(order: PlaceOrder): Promise<OutcomeKind> {
    const { client, timers, timeoutMs } = this.#o
    const controller = new AbortController()
    this.#attempt = controller
    const cancelTimeout = timers.at(timers.nowUs() + timeoutMs * US_PER_MS, () =>
      controller.abort(new DOMException(`no verdict within ${timeoutMs} ms`, 'TimeoutError')),
    )
    const { kind } = await client.perform(order, controller.signal, timeoutMs)
    cancelTimeout()
    this.#attempt = null
    return kind
  }

  #pause(us: number): Promise<void> {
    const { timers } = this.#o
    return new Promise((resolve) => {
      let cancel: Cancel = () => {}
      this.#endPause = () => {
        cancel()
        this.#endPause = null
        resolve()
      }
      cancel = timers.at(timers.nowUs() + us, () => this.#endPause?.())
    })
  }
}
