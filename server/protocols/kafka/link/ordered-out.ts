/** What leaves a stage, in the order in which it was handed over, though some of it is not ready yet. */
import type { Cancel } from '#core/timers.ts'
import type { Item, Wire } from '#server/link/filter.ts'

interface Held {
  /** Null until it is ready. */
  item: 'fin' | 'reset' | Buffer | null
  heldBytes: number
  /** What is passed where the stage is taken away before it was ready. */
  fallback: Buffer | null
  cancel: Cancel
}

export class OrderedOut {
  readonly #wire: Wire
  #held: Held[] = []
  #offset = 0
  #isDropped = false

  constructor(wire: Wire) {
    this.#wire = wire
  }

  get heldBytes(): number {
    return this.#held.reduce((sum, held) => sum + held.heldBytes, 0)
  }

  bytes(bytes: Buffer): void {
    this.#push({ item: bytes, heldBytes: bytes.length, fallback: null, cancel: () => {} })
  }

  end(is: 'fin' | 'reset'): void {
    this.#push({ item: is, heldBytes: 0, fallback: null, cancel: () => {} })
  }

  later(bytes: Buffer, dueUs: number): void {
    if (this.#isDropped) return
    const held: Held = { item: null, heldBytes: bytes.length, fallback: bytes, cancel: () => {} }
    this.#push(held)
    held.cancel = this.#wire.timers.at(dueUs, () => {
      held.item = bytes
      this.#flush()
    })
  }

  /** What cannot be made ends the connection: what it stands for must not pass as it was. */
  promised(bytes: Promise<Buffer>, heldBytes: number): void {
    const held: Held = { item: null, heldBytes, fallback: null, cancel: () => {} }
    this.#push(held)
    bytes.then(
      (made) => {
        held.item = made
        this.#flush()
      },
      () => {
        if (!this.#isDropped) this.#wire.reset()
      },
    )
  }

  lift(): void {
    for (const held of this.#held) {
      held.cancel()
      held.item ??= held.fallback
    }
    this.#flush()
  }

  drop(): void {
    this.#isDropped = true
    for (const { cancel } of this.#held) cancel()
    this.#held = []
  }

  #push(held: Held): void {
    if (this.#isDropped) return
    this.#held.push(held)
    this.#flush()
  }

  #flush(): void {
    for (let first = this.#held[0]; !this.#isDropped && first?.item; first = this.#held[0]) {
      this.#held.shift()
      this.#pass(first.item)
    }
  }

  #pass(what: 'fin' | 'reset' | Buffer): void {
    const offset = this.#offset
    const item: Item = typeof what === 'string' ? { is: what, offset } : { is: 'bytes', bytes: what, offset }
    if (typeof what !== 'string') this.#offset += what.length
    this.#wire.pass(item)
  }
}
