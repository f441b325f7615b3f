/** Time under a test's hand: it passes only when told to, and timers fire in the order in which they are due. */
import type { Cancel, Timers } from './timers.ts'

export class VirtualTimers implements Timers {
  #nowUs = 0
  #due: { tUs: number; callback: () => void }[] = []

  nowUs(): number {
    return this.#nowUs
  }

  at(tUs: number, callback: () => void): Cancel {
    const entry = { tUs: Math.max(tUs, this.#nowUs), callback }
    this.#due.push(entry)
    return () => {
      this.#due = this.#due.filter((other) => other !== entry)
    }
  }

  /** Let time pass up to `tUs`; between two timers, what they set off gets its turn. */
  async advanceTo(tUs: number): Promise<void> {
    for (;;) {
      const next = this.#due.filter((entry) => entry.tUs <= tUs).sort((a, b) => a.tUs - b.tUs)[0]
      if (!next) break
      this.#due = this.#due.filter((other) => other !== next)
      this.#nowUs = next.tUs
      next.callback()
      await settle()
    }
    this.#nowUs = tUs
    await settle()
  }
}

/** Enough turns for a chain of promises to come to rest. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve()
}
