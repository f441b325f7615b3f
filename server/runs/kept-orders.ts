/** Which orders' bytes outlive a run: some behind every number of the ledger, so that each of them can be looked into. */
import { type Fate, fateOf } from '#core/fate.ts'
import type { Trail } from '#core/trail.ts'

/** Of each cell of the ledger, and of each number that it has besides. */
export const KEPT_ORDERS = 5

/** The cell in which an order stands, and what the cells do not say; as the ledger counts it. */
function numbersWith({ verdict, work, committed, duplicates }: Fate): string[] {
  const numbers = [`${verdict} ${work}`]
  if (duplicates > 0) numbers.push('duplicated')
  // Where nobody commits all that is done is one of them: the same orders as of those cells.
  if (work === 'completed' && verdict !== 'pending' && !committed) numbers.push('ghosts')
  if (committed && (work === 'lost' || work === 'discarded')) numbers.push('committedButLost')
  return numbers
}

/** By turns, the first of each number, then the second of each: where there is no room for all, none has to go without. */
export function keptOrders(trail: Trail, most = KEPT_ORDERS): number[] {
  const firstOf = new Map<string, number[]>()
  for (let seq = 0; seq < trail.orders; seq++) {
    if (!trail.has(seq)) continue
    for (const number of numbersWith(fateOf(trail.recordsOf(seq), trail))) {
      const first = firstOf.get(number)
      if (!first) firstOf.set(number, [seq])
      else if (first.length < most) first.push(seq)
    }
  }
  const turns = Array.from({ length: most }, (_, turn) => [...firstOf.values()].flatMap((first) => first[turn] ?? []))
  return [...new Set(turns.flat())]
}
