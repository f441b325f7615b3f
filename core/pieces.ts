/** Of what pieces the work of an order consists, where services call services. */
import type { ProtocolId } from './protocols.ts'

/** What is to be known of an edge to tell what becomes of an order on it. Plain data: it crosses threads and is kept. */
export interface PathEdge {
  id: string
  service: string
  protocol: ProtocolId
  parent: number | null
  /** Calls of it that one order makes. */
  perOrder: number
  /** How many must have done the work of each. */
  subscribers: number
  /** The work is done by consumers, out of a broker's hand. */
  consumed: boolean
}

/** The pieces of work that make an order complete, numbered: every call of every edge, by every subscriber. */
export class Pieces {
  readonly count: number
  readonly #path: readonly PathEdge[]
  readonly #first: number[] = []

  constructor(path: readonly PathEdge[]) {
    this.#path = path
    let count = 0
    for (const { perOrder, subscribers } of path) {
      this.#first.push(count)
      count += perOrder * subscribers
    }
    this.count = count
  }

  /** Null for what is no piece of it. */
  at({ edge, call, subscriber }: { edge: number; call: number; subscriber: number }): number | null {
    const of = this.#path[edge]
    if (!of || call >= of.perOrder || subscriber >= of.subscribers) return null
    return (this.#first[edge] as number) + call * of.subscribers + subscriber
  }
}
