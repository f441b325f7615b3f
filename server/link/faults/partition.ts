/**
 * partition: from the first chunk that is hit nothing arrives in this direction, while the other one goes on. When it
 * is lifted everything arrives, in order, as TCP would have sent it again. A dial still succeeds: the system
 * answers it before the link has seen anything.
 *
 * Decided once for each chunk until one is hit.
 */
import { lengthOf } from './delay-line.ts'
import type { FaultSettings, Item, LinkFault, Stage, Wire } from './fault.ts'

export function partition({ chance }: FaultSettings<'partition'>): LinkFault {
  return { stage: (wire) => new PartitionStage(wire, ({ offset }) => chance.hits(wire.connection, offset)) }
}

class PartitionStage implements Stage {
  readonly #wire: Wire
  readonly #hits: (item: Item) => boolean
  #held: Item[] = []
  #heldBytes = 0

  constructor(wire: Wire, hits: (item: Item) => boolean) {
    this.#wire = wire
    this.#hits = hits
  }

  get heldBytes(): number {
    return this.#heldBytes
  }

  take(item: Item): void {
    if (this.#held.length === 0 && !this.#hits(item)) {
      this.#wire.pass(item)
      return
    }
    this.#held.push(item)
    this.#heldBytes += lengthOf(item)
  }

  lift(): void {
    const held = this.#held
    this.drop()
    for (const item of held) this.#wire.pass(item)
  }

  drop(): void {
    this.#held = []
    this.#heldBytes = 0
  }
}
