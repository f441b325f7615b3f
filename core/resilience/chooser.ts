/**
 * Which replica is asked next. Round robin: in turn. Least in flight: the one with the fewest orders out, of equals the
 * one whose turn it is. Two choices: of two drawn at random the one with fewer (Mitzenmacher, "The Power of Two Choices
 * in Randomized Load Balancing", 2001), which needs to know no more than two.
 */
import type { Balance } from '../policy.ts'
import type { Random } from '../random.ts'

export class Chooser {
  readonly #balance: Balance
  readonly #random: Random
  readonly #inFlight: number[]
  #turn = 0

  constructor(balance: Balance, replicas: number, random: Random) {
    if (replicas < 1) throw new RangeError('there must be a replica to choose')
    this.#balance = balance
    this.#random = random
    this.#inFlight = new Array<number>(replicas).fill(0)
  }

  get inFlight(): readonly number[] {
    return this.#inFlight
  }

  /** The index of the one to ask; {@link done} gives it back. */
  take(): number {
    const chosen = this.#choose()
    this.#inFlight[chosen] = this.#of(chosen) + 1
    return chosen
  }

  done(replica: number): void {
    this.#inFlight[replica] = this.#of(replica) - 1
  }

  #of(replica: number): number {
    return this.#inFlight[replica] as number
  }

  #choose(): number {
    const { length } = this.#inFlight
    switch (this.#balance) {
      case 'round-robin':
        return this.#turn++ % length
      case 'least-in-flight': {
        const first = this.#turn++ % length
        let least = first
        for (let step = 1; step < length; step++) {
          const replica = (first + step) % length
          if (this.#of(replica) < this.#of(least)) least = replica
        }
        return least
      }
      case 'two-choices': {
        const one = this.#draw(length)
        // Another one, each with the same chance.
        const other = length === 1 ? one : (one + 1 + this.#draw(length - 1)) % length
        return this.#of(other) < this.#of(one) ? other : one
      }
    }
  }

  #draw(below: number): number {
    return Math.floor(this.#random.next() * below)
  }
}
