/** How far each order has come on its way through a tree of services: which pieces of its work are done. */
import { type PathEdge, Pieces } from '#core/pieces.ts'

type Step = 'outside' | 'again' | 'one-more' | 'last'

export class PathProgress {
  readonly #pieces: Pieces
  /** Of orders that somebody has begun on and that are not complete. */
  readonly #open = new Map<number, { done: Set<number> }>()
  readonly #complete = new Set<number>()

  constructor(path: readonly PathEdge[]) {
    this.#pieces = new Pieces(path)
  }

  /** Orders of which some pieces are done, and not all. */
  get partlyDone(): number {
    return this.#open.size
  }

  executed(seq: number, piece: { edge: number; call: number; subscriber: number }): Step {
    const at = this.#pieces.at(piece)
    if (at === null) return 'outside'
    if (this.#complete.has(seq)) return 'again'
    const order = this.#open.get(seq) ?? { done: new Set<number>() }
    if (order.done.has(at)) return 'again'
    order.done.add(at)
    if (order.done.size < this.#pieces.count) {
      this.#open.set(seq, order)
      return 'one-more'
    }
    this.#open.delete(seq)
    this.#complete.add(seq)
    return 'last'
  }
}
