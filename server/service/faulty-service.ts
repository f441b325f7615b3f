/** An order service with faults in front of it: each order passes all that are on, in the order they were set. */
import type { Fault } from '#core/experiment.ts'
import type { PlaceOrder, Receipt } from '#core/order.ts'
import { Crash, ServiceRefusal } from '#core/refusal.ts'
import type { Timers } from '#core/timers.ts'
import { type Asked, OrderChance, type ServiceFault } from './faults/fault.ts'
import { isOrderFault, makeServiceFault } from './faults/registry.ts'
import type { ExecuteBy, OrderService } from './order-service.ts'

/** Orders whose attempts are counted under one fault; beyond it each counts as the first again. */
const MOST_COUNTED = 100_000

interface On {
  fault: ServiceFault
  attempts: Map<string, number>
}

export interface FaultyOptions {
  service: OrderService
  seed: number
  lane: string
  timers: Timers
}

export class FaultyService {
  readonly #o: FaultyOptions
  readonly #on = new Map<string, On>()
  /** Of the orders that are here, for a crash. */
  readonly #inHand = new Set<AbortController>()

  constructor(options: FaultyOptions) {
    this.#o = options
  }

  /** Orders that a fault holds back, or that are worked on or wait for a place. */
  get inHand(): number {
    return this.#inHand.size
  }

  /** @throws TypeError where the type is not a fault of orders */
  set({ id, type, toxicity, attributes }: Fault): void {
    if (!isOrderFault(type)) throw new TypeError(`'${type}' is not a fault that a service has`)
    this.clear(id)
    const { seed, lane, timers } = this.#o
    const chance = new OrderChance({ seed, faultId: id, lane, toxicity })
    this.#on.set(id, { fault: makeServiceFault(type, attributes, { chance, timers }), attempts: new Map() })
  }

  clear(id: string): void {
    this.#on.get(id)?.fault.lift?.()
    this.#on.delete(id)
  }

  /** The process dies: what is in hand ends undone. */
  crash(): void {
    for (const order of [...this.#inHand]) order.abort(new Crash())
  }

  async execute(order: PlaceOrder, by: ExecuteBy = {}): Promise<Receipt> {
    const { signal: given, subscriber = 0 } = by
    const life = new AbortController()
    const abort = () => life.abort(given?.reason)
    if (given?.aborted) abort()
    given?.addEventListener('abort', abort, { once: true })
    this.#inHand.add(life)
    try {
      const met: { fault: ServiceFault; asked: Asked }[] = []
      for (const on of [...this.#on.values()]) {
        const asked = askedOf(order, on, { subscriber, signal: life.signal })
        if (!asked) continue
        met.push({ fault: on.fault, asked })
        await on.fault.before?.(asked)
        if (life.signal.aborted) throw new ServiceRefusal('error', 'the order was given up before the work began')
      }
      const receipt = await this.#o.service.execute(order, { ...by, signal: life.signal })
      return met.reduce((answer, { fault, asked }) => fault.after?.(asked, answer) ?? answer, receipt)
    } finally {
      this.#inHand.delete(life)
      given?.removeEventListener('abort', abort)
    }
  }

  close(): void {
    for (const id of [...this.#on.keys()]) this.clear(id)
  }
}

/** The order as a fault meets it; null where it is no order at all, which the service itself refuses. */
function askedOf(order: PlaceOrder, { fault, attempts }: On, by: Pick<Asked, 'subscriber' | 'signal'>): Asked | null {
  const orderId: unknown = order?.orderId
  if ((!fault.before && !fault.after) || typeof orderId !== 'string') return null
  const key = `${by.subscriber} ${orderId}`
  const attempt = (attempts.get(key) ?? 0) + 1
  if (attempts.size < MOST_COUNTED || attempts.has(key)) attempts.set(key, attempt)
  return { orderId, attempt, ...by }
}
