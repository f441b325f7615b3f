/** What a link has carried, in memory that another thread may read while it counts. */
import type { LegBytes } from '#core/run.ts'

const UP = 0
const DOWN = 1
const CONNECTIONS = 2
const CELLS = 3

/** Memory for one link's counters: give it to the link's thread, and to whoever reads. */
export function createLinkCounters(): SharedArrayBuffer {
  return new SharedArrayBuffer(CELLS * Float64Array.BYTES_PER_ELEMENT)
}

/** Each number is whole (aligned 64-bit stores), though the three need not be of one instant. */
export function readLinkCounters(cells: Float64Array): LegBytes {
  return { up: cells[UP] ?? 0, down: cells[DOWN] ?? 0, connections: cells[CONNECTIONS] ?? 0 }
}

/** Three numbers that only grow: bytes read from clients, bytes written to clients, connections accepted. */
export class LinkCounters {
  readonly #cells: Float64Array

  /** @throws RangeError where `cells` has no room for three numbers */
  constructor(cells: Float64Array = new Float64Array(CELLS)) {
    if (cells.length < CELLS) throw new RangeError(`a link's counters need ${CELLS} cells`)
    this.#cells = cells
  }

  addUp(bytes: number): void {
    this.#add(UP, bytes)
  }

  addDown(bytes: number): void {
    this.#add(DOWN, bytes)
  }

  addConnection(): void {
    this.#add(CONNECTIONS, 1)
  }

  read(): LegBytes {
    return readLinkCounters(this.#cells)
  }

  #add(cell: number, amount: number): void {
    this.#cells[cell] = (this.#cells[cell] as number) + amount
  }
}
