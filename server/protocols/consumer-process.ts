/**
 * The consumers of a lane as processes that can die. A process takes messages through their steps
 * (`consumer-steps.ts`), writes down what it does with each, and when it crashes drops all it has in hand: the work
 * ends undone, and nothing more is acknowledged. How a message is received and acknowledged is the protocol's.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { type PlaceOrder, parseOrderId } from '#core/order.ts'
import type { Answer } from './answer.ts'
import { type ConsumerOptions, diesOf, stepsOf } from './consumer-steps.ts'
import { Crash, type Env, refusalOf, type Service } from './protocol.ts'

export interface Message {
  order: PlaceOrder
  /** Index among the subscribers of publish-subscribe; 0 elsewhere. */
  subscriber: number
  /** How many times the broker has handed it out, this time included, as far as it says. */
  delivery: number
  /** Tell the broker. True where it will not hand the message out again. Rejects where nobody can know. */
  acknowledge(): Promise<boolean>
  /** After how long the work is tried again here; null where the message is left to the broker. */
  retryAfterMs(refusal: 'overloaded' | 'error'): number | null
  /** Who is told how the work ended. Where it rejects, the message counts as not worked on. */
  tell?(answer: Answer): Promise<void>
  /** Somebody waits for the answer: a refusal is one, and is not tried again. */
  isAsked?: boolean
}

export interface ConsumingOptions {
  service: Service
  options: ConsumerOptions
  env: Pick<Env, 'seed' | 'lane'>
}

export class Consuming {
  readonly #o: ConsumingOptions
  /** By order: how often a consumer has died of it. The lab remembers it, not the process. */
  readonly #deaths = new Map<string, number>()

  constructor(options: ConsumingOptions) {
    this.#o = options
  }

  get service(): Service {
    return this.#o.service
  }

  get options(): ConsumerOptions {
    return this.#o.options
  }

  /** A process is started. `onCrash` resets its sockets and sees to it that there will be another one. */
  begin(onCrash: () => void): ConsumerProcess {
    return new ConsumerProcess(this, onCrash)
  }

  diesOf({ order, delivery }: Message): boolean {
    const { options, env } = this.#o
    const seq = parseOrderId(order.orderId)?.seq ?? null
    return diesOf(options, { ...env, seq, delivery, deaths: this.#deaths.get(order.orderId) ?? 0 })
  }

  died({ order }: Message): void {
    this.#deaths.set(order.orderId, (this.#deaths.get(order.orderId) ?? 0) + 1)
  }
}

export class ConsumerProcess {
  readonly #consuming: Consuming
  readonly #onCrash: () => void
  readonly #life = new AbortController()
  /** A controller each: a signal of the whole process would keep every order that ever listened to it. */
  readonly #inHand = new Map<Message, AbortController>()

  constructor(consuming: Consuming, onCrash: () => void) {
    this.#consuming = consuming
    this.#onCrash = onCrash
    this.gone = new Promise((resolve) => this.signal.addEventListener('abort', () => resolve(), { once: true }))
  }

  /** Resolves when the process is gone, crashed or not. */
  readonly gone: Promise<void>

  /** Aborted when the process is gone; the reason is a {@link Crash} where it crashed. */
  get signal(): AbortSignal {
    return this.#life.signal
  }

  get isGone(): boolean {
    return this.#life.signal.aborted
  }

  /** Leave: what is in hand is not acknowledged, and what the service has begun it may finish. */
  end(): void {
    this.#drop(new Error('the consumer has left'))
  }

  /**
   * Take one message through its steps. True where it was acknowledged, or is kept on purpose without that; false where
   * it is left to the broker. Rejects where the acknowledgement does.
   */
  async handle(message: Message): Promise<boolean> {
    const { service, options } = this.#consuming
    const { order, subscriber, delivery } = message
    if (this.isGone) return false
    this.#inHand.set(message, new AbortController())
    service.deliveries?.received(order.orderId, { subscriber, delivery })
    try {
      const steps = stepsOf(options, this.#consuming.diesOf(message))
      for (const step of steps) {
        if (step === 'crash') this.#crashAt(message)
        else if (step === 'acknowledge') await this.#acknowledge(message)
        else if (!(await this.#work(message))) {
          const isReturned = !this.isGone && steps[0] !== 'acknowledge'
          if (isReturned) service.deliveries?.returned(order.orderId, subscriber)
          return false
        }
        if (this.isGone) return false
      }
      return true
    } finally {
      this.#inHand.delete(message)
    }
  }

  async #acknowledge(message: Message): Promise<void> {
    if ((await message.acknowledge()) && !this.isGone) {
      this.#consuming.service.deliveries?.settled(message.order.orderId, message.subscriber)
    }
  }

  /** True where the message is done with: worked on, or one that would be refused for ever. */
  async #work(message: Message): Promise<boolean> {
    for (;;) {
      const answer = await this.#execute(message)
      if (this.isGone) return false
      const again = answer.kind === 'overloaded' || answer.kind === 'error' ? answer.kind : null
      if (again === null || message.isAsked) return told(message, answer)
      const waitMs = message.retryAfterMs(again)
      if (waitMs === null) return false
      await delay(waitMs, undefined, { signal: this.signal }).catch(() => {})
      if (this.isGone || message.retryAfterMs(again) === null) return false
    }
  }

  async #execute(message: Message): Promise<Answer> {
    const { order, subscriber } = message
    try {
      const signal = this.#inHand.get(message)?.signal
      return { kind: 'ok', receipt: await this.#consuming.service.execute(order, { signal, subscriber }) }
    } catch (thrown) {
      return refusalOf(thrown)
    }
  }

  #crashAt(message: Message): void {
    this.#consuming.died(message)
    for (const { order, subscriber } of this.#inHand.keys()) {
      this.#consuming.service.deliveries?.crashed(order.orderId, subscriber)
    }
    // First the sockets: aborting a request would close its socket politely.
    this.#onCrash()
    this.#drop(new Crash())
  }

  #drop(reason: Error): void {
    this.#life.abort(reason)
    for (const work of this.#inHand.values()) work.abort(reason)
  }
}

async function told(message: Message, answer: Answer): Promise<boolean> {
  try {
    await message.tell?.(answer)
    return true
  } catch {
    return false
  }
}
