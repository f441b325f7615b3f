/**
 * The turns of an interleaved run: one lane at a time has the load, and the next one begins when it has come to rest,
 * or after a bound. Only one lane's work is on the machine, so that what lanes are compared by is their own.
 *
 *     active ── slice is over ──▶ resting ── at rest, or 5 s ──▶ active (next) … over
 *       ▲ │                         ▲ │
 *     resume pause                resume pause
 */
import { REST_WITHIN_S, type Slice } from '#core/slices.ts'
import type { Cancel, Timers } from '#core/timers.ts'
import { Schedule } from './schedule.ts'

const US_PER_S = 1e6
const LOOK_AGAIN_US = 100_000

type TurnState =
  | { is: 'idle' }
  /** `atS`: lane-active time at `sinceUs`. */
  | { is: 'active'; slice: Slice; atS: number; sinceUs: number }
  | { is: 'resting'; slice: Slice; untilUs: number }
  | { is: 'over'; atS: number }

/** Something to do when the lane-active time of a slice comes to `atS`. */
export interface Due {
  atS: number
  act: () => Promise<void>
}

export interface TurnsOptions {
  slices: readonly Slice[]
  timers: Timers
  begin(slice: Slice, contaminated: boolean): Promise<void>
  end(slice: Slice): Promise<void>
  /** Nothing of this lane is in flight or behind. */
  isAtRest(lane: string): Promise<boolean>
  /** What is due in this slice, its end included. */
  due(slice: Slice): Due[]
  onOver(): void
  onError(error: Error): void
}

export class Turns {
  readonly #o: TurnsOptions
  #state: TurnState = { is: 'idle' }
  #paused = false
  #next = 0
  /** Of the slice that is active; null before its first one, and while one begins. */
  #schedule: Schedule | null = null
  #waiting: Cancel[] = []

  constructor(options: TurnsOptions) {
    this.#o = options
  }

  /** Lane-active time of the lane whose turn it is or was last, µs. */
  get activeUs(): number {
    const state = this.#state
    if (state.is === 'idle') return 0
    if (state.is === 'resting') return state.slice.toS * US_PER_S
    return (state.is === 'over' ? state.atS : this.#atS(state)) * US_PER_S
  }

  /** Whose turn it is, also while paused; null between turns. */
  get turn(): Slice | null {
    return this.#state.is === 'active' ? this.#state.slice : null
  }

  start(): void {
    this.#do(() => this.#begin(false))
  }

  /** Time stands still for the lane whose turn it is. */
  pause(): void {
    if (this.#state.is === 'active') this.#state = { ...this.#state, atS: this.#atS(this.#state) }
    this.#paused = true
    this.#disarm()
  }

  resume(): void {
    if (!this.#paused) return
    this.#paused = false
    const state = this.#state
    if (state.is === 'active') {
      this.#state = { ...state, sinceUs: this.#o.timers.nowUs() }
      this.#schedule?.arm(state.atS * US_PER_S)
    } else if (state.is === 'resting') this.#do(() => this.#rest())
  }

  stop(): void {
    this.#state = { is: 'over', atS: this.activeUs / US_PER_S }
    this.#disarm()
  }

  #atS({ slice, atS, sinceUs }: TurnState & { is: 'active' }): number {
    if (this.#paused) return atS
    return Math.min(slice.toS, atS + (this.#o.timers.nowUs() - sinceUs) / US_PER_S)
  }

  async #begin(contaminated: boolean): Promise<void> {
    const slice = this.#o.slices[this.#next++]
    if (!slice) {
      this.stop()
      this.#o.onOver()
      return
    }
    this.#schedule = null
    this.#state = { is: 'active', slice, atS: slice.fromS, sinceUs: this.#o.timers.nowUs() }
    await this.#o.begin(slice, contaminated)
    if (this.#state.is !== 'active') return
    this.#state = { ...this.#state, sinceUs: this.#o.timers.nowUs() }
    this.#schedule = this.#scheduled(slice)
    if (!this.#paused) this.#schedule.arm(slice.fromS * US_PER_S)
  }

  /** What is due in this slice, and its end. */
  #scheduled(slice: Slice): Schedule {
    const due = this.#o.due(slice).filter(({ atS }) => atS >= slice.fromS && atS < slice.toS)
    const all = [...due, { atS: slice.toS, act: () => this.#end(slice) }]
    return new Schedule(
      this.#o.timers,
      all.map(({ atS, act }) => ({ dueUs: atS * US_PER_S, act: () => this.#do(act) })),
    )
  }

  async #end(slice: Slice): Promise<void> {
    this.#disarm()
    this.#state = { is: 'resting', slice, untilUs: this.#o.timers.nowUs() + REST_WITHIN_S * US_PER_S }
    await this.#o.end(slice)
    for (const { atS, act } of this.#o.due(slice)) if (atS === slice.toS) await act()
    await this.#rest()
  }

  async #rest(): Promise<void> {
    const state = this.#state
    if (state.is !== 'resting' || this.#paused) return
    const atRest = await this.#o.isAtRest(state.slice.lane)
    if (this.#state !== state || this.#paused) return
    const { timers } = this.#o
    if (atRest || timers.nowUs() >= state.untilUs) return this.#begin(!atRest)
    this.#waiting.push(timers.at(timers.nowUs() + LOOK_AGAIN_US, () => this.#do(() => this.#rest())))
  }

  #do(act: () => Promise<void>): void {
    if (this.#state.is !== 'over') act().catch((error: Error) => this.#o.onError(error))
  }

  #disarm(): void {
    this.#schedule?.disarm()
    for (const cancel of this.#waiting.splice(0)) cancel()
  }
}
