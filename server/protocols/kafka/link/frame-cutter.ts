/**
 * Kafka's frames in a stream of bytes, without holding what nobody looks into: the head of a frame decides whether the
 * rest is passed on as it comes, or kept until it is whole.
 */
const SIZE_BYTES = 4
/** Kafka's own `socket.request.max.bytes` is 100 MiB, and a response may hold a little more. What says more is no Kafka. */
const LARGEST_BYTES = 128 * 1024 * 1024

/** With the size in front; `whole` where the frame was kept for it. */
export interface Cut {
  bytes: Buffer
  whole: boolean
}

/** Looks at a frame's size and its first bytes. */
export type Decide = (head: Buffer) => 'pass' | 'keep'

type State =
  | { is: 'head' }
  | { is: 'pass'; leftBytes: number }
  | { is: 'keep'; leftBytes: number }
  /** This is no Kafka, or no longer: everything is passed. */
  | { is: 'raw' }

export class FrameCutter {
  readonly #headBytes: number
  readonly #decide: Decide
  #state: State = { is: 'head' }
  #kept: Buffer[] = []
  #keptBytes = 0

  /** @param headBytes behind the size, that `decide` wants to see; a frame may be shorter */
  constructor(headBytes: number, decide: Decide) {
    this.#headBytes = headBytes
    this.#decide = decide
  }

  get heldBytes(): number {
    return this.#keptBytes
  }

  *push(chunk: Buffer): Generator<Cut> {
    let rest = chunk
    while (rest.length > 0) {
      const state = this.#state
      if (state.is === 'raw') {
        yield { bytes: rest, whole: false }
        return
      }
      const wantedBytes = state.is === 'head' ? this.#headWanted(rest) : state.leftBytes
      const taken = rest.subarray(0, wantedBytes)
      rest = rest.subarray(taken.length)
      yield* this.#take(state, taken)
    }
  }

  /** Nothing comes any more: what was kept, as it is. */
  *end(): Generator<Cut> {
    this.#state = { is: 'raw' }
    if (this.#keptBytes > 0) yield { bytes: this.#join(), whole: false }
  }

  *#take(state: Exclude<State, { is: 'raw' }>, taken: Buffer): Generator<Cut> {
    switch (state.is) {
      case 'head': {
        this.#keep(taken)
        if (this.#keptBytes >= SIZE_BYTES) yield* this.#headComplete()
        return
      }
      case 'pass':
        this.#state =
          state.leftBytes > taken.length ? { is: 'pass', leftBytes: state.leftBytes - taken.length } : { is: 'head' }
        yield { bytes: taken, whole: false }
        return
      case 'keep': {
        this.#keep(taken)
        const leftBytes = state.leftBytes - taken.length
        this.#state = leftBytes > 0 ? { is: 'keep', leftBytes } : { is: 'head' }
        if (leftBytes === 0) yield { bytes: this.#join(), whole: true }
      }
    }
  }

  *#headComplete(): Generator<Cut> {
    const head = this.#join()
    const size = head.readInt32BE(0)
    if (size < 0 || size > LARGEST_BYTES) {
      this.#state = { is: 'raw' }
      yield { bytes: head, whole: false }
      return
    }
    if (head.length < SIZE_BYTES + Math.min(size, this.#headBytes)) {
      this.#keep(head)
      return
    }
    const leftBytes = SIZE_BYTES + size - head.length
    if (this.#decide(head) === 'pass') {
      this.#state = leftBytes > 0 ? { is: 'pass', leftBytes } : { is: 'head' }
      yield { bytes: head, whole: false }
    } else if (leftBytes === 0) yield { bytes: head, whole: true }
    else {
      this.#keep(head)
      this.#state = { is: 'keep', leftBytes }
    }
  }

  /** First the size, then as much of the frame as is looked at. */
  #headWanted(rest: Buffer): number {
    const hasSize = this.#keptBytes >= SIZE_BYTES
    const size = hasSize ? (this.#kept[0] as Buffer).readInt32BE(0) : 0
    return Math.min(rest.length, SIZE_BYTES + (hasSize ? Math.min(size, this.#headBytes) : 0) - this.#keptBytes)
  }

  #keep(bytes: Buffer): void {
    this.#kept.push(bytes)
    this.#keptBytes += bytes.length
  }

  #join(): Buffer {
    const [only] = this.#kept
    const whole = this.#kept.length === 1 && only ? only : Buffer.concat(this.#kept)
    this.#kept = []
    this.#keptBytes = 0
    return whole
  }
}
