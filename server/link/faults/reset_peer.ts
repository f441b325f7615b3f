/**
 * reset_peer: what is hit does not arrive, and `timeout` ms later both ends get a RST. On the way up the request is
 * lost with its connection; on the way down the work is done and the reply is lost. Lifted within the `timeout`,
 * nothing has happened. A connection on which nothing is sent is left alone.
 *
 * Decided once for each chunk, so a long-lived connection is hit sooner or later at any toxicity but 0.
 */
import type { Cancel } from '#core/timers.ts'
import type { FaultSettings, Item, LinkFault, Stage, Wire } from './fault.ts'

const US_PER_MS = 1000

export function resetPeer(settings: FaultSettings<'reset_peer'>): LinkFault {
  return { stage: (wire) => new ResetPeerStage(settings, wire) }
}

class ResetPeerStage implements Stage {
  readonly #settings: FaultSettings<'reset_peer'>
  readonly #wire: Wire
  #held: Item[] = []
  #heldBytes = 0
  #cancel: Cancel | null = null

  constructor(settings: FaultSettings<'reset_peer'>, wire: Wire) {
    this.#settings = settings
    this.#wire = wire
  }

  get heldBytes(): number {
    return this.#heldBytes
  }

  take(item: Item): void {
    if (!this.#cancel && !this.#hits(item)) {
      this.#wire.pass(item)
      return
    }
    this.#held.push(item)
    if (item.is === 'bytes') this.#heldBytes += item.bytes.length
    const { timers } = this.#wire
    const dueUs = timers.nowUs() + this.#settings.attributes.timeout * US_PER_MS
    this.#cancel ??= timers.at(dueUs, () => this.#wire.reset())
  }

  lift(): void {
    this.drop()
    const held = this.#held
    this.#held = []
    this.#heldBytes = 0
    for (const item of held) this.#wire.pass(item)
  }

  drop(): void {
    this.#cancel?.()
    this.#cancel = null
  }

  #hits(item: Item): boolean {
    return item.is === 'bytes' && this.#settings.chance.hits(this.#wire.connection, item.offset)
  }
}
