/**
 * The consumers of a lane as processes that can die. A process takes messages through their steps
 * (`consumer-steps.ts`), writes down what it does with each, and when it crashes drops all it has in hand: the work
 * ends undone, and nothing more is acknowledged. How a message is received and acknowledged is the protocol's.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { type PlaceOrder, parseOrderId } from '#core/order.ts'
import type { Answer } from './answer.ts'
import { type ConsumerOptions, diesOf, stepsOf } from './consumer-steps.ts'
import type { Fate } from './message-faults.ts'
import { Crash, type Env, refusalOf, type Service, ServiceRefusal } from './protocol.ts'

export interface Message {
  order: PlaceOrder
  /** Index among the subscribers of publish-subscribe; 0 elsewhere. */
  subscriber: number
  /** How many times the broker has handed it out, this time included, as far as it says. */
  delivery: number
  /** Tell the broker. True where it will not hand the message out again. Rejects where nobody can know. */
  acknowledge(): Promise<boolean>
  /** The acknowledgement is given and never arrives. Absent where nothing has to be done for that. */
  loseAcknowledgement?(): void
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
  readonly #processes = new Set<ConsumerProcess>()
  /** Messages that came after one that is to be overtaken. */
  readonly #overtaking = new Set<() => void>()

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
    const process = new ConsumerProcess(this, onCrash)
    this.#processes.add(process)
    void process.gone.then(() => this.#processes.delete(process))
    return process
  }

  /** All of them die. */
  crash(): void {
    for (const process of [...this.#processes]) process.crash()
  }

  fateOf({ order, subscriber, delivery }: Message): Fate | null {
    for (const count of [...this.#overtaking]) count()
    // Where the broker cannot count, a delivery that killed must not decide the next one, too.
    const nth = Math.max(delivery, (this.#deaths.get(order.orderId) ?? 0) + 1)
    return this.service.messageFaults?.fateOf({ orderId: order.orderId, subscriber, delivery: nth }) ?? null
  }

  /** Resolves when so many others have come. */
  overtaken(others: number): Promise<void> {
    return new Promise((resolve) => {
      let left = others
      const count = () => {
        if (--left > 0) return
        this.#overtaking.delete(count)
        resolve()
      }
      this.#overtaking.add(count)
    })
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
      const fate = this.#consuming.fateOf(message)
      if (fate) await this.#hold(fate)
      if (this.isGone) return false
      if (fate?.isDropped) {
        await this.#acknowledge(message, null)
        return true
      }
      const steps = fate?.crash
        ? stepsOf({ acknowledge: options.acknowledge, crash: fate.crash }, true)
        : stepsOf(options, this.#consuming.diesOf(message))
      for (const step of steps) {
        if (step === 'crash') this.#crashAt(message)
        else if (step === 'acknowledge') {
          if (!(await this.#acknowledge(message, fate))) return false
        } else if (!(await this.#workAll(message, fate?.copies ?? 0))) {
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

  /** Held as its faults say, until one of them is lifted or the process is gone. */
  async #hold({ holdMs, behind }: Fate): Promise<void> {
    const { messageFaults } = this.#consuming.service
    if (holdMs > 0) await this.#atMost(holdMs, [messageFaults?.lifted])
    if (behind) await this.#atMost(behind.waitMs, [messageFaults?.lifted, this.#consuming.overtaken(behind.others)])
  }

  async #atMost(ms: number, ends: (Promise<void> | undefined)[]): Promise<void> {
    const over = new AbortController()
    const rest = delay(ms, undefined, { signal: over.signal }).catch(() => {})
    await Promise.race([rest, this.gone, ...ends.filter((end) => end !== undefined)])
    over.abort()
  }

  /** The same message, come again: what becomes of the copies does not matter to its acknowledgement. */
  async #workAll(message: Message, copies: number): Promise<boolean> {
    const { order, subscriber } = message
    const isDone = await this.#work(message)
    for (let i = 0; i < copies && isDone && !this.isGone; i++) {
      this.#consuming.service.deliveries?.received(order.orderId, { subscriber, delivery: message.delivery })
      await this.#execute(message)
    }
    return isDone
  }

  /** False where the broker has not been told, and never will be. */
  async #acknowledge(message: Message, fate: Fate | null): Promise<boolean> {
    if (fate && fate.ackDelayMs > 0)
      await this.#atMost(fate.ackDelayMs, [this.#consuming.service.messageFaults?.lifted])
    if (this.isGone) return false
    if (fate?.losesAck) {
      message.loseAcknowledgement?.()
      return false
    }
    if ((await message.acknowledge()) && !this.isGone) {
      this.#consuming.service.deliveries?.settled(message.order.orderId, message.subscriber)
    }
    return true
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
    const { service } = this.#consuming
    try {
      if (service.messageFaults?.isPoison(order.orderId)) {
        throw new ServiceRefusal('error', `${order.orderId} is poison: no consumer can do it`)
      }
      const signal = this.#inHand.get(message)?.signal
      return { kind: 'ok', receipt: await service.execute(order, { signal, subscriber }) }
    } catch (thrown) {
      return refusalOf(thrown)
    }
  }

  #crashAt(message: Message): void {
    this.#consuming.died(message)
    this.crash()
  }

  /** The process dies where it stands. */
  crash(): void {
    if (this.isGone) return
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
