/**
 * latency: everything, FIN and RST too, arrives `latency` ± `jitter` ms later (uniform), and nothing overtakes what
 * was sent before it, as on a TCP connection: what draws a short delay waits for what drew a long one.
 *
 * Decided once for each chunk that one read of the socket yields.
 */
import type { Cancel } from '#core/timers.ts'
import type { FaultSettings, Item, LinkFault, Stage, Wire } from './fault.ts'

const US_PER_MS = 1000

export function latency(settings: FaultSettings<'latency'>): LinkFault {
  return { stage: (wire) => new LatencyStage(settings, wire) }
}

class LatencyStage implements Stage {
  readonly #settings: FaultSettings<'latency'>
  readonly #wire: Wire
  /** Only its head is ever released, so what is due behind it waits. */
  #queue: { item: Item; dueUs: number }[] = []
  #heldBytes = 0
  #cancel: Cancel | null = null
  #dropped = false

  constructor(settings: FaultSettings<'latency'>, wire: Wire) {
    this.#settings = settings
    this.#wire = wire
  }

  get heldBytes(): number {
    return this.#heldBytes
  }

  take(item: Item): void {
    const nowUs = this.#wire.timers.nowUs()
    const dueUs = nowUs + this.#delayUs(item)
    if (dueUs <= nowUs && this.#queue.length === 0) {
      this.#wire.pass(item)
      return
    }
    this.#queue.push({ item, dueUs })
    this.#heldBytes += lengthOf(item)
    if (!this.#cancel) this.#arm()
  }

  lift(): void {
    this.drop()
    const held = this.#queue
    this.#queue = []
    this.#heldBytes = 0
    for (const { item } of held) this.#wire.pass(item)
  }

  drop(): void {
    this.#dropped = true
    this.#cancel?.()
    this.#cancel = null
  }

  #delayUs(item: Item): number {
    const { attributes, chance } = this.#settings
    if (!chance.hits(this.#wire.connection, item.offset)) return 0
    const offCentre = 2 * chance.draw('jitter', this.#wire.connection, item.offset) - 1
    return Math.max(0, attributes.latency + offCentre * attributes.jitter) * US_PER_MS
  }

  #arm(): void {
    const [head] = this.#queue
    this.#cancel = head ? this.#wire.timers.at(head.dueUs, () => this.#release()) : null
  }

  #release(): void {
    this.#cancel = null
    const nowUs = this.#wire.timers.nowUs()
    const due = this.#queue.findIndex(({ dueUs }) => dueUs > nowUs)
    const released = this.#queue.splice(0, due === -1 ? this.#queue.length : due)
    for (const { item } of released) this.#heldBytes -= lengthOf(item)
    for (const { item } of released) this.#wire.pass(item)
    // What was passed may have ended the connection.
    if (!this.#dropped) this.#arm()
  }
}

function lengthOf(item: Item): number {
  return item.is === 'bytes' ? item.bytes.length : 0
}
