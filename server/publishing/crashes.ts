/** Where and when the process dies. It belongs to the lab and not to the process, so a restart does not forget it. */
import { parseOrderId } from '#core/order.ts'
import type { Crashing, CrashPoint } from '#core/publishing.ts'
import { uniform } from '#core/random.ts'

export class Crashes {
  readonly #spec: Crashing
  readonly #seed: number
  readonly #lane: string
  /** How often an order has come to the point: a row that is published again after a restart is decided on anew. */
  readonly #passes = new Map<string, number>()
  #lifted = false

  constructor(spec: Crashing, { seed, lane }: { seed: number; lane: string }) {
    this.#spec = spec
    this.#seed = seed
    this.#lane = lane
  }

  /** Whether the process dies at `point` with this order in hand. */
  strikes(point: CrashPoint, orderId: string): boolean {
    const { crash, crashAt, crashRate } = this.#spec
    if (point !== crash) return false
    const seq = parseOrderId(orderId)?.seq ?? 0
    const pass = this.#passes.get(orderId) ?? 0
    this.#passes.set(orderId, pass + 1)
    if (seq === crashAt && pass === 0) return true
    return !this.#lifted && uniform(this.#seed, 'publisher', point, this.#lane, seq, pass) < crashRate
  }

  /** The load is over: no more crashes by chance, so that what is under way can come to rest. */
  lift(): void {
    this.#lifted = true
  }
}
