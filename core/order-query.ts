/** Which orders? By lane, by what the caller was told, by what became of the work; a page at a time. */
import type { CallNode } from './call-tree.ts'
import { type Fate, fateOf } from './fate.ts'
import { type Issue, listed, notOneOf, show } from './issue.ts'
import { type Work, works } from './ledger.ts'
import { type Life, lifeOf, type Step } from './life.ts'
import { nearest } from './nearest.ts'
import { type Verdict, verdicts } from './outcome.ts'
import type { Trail } from './trail.ts'

export interface OrderQuery {
  /** Any of these; null for all. */
  lanes: string[] | null
  verdicts: Verdict[] | null
  works: Work[] | null
  /** Only those that were done more than once by the same hand. */
  duplicated: boolean
  /** Whether a service with a database has committed them; null for all. */
  committed: boolean | null
  limit: number
  /** The last one of the page before. */
  after: { lane: string; seq: number } | null
}

/** One order in a list: enough to choose by. */
export interface OrderLine extends Omit<Life, 'steps' | 'tree'> {
  /** From when it was meant to be sent, µs; null where it has not happened. */
  toldUs: number | null
  doneUs: number | null
}

export interface OrderPage {
  orders: OrderLine[]
  /** All that match, on this page or not. */
  matched: number
  /** Executions beyond the first, of all that match. */
  duplicates: number
  /** `lane.seq` to ask on after; null on the last page. */
  next: string | null
  /** By lane, the order from which on there was no room; empty where all are held. */
  endsAt: Record<string, number>
}

/** By lane, in the order of the experiment. */
export type Trails = ReadonlyMap<string, Trail>

const parameters = ['lane', 'verdict', 'work', 'duplicated', 'committed', 'limit', 'after'] as const
const DEFAULT_LIMIT = 50
const MAX_LIMIT = 1000
const ORDER_REF = /^(?<lane>[^.]+)\.(?<seq>\d{1,9})$/

export function parseOrderQuery(
  given: Iterable<readonly [string, string]>,
  lanes: readonly string[],
): { ok: true; query: OrderQuery } | { ok: false; issues: Issue[] } {
  const issues: Issue[] = []
  const query: OrderQuery = {
    lanes: null,
    verdicts: null,
    works: null,
    duplicated: false,
    committed: null,
    limit: DEFAULT_LIMIT,
    after: null,
  }
  const some = <T extends string>(path: string, text: string, noun: string, known: readonly T[]): T[] =>
    text.split(',').filter((word): word is T => {
      const isKnown = (known as readonly string[]).includes(word)
      if (!isKnown) issues.push({ path, message: oneOf(word, noun, known) })
      return isKnown
    })
  for (const [name, text] of given) {
    switch (name as (typeof parameters)[number]) {
      case 'lane':
        query.lanes = some(name, text, 'a lane of this run', lanes)
        break
      case 'verdict':
        query.verdicts = some(name, text, 'a verdict', verdicts)
        break
      case 'work':
        query.works = some(name, text, 'a state of the work', works)
        break
      case 'duplicated':
      case 'committed':
        if (text !== 'true' && text !== 'false')
          issues.push({ path: name, message: oneOf(text, 'a yes or no', ['true', 'false']) })
        query[name as 'duplicated' | 'committed'] = text === 'true'
        break
      case 'limit':
        query.limit = Number(text)
        if (!/^\d+$/.test(text) || query.limit < 1 || query.limit > MAX_LIMIT)
          issues.push({ path: name, message: `${show(text)} is not a whole number from 1 to ${MAX_LIMIT}` })
        break
      case 'after': {
        query.after = parseOrderRef(text)
        if (!query.after)
          issues.push({ path: name, message: `${show(text)} is not an order; write lane.number, as in 'next'` })
        else if (!lanes.includes(query.after.lane))
          issues.push({ path: name, message: oneOf(query.after.lane, 'a lane of this run', lanes) })
        break
      }
      default:
        issues.push({ path: name, message: oneOf(name, 'a parameter', parameters) })
    }
  }
  return issues.length > 0 ? { ok: false, issues } : { ok: true, query }
}

/** `lane.seq`; null for anything else. */
export function parseOrderRef(text: string): { lane: string; seq: number } | null {
  const { lane, seq } = ORDER_REF.exec(text)?.groups ?? {}
  return lane === undefined ? null : { lane, seq: Number(seq) }
}

/** What was meant, and all that it may be. */
function oneOf(value: string, noun: string, known: readonly string[]): string {
  const said = notOneOf(value, noun, known)
  return nearest(value, known) === null ? said : `${said} It may be ${listed(known)}`
}

export function findOrders(trails: Trails, query: OrderQuery): OrderPage {
  const page: OrderPage = { orders: [], matched: 0, duplicates: 0, next: null, endsAt: {} }
  let past = query.after === null
  for (const [lane, trail] of trails) {
    if (trail.endsAt !== null) page.endsAt[lane] = trail.endsAt
    const afterSeq = query.after?.lane === lane ? query.after.seq : null
    if (query.lanes?.includes(lane) ?? true) {
      for (let seq = 0; seq < trail.orders; seq++) {
        if (!trail.has(seq)) continue
        const fate = fateOf(trail.recordsOf(seq), trail)
        if (!matches(fate, query)) continue
        page.matched++
        page.duplicates += fate.duplicates
        if (!past && (afterSeq === null || seq <= afterSeq)) continue
        if (page.orders.length < query.limit) page.orders.push(lineOf(lifeOf(trail, lane, seq) as Life))
        else page.next ??= refOf(page.orders.at(-1))
      }
    }
    past ||= afterSeq !== null
  }
  return page
}

function matches(fate: Fate, { verdicts: told, works: done, duplicated, committed }: OrderQuery): boolean {
  if (committed !== null && fate.committed !== committed) return false
  if (told && !told.includes(fate.verdict)) return false
  if (done && !done.includes(fate.work)) return false
  return !duplicated || fate.duplicates > 0
}

function refOf(line: OrderLine | undefined): string | null {
  return line ? `${line.lane}.${line.seq}` : null
}

function lineOf({ steps, tree, ...life }: Life): OrderLine {
  const toldUs = steps.find(({ what }) => what === 'verdict')?.atUs ?? null
  const doneUs = tree ? completedInTreeUs(tree) : completedUs(steps)
  return { ...life, toldUs, doneUs: life.work === 'completed' ? doneUs : null }
}

/** When the last piece of work had been done once. */
function completedInTreeUs(tree: CallNode): number | null {
  const firstBy = new Map<string, number>()
  const walk = ({ edge, call, attempts, others }: CallNode) => {
    for (const { end, endedUs, subscriber, calls } of [
      ...attempts.flatMap(({ executions }) => executions),
      ...others,
    ]) {
      const piece = `${edge}/${call}/${subscriber}`
      if (end === 'executed' && endedUs !== null)
        firstBy.set(piece, Math.min(firstBy.get(piece) ?? Number.POSITIVE_INFINITY, endedUs))
      calls.forEach(walk)
    }
  }
  walk(tree)
  return firstBy.size === 0 ? null : Math.max(...firstBy.values())
}

/** When the last of those who had to do it had done it once. */
function completedUs(steps: readonly Step[]): number | null {
  const firstBy = new Map<number, number>()
  for (const { what, atUs, subscriber = 0 } of steps)
    if (what === 'executed' && !firstBy.has(subscriber)) firstBy.set(subscriber, atUs)
  return firstBy.size === 0 ? null : Math.max(...firstBy.values())
}
