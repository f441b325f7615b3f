/** One direction of one connection: a source, the stages of the faults that are on, a sink. */
import type { Socket } from 'node:net'
import { resetSocket } from '#server/runtime/reset-socket.ts'
import type { Item, LinkFault, Stage, Wire } from './faults/fault.ts'

/**
 * Held in one direction before the source is no longer read: as much as a Linux sender keeps in flight at most
 * (tcp_wmem), so that a delayed link is no slower than the delay makes it, and still bounded.
 */
export const HELD_LIMIT_BYTES = 4 * 1024 * 1024
/** Read on from here. */
const RESUME_BELOW_BYTES = HELD_LIMIT_BYTES / 2

export interface PipeOptions {
  source: Socket
  sink: Socket
  /** What was read from the source, as it is read. */
  onRead?(bytes: Buffer): void
  /** What is written to the sink, as it is written. */
  onWrite?(bytes: Buffer): void
}

export class Pipe {
  readonly #source: Socket
  readonly #sink: Socket
  readonly #options: PipeOptions
  /** The filter has no id. */
  #stages: { id: string | null; stage: Stage }[] = []
  #isFilterFirst = false
  #offset = 0
  #paused = false

  constructor(options: PipeOptions) {
    const { source, sink } = options
    this.#source = source
    this.#sink = sink
    this.#options = options
    source.on('data', (bytes: Buffer) => this.#read(bytes))
    source.on('end', () => this.#take({ is: 'fin', offset: this.#offset }))
    // Whatever ends a socket in error, its peer is told the one thing TCP can tell it.
    source.on('error', () => this.#take({ is: 'reset', offset: this.#offset }))
    sink.on('drain', () => this.#balance())
    sink.on('close', () => this.#balance())
  }

  /** In the stages and before the sink's socket buffer. */
  get heldBytes(): number {
    return this.#stages.reduce((sum, { stage }) => sum + stage.heldBytes, this.#sink.writableLength)
  }

  /** The fault acts from the next byte on, behind those set before it. */
  add(id: string, fault: LinkFault, wire: Omit<Wire, 'pass'>): void {
    const stage: Stage | null | undefined = fault.stage?.({ ...wire, pass: (item) => this.#passFrom(stage, item) })
    if (!stage) return
    const isBeforeFilter = this.#stages.length > 0 && this.#stages.at(-1)?.id === null && !this.#isFilterFirst
    this.#stages.splice(isBeforeFilter ? -1 : this.#stages.length, 0, { id, stage })
    this.#balance()
  }

  /** A stage that stays where it is put, whatever faults come and go. */
  setFilter(stage: Stage, at: 'first' | 'last'): void {
    this.#isFilterFirst = at === 'first'
    this.#stages.push({ id: null, stage })
  }

  /** What the filter hands on. */
  passFrom(stage: Stage, item: Item): void {
    this.#passFrom(stage, item)
  }

  /** What the fault held goes on at once and in order. */
  remove(id: string): void {
    const lifted = this.#stages.find((entry) => entry.id === id)
    if (!lifted) return
    lifted.stage.lift()
    this.#stages = this.#stages.filter((entry) => entry !== lifted)
    this.#balance()
  }

  /** Forget what is held; no timer is left. */
  drop(): void {
    for (const { stage } of this.#stages) stage.drop()
    this.#stages = []
  }

  #read(bytes: Buffer): void {
    this.#options.onRead?.(bytes)
    const { length } = bytes
    this.#take({ is: 'bytes', bytes, offset: this.#offset })
    this.#offset += length
    this.#balance()
  }

  #take(item: Item): void {
    const [first] = this.#stages
    if (first) first.stage.take(item)
    else this.#deliver(item)
  }

  #passFrom(stage: Stage | null | undefined, item: Item): void {
    const at = this.#stages.findIndex((entry) => entry.stage === stage)
    // Dropped in the middle of passing on: the connection has just been reset.
    if (at === -1) return
    const next = this.#stages[at + 1]
    if (next) next.stage.take(item)
    else this.#deliver(item)
    this.#balance()
  }

  #deliver(item: Item): void {
    switch (item.is) {
      case 'bytes':
        // A sink that is gone takes nothing; its own RST is on its way to the source.
        if (!this.#sink.writable) return
        this.#options.onWrite?.(item.bytes)
        this.#sink.write(item.bytes)
        return
      case 'fin':
        this.#sink.end()
        return
      case 'reset':
        resetSocket(this.#sink)
    }
  }

  /** Back-pressure: a sink that does not read is, in the end, a source that is not read. */
  #balance(): void {
    const full = this.#isFull()
    if (full === this.#paused) return
    this.#paused = full
    if (full) this.#source.pause()
    else this.#source.resume()
  }

  #isFull(): boolean {
    if (!this.#sink.writable) return false
    if (this.#stages.length === 0) return this.#sink.writableNeedDrain
    return this.heldBytes >= (this.#paused ? RESUME_BELOW_BYTES : HELD_LIMIT_BYTES)
  }
}
