/** What became of one order, from its own records alone: the cell of the ledger in which it stands, and how often it was done. */

import type { Work } from './ledger.ts'
import { type OutcomeKind, type Verdict, verdictOf } from './outcome.ts'
import { Pieces } from './pieces.ts'
import { decisions } from './policy.ts'
import type { Trail, TrailRecord } from './trail.ts'

export interface Fate {
  verdict: Verdict
  /** Of the verdict; null while it is pending. */
  outcome: OutcomeKind | null
  work: Work
  /** By all subscribers together. */
  executions: number
  /** Of them, those beyond the first of each subscriber. */
  duplicates: number
  /** Its service has it in its database. */
  committed: boolean
}

const EXPIRED = decisions.indexOf('expired')

/** Its service did not begin it, since nobody waited any more. */
export function isExpiry({ kind, n }: TrailRecord): boolean {
  return kind === 'policy' && n === EXPIRED
}

export function fateOf(
  records: readonly TrailRecord[],
  { subscribers, path }: Pick<Trail, 'subscribers' | 'path'>,
): Fate {
  let outcome: OutcomeKind | null = null
  let executions = 0
  const pieces = path && new Pieces(path)
  const done = new Set<number>()
  let [deadLettered, expired, lost, committed] = [false, false, false, false]
  for (const record of records) {
    const edge = record.hop?.edge ?? 0
    // The caller's first verdict holds.
    if (record.kind === 'verdict') {
      if (edge === 0) outcome ??= record.outcome
    } else if (record.kind === 'executed') {
      executions++
      const { subscriber, hop } = record
      done.add(pieces?.at({ edge, call: hop?.call ?? 0, subscriber }) ?? (subscribers > 1 ? subscriber : 0))
    } else if (record.kind === 'dead-lettered') deadLettered = true
    else if (record.kind === 'lost') lost = true
    else if (isExpiry(record)) expired = true
    else if (record.kind === 'committed') committed = true
  }
  const verdict = outcome === null ? 'pending' : verdictOf(outcome)
  const isDone = done.size >= (pieces?.count ?? subscribers)
  return { verdict, outcome, executions, duplicates: executions - done.size, committed, work: workOf() }

  /** What was done outweighs what was said of it. */
  function workOf(): Work {
    if (isDone) return 'completed'
    if (deadLettered) return 'dead-lettered'
    if (verdict === 'refused' || expired) return 'discarded'
    return lost ? 'lost' : 'backlog'
  }
}

/** The lane has come to rest: what is open is lost, and its trail says so. As {@link Ledger.settleLost}. */
export function settleTrail(trail: Trail, atUs: number): void {
  const record = { kind: 'lost' as const, tUs: atUs, intendedUs: 0, outcome: 'ok' as const, n: 0, subscriber: 0 }
  const open: number[] = []
  for (let seq = 0; seq < trail.orders; seq++)
    if (trail.has(seq) && fateOf(trail.recordsOf(seq), trail).work === 'backlog') open.push(seq)
  for (const seq of open) trail.add({ ...record, seq })
}
