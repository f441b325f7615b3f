/**
 * Another copy when the first one is slow. The first good answer counts and the other copies are cancelled; a bad one
 * counts only when no copy is out any more.
 *
 *     first  ├──────────────────────────╳ cancelled
 *     hedge        delay ├────────▶ answer
 */
import type { Outcome } from '#core/outcome.ts'
import type { HedgeSpec } from '#core/policy.ts'
import { Budget } from '#core/resilience/budget.ts'
import { HedgeDelay } from '#core/resilience/hedge-delay.ts'
import type { Cancel } from '#core/timers.ts'
import { type Around, type Ask, type Asked, outcomeAmong } from './ask.ts'

/** Hedges there may be before a share of the orders means anything. */
const RESERVE = 10

export function withHedge(next: Ask, spec: HedgeSpec, around: Around): Ask {
  const delay = new HedgeDelay(spec)
  const budget = new Budget({ ratio: spec.maxShare, reserve: RESERVE })
  return (asked) => {
    budget.payIn()
    return new Promise((resolve) => new Race({ next, spec, delay, budget, asked, ...around }, resolve).begin())
  }
}

interface RaceOptions extends Around {
  next: Ask
  spec: HedgeSpec
  delay: HedgeDelay
  budget: Budget
  asked: Asked
}

/** The copies of one order. */
class Race {
  readonly #o: RaceOptions
  readonly #resolve: (outcome: Outcome) => void
  readonly #beganUs: number
  readonly #out = new Set<AbortController>()
  readonly #outcomes: Outcome[] = []
  #hedges = 0
  #cancelNext: Cancel = () => {}
  #firstTookUs: number | null = null
  #over = false

  constructor(options: RaceOptions, resolve: (outcome: Outcome) => void) {
    this.#o = options
    this.#resolve = resolve
    this.#beganUs = options.timers.nowUs()
  }

  begin(): void {
    const { signal } = this.#o.asked
    signal.addEventListener('abort', this.#leave, { once: true })
    this.#send(false)
    if (signal.aborted) this.#leave()
    this.#armNext()
  }

  readonly #leave = (): void => {
    this.#cancelNext()
    for (const giveUp of this.#out) giveUp.abort(this.#o.asked.signal.reason)
  }

  #armNext(): void {
    const { timers, delay, spec, asked } = this.#o
    if (this.#over || asked.signal.aborted || this.#hedges >= spec.most || delay.us === Number.POSITIVE_INFINITY) return
    this.#cancelNext = timers.at(timers.nowUs() + delay.us, () => this.#hedge())
  }

  #hedge(): void {
    const { asked, budget, decided } = this.#o
    if (!budget.take()) return
    this.#hedges++
    decided(asked.order.orderId, 'hedged')
    this.#send(true)
    this.#armNext()
  }

  #send(isHedge: boolean): void {
    const { next, asked } = this.#o
    const giveUp = new AbortController()
    this.#out.add(giveUp)
    void next({ ...asked, signal: giveUp.signal }).then((outcome) => {
      this.#out.delete(giveUp)
      if (!isHedge) this.#firstTookUs ??= this.#o.timers.nowUs() - this.#beganUs
      if (this.#over) return
      this.#outcomes.push(outcome)
      if (outcome.kind === 'ok' || this.#out.size === 0) this.#end(isHedge && outcome.kind === 'ok')
    })
  }

  #end(hedgeWon: boolean): void {
    const { asked, delay, decided, timers } = this.#o
    this.#over = true
    this.#cancelNext()
    asked.signal.removeEventListener('abort', this.#leave)
    if (hedgeWon) decided(asked.order.orderId, 'hedge-won')
    delay.saw(this.#firstTookUs ?? timers.nowUs() - this.#beganUs)
    for (const giveUp of this.#out) giveUp.abort(new Error('another copy of the order was answered first'))
    this.#resolve(outcomeAmong(this.#outcomes))
  }
}
