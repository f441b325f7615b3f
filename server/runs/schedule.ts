/** What comes at its time of a clock that may stand still: each once, however late, and in its order. */
import type { Cancel, Timers } from '#core/timers.ts'

export interface Entry {
  /** By the schedule's own clock, µs. */
  dueUs: number
  act: () => void
}

export class Schedule {
  readonly #timers: Timers
  #left: Entry[]
  readonly #waiting: Cancel[] = []

  constructor(timers: Timers, entries: readonly Entry[]) {
    this.#timers = timers
    this.#left = entries.toSorted((a, b) => a.dueUs - b.dueUs)
  }

  /** Lets the clock go on from `atUs`. What should have come by then, and has not, comes as soon as possible. */
  arm(atUs: number): void {
    this.disarm()
    const fromUs = this.#timers.nowUs() - atUs
    for (const entry of this.#left) {
      this.#waiting.push(this.#timers.at(fromUs + entry.dueUs, () => this.#come(entry)))
    }
  }

  disarm(): void {
    for (const cancel of this.#waiting.splice(0)) cancel()
  }

  #come(entry: Entry): void {
    this.#left = this.#left.filter((other) => other !== entry)
    entry.act()
  }
}
