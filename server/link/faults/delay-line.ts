/** What is held until it is due, in order: what is due behind something else waits for it, as on a TCP connection. */
import type { Cancel } from '#core/timers.ts'
import type { Item, Stage, Wire } from './fault.ts'

export class DelayLine {
  readonly #wire: Wire
  /** Only its head is ever released, so what is due behind it waits. */
  #queue: { item: Item; dueUs: number }[] = []
  #heldBytes = 0
  #cancel: Cancel | null = null
  #dropped = false

  constructor(wire: Wire) {
    this.#wire = wire
  }

  get heldBytes(): number {
    return this.#heldBytes
  }

  /** Passed on `delayUs` from now, and not before what was pushed earlier. */
  push(item: Item, delayUs: number): void {
    const nowUs = this.#wire.timers.nowUs()
    const dueUs = nowUs + delayUs
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

/** A stage that does nothing but delay, each item by what `delayUs` says of it. */
export function delaying(wire: Wire, delayUs: (item: Item) => number): Stage {
  const line = new DelayLine(wire)
  return {
    get heldBytes() {
      return line.heldBytes
    },
    take: (item) => line.push(item, delayUs(item)),
    lift: () => line.lift(),
    drop: () => line.drop(),
  }
}

export function lengthOf(item: Item): number {
  return item.is === 'bytes' ? item.bytes.length : 0
}
