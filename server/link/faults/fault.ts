/**
 * What a link fault is made of. One fault is one file that exports a function from its settings to a
 * {@link LinkFault}, and one line in `registry.ts`. A fault has only the powers it needs: each is an interface here.
 *
 *                 set first                 set last
 *   source ──► [ stage of fault a ] ──► [ stage of fault b ] ──► sink       one such row per connection and direction
 */
import type { Fault } from '#core/experiment.ts'
import type { faults, LinkFaultType } from '#core/faults.ts'
import type { ValuesOf } from '#core/fields.ts'
import { uniform } from '#core/random.ts'
import type { Timers } from '#core/timers.ts'

/** One of the two ways of a connection: upstream is from caller to service. */
export type Stream = Exclude<Fault['stream'], 'both'>

/** What travels in one direction of one connection, in order. `offset` counts the bytes that went before. */
export type Item =
  | { is: 'bytes'; bytes: Buffer; offset: number }
  /** The sender has closed its half (FIN). */
  | { is: 'fin'; offset: number }
  /** The sender has gone away (RST), or could not be reached at all. */
  | { is: 'reset'; offset: number }

/** What a stage may do: to what comes behind it, and to its connection. */
export interface Wire {
  /** Ordinal of the connection on its link, from 0. */
  readonly connection: number
  readonly timers: Timers
  /** Hand on, to the next stage or the socket. */
  pass(item: Item): void
  /** RST to both ends, now; everything held is dropped. */
  reset(): void
  /** FIN to both ends, now; everything held is dropped. */
  close(): void
}

/** One fault at work in one direction of one connection. */
export interface Stage {
  /** Counted towards the back-pressure of the direction. */
  readonly heldBytes: number
  take(item: Item): void
  /** The fault is lifted: pass on what is held, in order, before returning. Nothing is taken afterwards. */
  lift(): void
  /** The connection is gone: cancel every timer. Nothing is taken or passed afterwards. */
  drop(): void
}

/** The power to act on what travels, in the fault's stream of every connection, old and new. */
export interface ActsOnStream {
  /** Null where it leaves this connection alone. */
  stage(wire: Wire): Stage | null
}

/** What a new connection gets instead of a way to the upstream: RST, FIN, or these bytes and then FIN. */
export type Greeting = { is: 'reset' } | { is: 'close' } | { is: 'bytes'; bytes: Buffer }

/** The power to end a connection as it comes in. */
export interface ActsAtAccept {
  /** Null where it leaves this connection alone. @param connection ordinal on its link, from 0 */
  greet(connection: number): Greeting | null
}

/** The power to close the link's port, and with it every connection, for as long as the fault is set. */
export interface ShutsListener {
  readonly shutsListener: boolean
}

/** A fault that was set on a link. What stages share across connections lives in it. */
export type LinkFault = Partial<ActsOnStream> & Partial<ActsAtAccept> & Partial<ShutsListener>

/** What a fault is given. `decide` and `draw` are seeded: the same parts always answer the same. */
export interface FaultSettings<T extends LinkFaultType = LinkFaultType> {
  attributes: ValuesOf<(typeof faults)[T]['attributes']>
  chance: Chance
  /** The way it acts; of a fault that acts both ways there are two. */
  direction: Stream
}

export type MakeLinkFault<T extends LinkFaultType> = (settings: FaultSettings<T>) => LinkFault

/** The random choices of one fault, stateless: hash(seed, fault, what is decided about). */
export class Chance {
  readonly #seed: number
  readonly #faultId: string
  readonly #toxicity: number

  constructor(seed: number, faultId: string, toxicity: number) {
    this.#seed = seed
    this.#faultId = faultId
    this.#toxicity = toxicity
  }

  /**
   * Whether the fault hits, with the probability of its toxicity: 0 never, 1 always.
   * @param about connection ordinal and byte offset, or nothing where there is one decision for the whole fault
   */
  hits(...about: number[]): boolean {
    return uniform(this.#seed, this.#faultId, ...about) < this.#toxicity
  }

  /** A number in [0, 1) that does not depend on {@link hits}. */
  draw(purpose: string, ...about: number[]): number {
    return uniform(this.#seed, this.#faultId, purpose, ...about)
  }
}
