/**
 * What a consumer does with a message, as a list of steps, and whether it dies of it: decided by the options and by
 * chance from the seed alone, so that the same run crashes at the same orders again.
 *
 *     after    work ─ × ─ acknowledge ─ ×            × = where a crash may be asked for: before or after
 *     before   × ─ acknowledge ─ × ─ work                the acknowledgement
 *     never    work ─ ×
 */

import type { ValuesOf } from '#core/fields.ts'
import type { consumerOptions } from '#core/protocols/shared.ts'
import { uniform } from '#core/random.ts'

export type ConsumerOptions = ValuesOf<typeof consumerOptions>

export type Step = 'work' | 'acknowledge' | 'crash'

const order: Record<ConsumerOptions['acknowledge'], readonly Step[]> = {
  after: ['work', 'acknowledge'],
  before: ['acknowledge', 'work'],
  // There is no "after the acknowledgement" here: only a crash before it can happen.
  never: ['work'],
}

/** The steps of one delivery. Nothing follows a crash. */
export function stepsOf({ acknowledge, crash }: Pick<ConsumerOptions, 'acknowledge' | 'crash'>, dies: boolean): Step[] {
  const steps = [...order[acknowledge]]
  if (!dies || crash === 'never') return steps
  const at = steps.indexOf('acknowledge')
  if (at < 0) return crash === 'before-ack' ? [...steps, 'crash'] : steps
  return [...steps.slice(0, crash === 'before-ack' ? at : at + 1), 'crash']
}

export interface Delivery {
  seed: number
  lane: string
  /** Null where it is no order of a lane: nobody dies of it. */
  seq: number | null
  /** How many times it has been handed out, this time included. */
  delivery: number
  /** How many times a consumer has died of it. */
  deaths: number
}

/** `crashAt` kills once; `crashRate` draws anew for each delivery. */
export function diesOf(
  { crash, crashAt, crashRate }: Pick<ConsumerOptions, 'crash' | 'crashAt' | 'crashRate'>,
  { seed, lane, seq, delivery, deaths }: Delivery,
): boolean {
  if (crash === 'never' || seq === null) return false
  if (seq === crashAt && deaths === 0) return true
  // Where the broker cannot count, a delivery that killed must not decide the next one, too.
  return uniform(seed, 'crash', lane, seq, Math.max(delivery, deaths + 1)) < crashRate
}
