/** What happens to orders, told to whoever subscribed. A subscriber that does not keep up misses the oldest events. */
import type { PlaceOrder } from '#core/order.ts'

export const orderEventKinds = ['RECEIVED', 'COMPLETED', 'REFUSED'] as const

export interface OrderEvent {
  kind: (typeof orderEventKinds)[number]
  order: PlaceOrder
  /** Events that this subscriber missed just before this one. */
  missed: number
}

/** Events that wait for one subscriber. */
const MAX_WAITING = 256

export class OrderFeed {
  readonly #subscribers = new Set<Subscriber>()
  #closed = false

  get subscribers(): number {
    return this.#subscribers.size
  }

  tell(kind: OrderEvent['kind'], order: PlaceOrder): void {
    for (const subscriber of this.#subscribers) subscriber.push(kind, order)
  }

  subscribe(): AsyncIterableIterator<OrderEvent> {
    const subscriber = new Subscriber(() => this.#subscribers.delete(subscriber))
    if (this.#closed) subscriber.end()
    else this.#subscribers.add(subscriber)
    return subscriber
  }

  /** Every subscription comes to its end. */
  close(): void {
    this.#closed = true
    for (const subscriber of this.#subscribers) subscriber.end()
  }
}

type Next = IteratorResult<OrderEvent>
const done: Next = { done: true, value: undefined }

class Subscriber implements AsyncIterableIterator<OrderEvent> {
  readonly #onEnd: () => void
  #waiting: OrderEvent[] = []
  #missed = 0
  #asking: ((next: Next) => void)[] = []
  #ended = false

  constructor(onEnd: () => void) {
    this.#onEnd = onEnd
  }

  push(kind: OrderEvent['kind'], order: PlaceOrder): void {
    const event: OrderEvent = { kind, order, missed: 0 }
    const ask = this.#asking.shift()
    if (ask) {
      ask({ done: false, value: event })
      return
    }
    this.#waiting.push(event)
    if (this.#waiting.length <= MAX_WAITING) return
    this.#waiting.shift()
    this.#missed++
  }

  end(): void {
    this.#ended = true
    this.#waiting = []
    for (const ask of this.#asking.splice(0)) ask(done)
    this.#onEnd()
  }

  next(): Promise<Next> {
    if (this.#ended) return Promise.resolve(done)
    const event = this.#waiting.shift()
    if (!event) return new Promise((resolve) => this.#asking.push(resolve))
    const missed = this.#missed
    this.#missed = 0
    return Promise.resolve({ done: false, value: { ...event, missed } })
  }

  return(): Promise<Next> {
    this.end()
    return Promise.resolve(done)
  }

  [Symbol.asyncIterator](): this {
    return this
  }
}
