/**
 * bandwidth: `rate` KB/s (1 KB = 1000 bytes), for each connection or, `shared`, for all of them together, who then
 * take turns by the piece. A chunk goes out in pieces of at most 10 ms, so that what follows flows and does not jump.
 *
 * Decided once for each chunk; what is not hit takes none of the bandwidth, and does not overtake either.
 */
import type { Cancel } from '#core/timers.ts'
import { lengthOf } from './delay-line.ts'
import type { FaultSettings, Item, LinkFault, Stage, Wire } from './fault.ts'

const PIECE_US = 10_000
/** A segment of Ethernet (MTU 1500): nothing is cut smaller than that. */
const LEAST_PIECE_BYTES = 1460

/** Until when the wire is taken, µs. */
interface Line {
  freeUs: number
}

export function bandwidth({ attributes: { rate, shared }, chance }: FaultSettings<'bandwidth'>): LinkFault {
  // 1 KB/s is one byte a millisecond.
  const usPerByte = rate === 0 ? 0 : 1000 / rate
  const one: Line = { freeUs: 0 }
  return {
    stage: (wire) => {
      const costs = (item: Item) => item.is === 'bytes' && chance.hits(wire.connection, item.offset)
      return new BandwidthStage(wire, { usPerByte, line: shared ? one : { freeUs: 0 }, costs })
    },
  }
}

interface Pace {
  usPerByte: number
  line: Line
  costs: (item: Item) => boolean
}

class BandwidthStage implements Stage {
  readonly #wire: Wire
  readonly #pace: Pace
  readonly #pieceBytes: number
  #queue: { item: Item; us: number }[] = []
  #heldBytes = 0
  #cancel: Cancel | null = null
  #dropped = false

  constructor(wire: Wire, pace: Pace) {
    this.#wire = wire
    this.#pace = pace
    this.#pieceBytes = Math.max(LEAST_PIECE_BYTES, Math.floor(PIECE_US / pace.usPerByte))
  }

  get heldBytes(): number {
    return this.#heldBytes
  }

  take(item: Item): void {
    const isPaid = this.#pace.usPerByte > 0 && this.#pace.costs(item)
    if (!isPaid) this.#queue.push({ item, us: 0 })
    else if (item.is === 'bytes') {
      const { bytes, offset } = item
      for (let from = 0; from < bytes.length; from += this.#pieceBytes) {
        const piece = bytes.subarray(from, from + this.#pieceBytes)
        const us = piece.length * this.#pace.usPerByte
        this.#queue.push({ item: { is: 'bytes', bytes: piece, offset: offset + from }, us })
      }
    }
    this.#heldBytes += lengthOf(item)
    if (!this.#cancel) this.#next()
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

  /** What costs nothing goes; what does takes the line for as long as it needs, and goes when it has arrived whole. */
  #next(): void {
    const { line } = this.#pace
    for (let head = this.#queue[0]; head && !this.#dropped; head = this.#queue[0]) {
      if (head.us > 0) {
        line.freeUs = Math.max(line.freeUs, this.#wire.timers.nowUs()) + head.us
        this.#cancel = this.#wire.timers.at(line.freeUs, () => {
          this.#cancel = null
          this.#release()
          if (!this.#dropped) this.#next()
        })
        return
      }
      this.#release()
    }
  }

  #release(): void {
    const head = this.#queue.shift()
    if (!head) return
    this.#heldBytes -= lengthOf(head.item)
    this.#wire.pass(head.item)
  }
}
