/**
 * What happens to messages on purpose, between a broker and the work: decided for each delivery from the seed, the
 * fault, the lane, the order's sequence and the delivery, so that a replay decides the same.
 */
import type { Fault } from '#core/experiment.ts'
import { faults, type MessagingFaultType } from '#core/faults.ts'
import { defaultsOf } from '#core/fields.ts'
import { drawnFrom, parseOrderId } from '#core/order.ts'
import type { Options } from '#core/protocols.ts'
import { uniform } from '#core/random.ts'

type ConsumerFaultType = Exclude<MessagingFaultType, 'rewind_group' | 'broker_pause' | 'broker_crash' | 'power_loss'>

/** What becomes of one delivery. */
export interface Fate {
  /** Acknowledged and never worked on. */
  isDropped: boolean
  /** Worked on so many times more. */
  copies: number
  holdMs: number
  /** Held until so many others have come after it, but no longer than `waitMs`. */
  behind: { others: number; waitMs: number } | null
  /** The acknowledgement never arrives. */
  losesAck: boolean
  ackDelayMs: number
  crash: 'before-ack' | 'after-ack' | null
}

export interface Delivered {
  orderId: string
  subscriber: number
  /** How many times it has been handed out, this time included. */
  delivery: number
}

const unharmed: Fate = {
  isDropped: false,
  copies: 0,
  holdMs: 0,
  behind: null,
  losesAck: false,
  ackDelayMs: 0,
  crash: null,
}

const effects: Record<ConsumerFaultType, (fate: Fate, attributes: Options) => Partial<Fate>> = {
  drop_message: () => ({ isDropped: true }),
  duplicate_message: ({ copies }, attributes) => ({ copies: copies + Number(attributes.copies) }),
  delay_message: ({ holdMs }, { delay }) => ({ holdMs: holdMs + Number(delay) }),
  reorder_messages: (_, { behind, wait }) => ({ behind: { others: Number(behind), waitMs: Number(wait) } }),
  drop_ack: () => ({ losesAck: true }),
  delay_ack: ({ ackDelayMs }, { delay }) => ({ ackDelayMs: ackDelayMs + Number(delay) }),
  // Of the message itself, whichever delivery it is: see `isPoison`.
  poison_message: () => ({}),
  consumer_crash: (_, { when }) => ({ crash: when === 'after-ack' ? 'after-ack' : 'before-ack' }),
}

/** The faults of one lane's messages. */
export class MessageFaults {
  readonly #seed: number
  readonly #lane: string
  readonly #on = new Map<string, Fault>()
  #lifted = Promise.withResolvers<void>()

  constructor(seed: number, lane: string) {
    this.#seed = seed
    this.#lane = lane
  }

  /** @throws TypeError where the type is not a fault of messages */
  set(fault: Fault): void {
    if (!Object.hasOwn(effects, fault.type)) throw new TypeError(`'${fault.type}' is not a fault of messages`)
    this.clear(fault.id)
    this.#on.set(fault.id, fault)
  }

  /** What is held because of any fault is looked at again at once. */
  clear(id: string): void {
    if (!this.#on.delete(id)) return
    this.#lifted.resolve()
    this.#lifted = Promise.withResolvers()
  }

  /** Resolves when a fault is lifted. */
  get lifted(): Promise<void> {
    return this.#lifted.promise
  }

  /** Whether this message cannot be done as long as nothing is lifted: the same at every delivery, to every subscriber. */
  isPoison(orderId: string): boolean {
    const number = (parseOrderId(orderId)?.seq ?? 0) + 1
    return [...this.#on.values()].some(({ id, type, toxicity, attributes }) => {
      if (type !== 'poison_message') return false
      const { every } = { ...defaultsOf(faults[type].attributes), ...attributes } as { every: number }
      return number % every === 0 && uniform(this.#seed, id, 'hits', this.#lane, ...drawnFrom(orderId)) < toxicity
    })
  }

  fateOf({ orderId, subscriber, delivery }: Delivered): Fate {
    let fate = unharmed
    const what = drawnFrom(orderId)
    for (const { id, type, toxicity, attributes } of this.#on.values()) {
      if (uniform(this.#seed, id, 'hits', this.#lane, ...what, delivery, subscriber) >= toxicity) continue
      const known = type as ConsumerFaultType
      const whole: Options = { ...defaultsOf(faults[known].attributes), ...attributes }
      fate = { ...fate, ...effects[known](fate, whole) }
    }
    return fate
  }
}
