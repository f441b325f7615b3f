/**
 * limit_data: so many bytes of a connection pass from when the fault is set, then both ends get a FIN. What a reader
 * has by then may be half a message. Decided once for each connection.
 */
import type { FaultSettings, Item, LinkFault, Stage, Wire } from './fault.ts'

export function limitData({ attributes, chance }: FaultSettings<'limit_data'>): LinkFault {
  return {
    stage: (wire) => (chance.hits(wire.connection) ? new LimitDataStage(attributes.bytes, wire) : null),
  }
}

class LimitDataStage implements Stage {
  readonly heldBytes = 0
  readonly #wire: Wire
  #leftBytes: number
  #isOver = false

  constructor(bytes: number, wire: Wire) {
    this.#leftBytes = bytes
    this.#wire = wire
  }

  take(item: Item): void {
    if (this.#isOver) return
    if (item.is !== 'bytes') {
      this.#wire.pass(item)
      return
    }
    const { bytes, offset } = item
    const passing = bytes.subarray(0, this.#leftBytes)
    this.#leftBytes -= passing.length
    if (passing.length > 0) this.#wire.pass({ is: 'bytes', bytes: passing, offset })
    if (this.#leftBytes > 0) return
    this.#isOver = true
    this.#wire.close()
  }

  lift(): void {}

  drop(): void {
    this.#isOver = true
  }
}
