/** A number that goes up and down at moments that are known, and the exact area under it. */
import type { GaugeTick } from '#core/gauges.ts'

export class Gauge {
  #fromUs = 0
  #level = 0
  #peak = 0
  /** What is to be taken off the rectangle under the last level, order·µs. */
  #excess = 0

  /** Time counts from here. */
  begin(atUs: number): void {
    this.#fromUs = atUs
  }

  /** A change that is told late, of before the last cut, is still worth its whole area: it is added to this one. */
  add(by: number, tUs: number): void {
    this.#level += by
    this.#peak = Math.max(this.#peak, this.#level)
    this.#excess += by * (tUs - this.#fromUs)
  }

  /** What there was since the last cut; null where that was nothing at all. */
  cut(untilUs: number): GaugeTick | null {
    const areaUs = Math.round(this.#level * (untilUs - this.#fromUs) - this.#excess)
    const tick: GaugeTick = { last: this.#level, peak: this.#peak, areaUs }
    this.#fromUs = untilUs
    this.#excess = 0
    this.#peak = this.#level
    return tick.peak === 0 && tick.areaUs === 0 ? null : tick
  }
}
