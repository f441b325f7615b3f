/**
 * slicer: a chunk arrives as pieces of `average_size` ± `size_variation` bytes, each `delay` µs after the one before.
 * TCP promises bytes, not messages: whoever takes one read for one message is wrong, and here it shows.
 *
 * Decided once for each chunk.
 */
import { DelayLine, lengthOf } from './delay-line.ts'
import type { FaultSettings, Item, LinkFault, Stage, Wire } from './fault.ts'

export function slicer(settings: FaultSettings<'slicer'>): LinkFault {
  return { stage: (wire) => new SlicerStage(settings, wire) }
}

class SlicerStage implements Stage {
  readonly #settings: FaultSettings<'slicer'>
  readonly #wire: Wire
  readonly #line: DelayLine
  /** When the last piece so far goes out. */
  #lastUs = 0

  constructor(settings: FaultSettings<'slicer'>, wire: Wire) {
    this.#settings = settings
    this.#wire = wire
    this.#line = new DelayLine(wire)
  }

  get heldBytes(): number {
    return this.#line.heldBytes
  }

  take(item: Item): void {
    const { connection } = this.#wire
    if (item.is !== 'bytes' || !this.#settings.chance.hits(connection, item.offset)) {
      this.#line.push(item, 0)
      return
    }
    const { delay: gapUs } = this.#settings.attributes
    const nowUs = this.#wire.timers.nowUs()
    let dueUs = Math.max(nowUs, this.#lastUs === 0 ? 0 : this.#lastUs + gapUs)
    for (let from = 0; from < lengthOf(item); ) {
      const offset = item.offset + from
      const bytes = item.bytes.subarray(from, from + this.#sizeAt(offset))
      this.#line.push({ is: 'bytes', bytes, offset }, dueUs - nowUs)
      this.#lastUs = dueUs
      dueUs += gapUs
      from += bytes.length
    }
  }

  lift(): void {
    this.#line.lift()
  }

  drop(): void {
    this.#line.drop()
  }

  #sizeAt(offset: number): number {
    const { attributes, chance } = this.#settings
    const offCentre = 2 * chance.draw('size', this.#wire.connection, offset) - 1
    return Math.max(1, Math.round(attributes.average_size + offCentre * attributes.size_variation))
  }
}
