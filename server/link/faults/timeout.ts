/**
 * timeout: a black hole. From the first chunk that is hit, nothing of that connection passes in this direction, FIN
 * and RST neither. With a `timeout` the connection is closed that many ms later; with 0 it stays until the fault is
 * lifted, and is reset then, because bytes are missing from it and nobody should wait for them for ever.
 *
 * Decided once for each chunk until one is hit.
 */
import type { Cancel } from '#core/timers.ts'
import type { FaultSettings, Item, LinkFault, Stage, Wire } from './fault.ts'

const US_PER_MS = 1000

export function timeout(settings: FaultSettings<'timeout'>): LinkFault {
  return { stage: (wire) => new TimeoutStage(settings, wire) }
}

class TimeoutStage implements Stage {
  /** What is swallowed is dropped at once, or a caller that never stops would fill the memory. */
  readonly heldBytes = 0
  readonly #settings: FaultSettings<'timeout'>
  readonly #wire: Wire
  #starved = false
  #cancel: Cancel | null = null

  constructor(settings: FaultSettings<'timeout'>, wire: Wire) {
    this.#settings = settings
    this.#wire = wire
  }

  take(item: Item): void {
    if (this.#starved) return
    if (!this.#settings.chance.hits(this.#wire.connection, item.offset)) {
      this.#wire.pass(item)
      return
    }
    this.#starved = true
    const { timers } = this.#wire
    const afterUs = this.#settings.attributes.timeout * US_PER_MS
    if (afterUs > 0) this.#cancel = timers.at(timers.nowUs() + afterUs, () => this.#wire.close())
  }

  lift(): void {
    this.drop()
    if (this.#starved) this.#wire.reset()
  }

  drop(): void {
    this.#cancel?.()
    this.#cancel = null
  }
}
