/**
 * A circuit breaker, as a state machine that is told the time.
 *
 *     closed ── enough failures ──▶ open ── breakMs ──▶ half-open ── probes succeed ──▶ closed
 *                                    ▲                     │
 *                                    └──── a probe fails ──┘
 */
import type { OutcomeKind } from '../outcome.ts'
import type { BreakerSpec, BreakerState } from '../policy.ts'

const US_PER_MS = 1000
/** The window slides in so many steps. */
const SLOTS = 10

type State =
  | { is: 'closed'; failuresInARow: number; window: Window | null }
  | { is: 'open'; untilUs: number }
  | { is: 'half-open'; underWay: number; succeeded: number }

/** What a call says of the other side: it works, it does not, or nothing (a bad order, a caller who left). */
export type Evidence = 'works' | 'fails' | 'nothing'

const evidenceByKind: Record<OutcomeKind, Evidence> = {
  ok: 'works',
  rejected: 'works',
  invalid: 'works',
  timeout: 'fails',
  reset: 'fails',
  unreachable: 'fails',
  overloaded: 'fails',
  error: 'fails',
  abandoned: 'nothing',
  cancelled: 'nothing',
  withheld: 'nothing',
}

export function evidenceOf(kind: OutcomeKind): Evidence {
  return evidenceByKind[kind]
}

/** Of one call that was let through: in which of the breaker's lives. */
export interface Pass {
  life: number
}

export class Breaker {
  readonly #spec: BreakerSpec
  readonly #onChange: (to: BreakerState) => void
  #state: State
  /** Counts up with every change: what was let through before it proves nothing afterwards. */
  #life = 0

  constructor(spec: BreakerSpec, onChange: (to: BreakerState) => void = () => {}) {
    this.#spec = spec
    this.#onChange = onChange
    this.#state = this.#closed()
  }

  get state(): BreakerState {
    return this.#state.is
  }

  /** @returns null where the call is refused */
  admit(nowUs: number): Pass | null {
    if (this.#state.is === 'open' && nowUs >= this.#state.untilUs) {
      this.#become({ is: 'half-open', underWay: 0, succeeded: 0 })
    }
    const state = this.#state
    switch (state.is) {
      case 'closed':
        return { life: this.#life }
      case 'open':
        return null
      case 'half-open':
        if (state.underWay + state.succeeded >= this.#spec.probes) return null
        state.underWay++
        return { life: this.#life }
    }
  }

  ended(pass: Pass, evidence: Evidence, nowUs: number): void {
    if (pass.life !== this.#life) return
    const state = this.#state
    if (state.is === 'half-open') {
      state.underWay--
      if (evidence === 'fails') this.#open(nowUs)
      else if (evidence === 'works' && ++state.succeeded >= this.#spec.probes) this.#become(this.#closed())
    } else if (state.is === 'closed' && evidence !== 'nothing') {
      const failed = evidence === 'fails'
      state.failuresInARow = failed ? state.failuresInARow + 1 : 0
      state.window?.add(failed, nowUs)
      if (failed && this.#isEnough(state, nowUs)) this.#open(nowUs)
    }
  }

  #isEnough({ failuresInARow, window }: State & { is: 'closed' }, nowUs: number): boolean {
    const spec = this.#spec
    if ('consecutive' in spec) return failuresInARow >= spec.consecutive
    const { calls, failures } = window?.counts(nowUs) ?? { calls: 0, failures: 0 }
    return calls >= spec.minimum && failures >= spec.ratio * calls
  }

  #closed(): State {
    const window = 'ratio' in this.#spec ? new Window(this.#spec.windowMs * US_PER_MS) : null
    return { is: 'closed', failuresInARow: 0, window }
  }

  #open(nowUs: number): void {
    this.#become({ is: 'open', untilUs: nowUs + this.#spec.breakMs * US_PER_MS })
  }

  #become(state: State): void {
    this.#state = state
    this.#life++
    this.#onChange(state.is)
  }
}

interface Slot {
  at: number
  calls: number
  failures: number
}

/** Calls and failures of the last while. */
class Window {
  readonly #slotUs: number
  readonly #slots: Slot[] = Array.from({ length: SLOTS }, () => ({ at: -1, calls: 0, failures: 0 }))

  constructor(lengthUs: number) {
    this.#slotUs = lengthUs / SLOTS
  }

  add(failed: boolean, nowUs: number): void {
    const at = Math.floor(nowUs / this.#slotUs)
    const slot = this.#slots[at % SLOTS] as Slot
    if (slot.at !== at) Object.assign(slot, { at, calls: 0, failures: 0 })
    slot.calls++
    if (failed) slot.failures++
  }

  counts(nowUs: number): { calls: number; failures: number } {
    const oldest = Math.floor(nowUs / this.#slotUs) - SLOTS + 1
    const live = this.#slots.filter(({ at }) => at >= oldest)
    return {
      calls: live.reduce((sum, { calls }) => sum + calls, 0),
      failures: live.reduce((sum, { failures }) => sum + failures, 0),
    }
  }
}
