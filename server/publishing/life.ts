/**
 * One life of the order service's process: what it has in hand, its database open, its connections to the broker. It
 * ends all at once; what continues in its name afterwards meets a {@link Crash} at its next step and does nothing.
 */
import type { PlaceOrder } from '#core/order.ts'
import type { Outcome } from '#core/outcome.ts'
import type { CrashPoint, PublishSpec } from '#core/publishing.ts'
import type { Cancel, Timers } from '#core/timers.ts'
import { type Client, Crash } from '#server/protocols/protocol.ts'
import type { Crashes } from './crashes.ts'
import type { OrderDatabase, OutboxRow } from './order-database.ts'

const US_PER_MS = 1000
const OK: Outcome = { kind: 'ok', receipt: null }

export interface LifeOptions {
  spec: PublishSpec
  database: OrderDatabase
  client: Client
  crashes: Crashes
  /** How long it waits for the broker's yes. */
  publishTimeoutMs: number
  timers: Timers
  /** The process must die now; whoever is told ends this life. */
  onCrash: () => void
  onCommitted: (orderId: string) => void
  onPublished: (orderId: string) => void
}

interface InHand {
  orderId: string
  reject: (reason: Error) => void
}

export class Life {
  readonly #o: LifeOptions
  readonly #inHand = new Set<InHand>()
  /** What the relay has read and not marked yet. */
  #relaying: readonly OutboxRow[] = []
  #cancelRelay: Cancel = () => {}
  #ended = false

  constructor(options: LifeOptions) {
    this.#o = options
    if (options.spec.strategy === 'outbox') this.#lookAgain(options.spec.relayIntervalMs)
  }

  /** Orders in hand and rows that wait for the relay. */
  get outstanding(): number {
    if (this.#ended) return 0
    return this.#inHand.size + (this.#o.spec.strategy === 'outbox' ? this.#o.database.unpublishedCount : 0)
  }

  /** What the caller is told. Rejects at once with the reason for which this life ends. */
  place(order: PlaceOrder): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      const inHand = { orderId: order.orderId, reject }
      this.#inHand.add(inHand)
      this.#carryOut(order)
        .then(resolve, reject)
        .finally(() => this.#inHand.delete(inHand))
    })
  }

  /** @returns the orders it had in hand */
  end(reason: Error): string[] {
    this.#ended = true
    this.#cancelRelay()
    const orderIds = [...this.#inHand].map(({ orderId }) => orderId)
    for (const { reject } of this.#inHand) reject(reason)
    this.#inHand.clear()
    this.#o.database.close()
    return [...orderIds, ...this.#relaying.map(({ order }) => order.orderId)]
  }

  async #carryOut(order: PlaceOrder): Promise<Outcome> {
    const { strategy } = this.#o.spec
    this.#pass('before', order)
    switch (strategy) {
      case 'publish-first': {
        const published = await this.#publish(order)
        if (published.kind !== 'ok') return published
        this.#pass('between', order)
        this.#commit(order)
        break
      }
      case 'commit-first': {
        this.#commit(order)
        this.#pass('between', order)
        const published = await this.#publish(order)
        if (published.kind !== 'ok') return published
        break
      }
      case 'outbox': {
        const isNew = this.#o.database.commitWithOutbox(order, () => this.#pass('between', order))
        if (isNew) this.#o.onCommitted(order.orderId)
        break
      }
      default:
        strategy satisfies never
    }
    this.#pass('after', order)
    return OK
  }

  #commit(order: PlaceOrder): void {
    if (this.#o.database.commit(order)) this.#o.onCommitted(order.orderId)
  }

  async #publish(order: PlaceOrder): Promise<Outcome> {
    const { client, publishTimeoutMs, timers } = this.#o
    const giveUp = new AbortController()
    const cancelTimeout = timers.at(timers.nowUs() + publishTimeoutMs * US_PER_MS, () =>
      giveUp.abort(new DOMException(`no answer from the broker within ${publishTimeoutMs} ms`, 'TimeoutError')),
    )
    const outcome = await client.perform(order, giveUp.signal, publishTimeoutMs)
    cancelTimeout()
    if (this.#ended) throw new Crash()
    if (outcome.kind === 'ok') this.#o.onPublished(order.orderId)
    return outcome
  }

  #pass(point: CrashPoint, { orderId }: PlaceOrder): void {
    if (!this.#ended && this.#o.crashes.strikes(point, orderId)) this.#o.onCrash()
    if (this.#ended) throw new Crash()
  }

  #lookAgain(afterMs: number): void {
    const { timers } = this.#o
    this.#cancelRelay = timers.at(timers.nowUs() + afterMs * US_PER_MS, () => {
      this.#relay().catch((error) => {
        if (!(error instanceof Crash)) throw error
      })
    })
  }

  /** Publishes row after row, so that they go out in the order of their commit; one that fails holds up the others. */
  async #relay(): Promise<void> {
    const { spec, database } = this.#o
    if (spec.strategy !== 'outbox') return
    this.#relaying = database.unpublished(spec.relayBatch)
    const published: number[] = []
    for (const { id, order } of this.#relaying) {
      this.#pass('relay-before-publish', order)
      if ((await this.#publish(order)).kind !== 'ok') break
      published.push(id)
      this.#pass('relay-before-mark', order)
    }
    database.markPublished(published)
    this.#relaying = []
    this.#lookAgain(published.length === spec.relayBatch ? 0 : spec.relayIntervalMs)
  }
}
