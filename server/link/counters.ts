/** What a link has carried, in memory that another thread may read while it counts. */
import type { LegBytes } from '#core/run.ts'

const UP = 0
const DOWN = 1
const CONNECTIONS = 2
/** Cells a link writes; `Float64Array.BYTES_PER_ELEMENT` each. */
export const COUNTER_CELLS = 3

/**
 * Three numbers that only grow: bytes read from clients, bytes written to clients, connections accepted. One writer;
 * a reader sees each cell whole (aligned 64-bit stores), though not the three as of one instant.
 */
export class LinkCounters {
  readonly #cells: Float64Array

  /** @throws RangeError where `cells` is shorter than {@link COUNTER_CELLS} */
  constructor(cells: Float64Array = new Float64Array(COUNTER_CELLS)) {
    if (cells.length < COUNTER_CELLS) throw new RangeError(`a link's counters need ${COUNTER_CELLS} cells`)
    this.#cells = cells
  }

  /** Cells over shared memory: give them to the link's thread, wrap them again in the reader's. */
  static shared(): Float64Array<SharedArrayBuffer> {
    return new Float64Array(new SharedArrayBuffer(COUNTER_CELLS * Float64Array.BYTES_PER_ELEMENT))
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
    return { up: this.#of(UP), down: this.#of(DOWN), connections: this.#of(CONNECTIONS) }
  }

  #of(cell: number): number {
    return this.#cells[cell] as number
  }

  #add(cell: number, amount: number): void {
    this.#cells[cell] = this.#of(cell) + amount
  }
}
