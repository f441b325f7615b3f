/**
 * Who may run now. Each run has a cost, the lab a budget; what does not fit waits in a line, first come, first served:
 * nobody overtakes, so that nobody starves.
 *
 *     request ──▶ fits, and nobody waits? ──▶ admitted ──▶ released
 *                        │ no                     ▲
 *                        ▼                        │ room
 *                      waiting (position 1 …) ────┘      line full ──▶ refused
 */

export interface Room {
  /** Costs of all that are on add up to at most this; what alone is over it runs alone. */
  budget: number
  atOnce: number
  waiting: number
}

export interface Ask {
  cost: number
  /** Nobody else may be on: what it measures is compared. */
  alone: boolean
  /** There is room now, or there is none yet and it is the `position`-th in line, from 1. */
  onTurn: () => void
  onPosition: (position: number) => void
  /** How many others are on, whenever that changes while it is. */
  onCompany: (others: number) => void
}

export interface Ticket {
  /** It is over, or it does not want to wait any longer. Idempotent. */
  release(): void
}

export class Admission {
  readonly #room: Room
  readonly #on = new Set<Ask>()
  #line: Ask[] = []

  constructor(room: Room) {
    this.#room = room
  }

  get waiting(): number {
    return this.#line.length
  }

  /** Null where it would have to wait and the line is full. */
  request(ask: Ask): Ticket | null {
    const waits = this.#line.length > 0 || !this.#fits(ask)
    if (waits && this.#line.length >= this.#room.waiting) return null
    this.#line.push(ask)
    if (waits) ask.onPosition(this.#line.length)
    else this.#admit()
    return { release: () => this.#release(ask) }
  }

  #release(ask: Ask): void {
    if (this.#on.delete(ask)) this.#tellCompany()
    const before = this.#line
    this.#line = before.filter((other) => other !== ask)
    this.#admit()
    this.#line.forEach((other, index) => {
      if (before.indexOf(other) !== index) other.onPosition(index + 1)
    })
  }

  #admit(): void {
    for (let next = this.#line[0]; next && this.#fits(next); next = this.#line[0]) {
      this.#line.shift()
      this.#on.add(next)
      next.onTurn()
      this.#tellCompany()
    }
  }

  #fits({ cost, alone }: Ask): boolean {
    if (this.#on.size === 0) return true
    if (alone || [...this.#on].some((other) => other.alone) || this.#on.size >= this.#room.atOnce) return false
    const spent = [...this.#on].reduce((sum, other) => sum + other.cost, 0)
    return spent + cost <= this.#room.budget
  }

  #tellCompany(): void {
    for (const ask of this.#on) ask.onCompany(this.#on.size - 1)
  }
}
