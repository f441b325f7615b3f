/**
 * A budget: what is sent for the first time pays in a share of a token, what is sent again takes out a whole one. So the
 * extra load is bounded by the load, however bad things are: with every order failing `attempts` times over, the other
 * side still sees no more than 1 + `ratio` times what was asked for, and a few from the reserve.
 */
export interface BudgetSpec {
  /** Extra sends allowed for each first one. */
  ratio: number
  /** What there is to begin with, and the most that can be saved up. */
  reserve: number
}

/** Sums of shares come out just below a whole one. */
const ROUNDING = 1e-9

export class Budget {
  readonly #spec: BudgetSpec
  #tokens: number

  constructor(spec: BudgetSpec) {
    this.#spec = spec
    this.#tokens = spec.reserve
  }

  payIn(): void {
    const { ratio, reserve } = this.#spec
    this.#tokens = Math.min(Math.max(1, reserve), this.#tokens + ratio)
  }

  /** False where there is not enough for one more. */
  take(): boolean {
    if (this.#tokens < 1 - ROUNDING) return false
    this.#tokens -= 1
    return true
  }
}
