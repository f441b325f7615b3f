/** Who publishes: one connection, dialled when there is something to publish, and a line in front of it. */
import type { Outcome } from '#core/outcome.ts'
import { outcomeOfAbort, outcomeOfBreak } from '../broken-call.ts'
import { outcomeOfFullLine, outcomeOfNoConnection } from './outcome.ts'
import { type Call, Session, type SessionOptions } from './session.ts'

const MAX_WAITING = 10_000
/** After a dial that failed, orders are told so for this long before there is another one. */
const REDIAL_AFTER_MS = 100

export type Published = Pick<Call, 'topic' | 'payload'>

export class Producer {
  readonly #options: SessionOptions
  #session: Session | null = null
  /** Not written yet, first in, first out. */
  readonly #line = new Set<Call>()
  #noConnection: { error: unknown; untilMs: number } | null = null
  #advancing = false
  #closed = false

  constructor(options: SessionOptions) {
    this.#options = options
  }

  publish({ topic, payload }: Published, signal: AbortSignal): Promise<Outcome> {
    if (this.#closed) return Promise.resolve(outcomeOfBreak(new Error('the client is closed'), false))
    if (this.#line.size >= MAX_WAITING) return Promise.resolve(outcomeOfFullLine(this.#line.size))
    return new Promise((resolve) => {
      const call: Call = {
        topic,
        payload,
        settle: (outcome) => {
          signal.removeEventListener('abort', onAbort)
          resolve(outcome)
        },
      }
      const onAbort = () => call.settle(outcomeOfAbort(signal, !this.#line.delete(call)))
      signal.addEventListener('abort', onAbort, { once: true })
      this.#line.add(call)
      this.#advance()
    })
  }

  async close(): Promise<void> {
    this.#closed = true
    const reason = new Error('the client was closed')
    for (const call of this.#line) call.settle(outcomeOfBreak(reason, false))
    this.#line.clear()
    await this.#session?.close(reason)
  }

  /** The process that had it is gone: nobody hears of what it was at. */
  crash(): void {
    this.#closed = true
    this.#session?.reset()
    const reason = new Error('the process crashed')
    for (const call of this.#line) call.settle(outcomeOfBreak(reason, false))
    this.#line.clear()
  }

  /** Hand out what waits as far as the connection takes it. At QoS 0 it asks for more while it is being given. */
  #advance(): void {
    if (this.#advancing || this.#line.size === 0 || this.#closed) return
    this.#session ??= this.#dial()
    this.#advancing = true
    for (const call of this.#line) {
      if (!this.#session?.canTake) break
      this.#line.delete(call)
      this.#session.publish(call)
    }
    this.#advancing = false
  }

  #dial(): Session | null {
    if (this.#noConnection && performance.now() < this.#noConnection.untilMs) {
      this.#failLine(this.#noConnection.error)
      return null
    }
    return new Session(this.#options, {
      onReady: () => this.#advance(),
      onClose: ({ wasOpen, error }) => {
        this.#session = null
        if (this.#closed) return
        if (wasOpen) this.#advance()
        else {
          this.#noConnection = { error, untilMs: performance.now() + REDIAL_AFTER_MS }
          this.#failLine(error)
        }
      },
    })
  }

  #failLine(error: unknown): void {
    for (const call of this.#line) call.settle(outcomeOfNoConnection(error))
    this.#line.clear()
  }
}
