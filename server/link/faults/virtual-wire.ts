/** A wire under a virtual clock, for the tests of stages: time moves only when the test says so. */

import { faults, type LinkFaultType } from '#core/faults.ts'
import { defaultsOf } from '#core/fields.ts'
import type { Cancel, Timers } from '#core/timers.ts'
import { Chance, type FaultSettings, type Item, type Wire } from './fault.ts'

export class VirtualWire implements Wire {
  readonly connection: number
  readonly passed: { item: Item; atUs: number }[] = []
  /** What was done to the connection, in order. */
  readonly ends: ('reset' | 'close')[] = []
  #nowUs = 0
  #armed: { dueUs: number; callback: () => void }[] = []

  constructor(connection = 0) {
    this.connection = connection
  }

  readonly timers: Timers = {
    nowUs: () => this.#nowUs,
    at: (dueUs: number, callback: () => void): Cancel => {
      const timer = { dueUs, callback }
      this.#armed.push(timer)
      return () => {
        this.#armed = this.#armed.filter((armed) => armed !== timer)
      }
    },
  }

  /** Timers that wait. */
  get armed(): number {
    return this.#armed.length
  }

  pass(item: Item): void {
    this.passed.push({ item, atUs: this.#nowUs })
  }

  reset(): void {
    this.ends.push('reset')
  }

  close(): void {
    this.ends.push('close')
  }

  /** Let `us` go by, with every timer that falls due on the way, at its own time. */
  advance(us: number): void {
    const untilUs = this.#nowUs + us
    for (;;) {
      const next = this.#armed.filter(({ dueUs }) => dueUs <= untilUs).sort((a, b) => a.dueUs - b.dueUs)[0]
      if (!next) break
      this.#armed = this.#armed.filter((armed) => armed !== next)
      this.#nowUs = Math.max(this.#nowUs, next.dueUs)
      next.callback()
    }
    this.#nowUs = untilUs
  }
}

/** What a fault is made of where nothing else is said: every attribute's default, always hit, downstream. */
export function settings<T extends LinkFaultType>(
  type: T,
  attributes: Partial<FaultSettings<T>['attributes']> = {},
): FaultSettings<T> {
  const defaults = defaultsOf(faults[type].attributes) as FaultSettings<T>['attributes']
  return { attributes: { ...defaults, ...attributes }, chance: new Chance(1, type, 1), direction: 'downstream' }
}

export function bytesAt(offset: number, length = 1): Item {
  return { is: 'bytes', bytes: Buffer.alloc(length, 'x'), offset }
}
