/**
 * Why an order ended where it did. Derived from its own records and from nothing else: where they do not say, the
 * general word is used.
 */
import { type Fate, isExpiry } from './fate.ts'
import type { Trail, TrailKind, TrailRecord } from './trail.ts'

export const endings = [
  // Done, once.
  'done-then-told',
  'told-then-done',
  'done-not-told-yet',
  'came-again-and-was-known',
  'answer-lost',
  'timed-out-while-working',
  'cut-off-while-working',
  'given-up-before-begun',
  'done-though-told-no',
  // Done, more than once: by what led to the second time.
  'crashed-before-acknowledging',
  'sent-again',
  'published-again',
  'returned-after-the-work',
  'handed-out-again',
  'done-again',
  // Not done, and nobody will.
  'refused-overloaded',
  'refused-invalid',
  'refused-rejected',
  'failed-at-work',
  'failed-before-work',
  'never-reached',
  'cancelled-unsent',
  'withheld-unsent',
  'expired-unbegun',
  'dead-lettered',
  'acknowledged-before-work-and-crashed',
  'acknowledged-and-not-done',
  'crashed-in-hand',
  'begun-and-not-finished',
  'received-and-not-done',
  'committed-never-published',
  'accepted-and-never-handed-out',
  'lost-on-the-way',
  'some-subscribers-never',
  // Still open.
  'not-published-yet',
  'on-its-way',
  'at-the-broker',
  'in-hand',
  'waits-for-a-place',
  'being-worked-on',
  'waits-for-another-delivery',
  'some-subscribers-yet-to',
  // Where services call services.
  'services-behind-never',
  'services-behind-yet-to',
  'stopped-on-the-path',
  'done-again-on-the-path',
  // Whatever became of the work: it should not have been.
  'published-never-committed',
] as const
export type Ending = (typeof endings)[number]

/** @param records in the order of time */
export function endingOf(records: readonly TrailRecord[], fate: Fate, consumed: boolean): Ending {
  const known = new Known(records)
  if (known.has('published') && !known.has('committed') && fate.verdict !== 'pending')
    return 'published-never-committed'
  switch (fate.work) {
    case 'completed':
      return fate.duplicates > 0 ? whyAgain(known) : whyDone(known, fate)
    case 'dead-lettered':
      return 'dead-lettered'
    case 'discarded':
      return whyDiscarded(known, fate)
    case 'lost':
      return whyLost(known, fate, consumed)
    case 'backlog':
      return whyOpen(known, fate, consumed)
    default:
      return fate.work satisfies never
  }
}

/**
 * Where services call services the first of them tells the same story, unless the others are behind.
 * @param records of the caller and the first service, in the order of time; `fate` is of the whole path
 */
export function endingOfTree(
  records: readonly TrailRecord[],
  fate: Fate,
  { subscribers, consumed }: Pick<Trail, 'subscribers' | 'consumed'>,
): Ending {
  const known = new Known(records)
  const firstDone = known.count('executed') >= subscribers
  if (fate.work === 'completed' && fate.duplicates > 0)
    return known.count('executed') > subscribers ? whyAgain(known) : 'done-again-on-the-path'
  if (fate.work === 'completed') return whyDone(known, fate)
  if (!firstDone) {
    const behind = fate.executions > known.count('executed')
    return fate.work === 'discarded' && behind
      ? 'stopped-on-the-path'
      : endingOf(records, withoutOthers(fate), consumed)
  }
  if (fate.work === 'lost') return 'services-behind-never'
  return fate.work === 'backlog' ? 'services-behind-yet-to' : endingOf(records, fate, consumed)
}

/** As if the first service were the only one, and had not done it. */
function withoutOthers(fate: Fate): Fate {
  return { ...fate, executions: 0, duplicates: 0 }
}

/** Records of one order, asked for by kind. */
class Known {
  readonly records: readonly TrailRecord[]
  constructor(records: readonly TrailRecord[]) {
    this.records = records
  }
  has(kind: TrailKind): boolean {
    return this.records.some((record) => record.kind === kind)
  }
  count(kind: TrailKind): number {
    return this.records.filter((record) => record.kind === kind).length
  }
  firstUs(kind: TrailKind): number {
    return this.records.find((record) => record.kind === kind)?.tUs ?? Number.POSITIVE_INFINITY
  }
  /** The newest of these kinds; null where there is none. */
  latest(...kinds: TrailKind[]): TrailKind | null {
    return this.records.findLast(({ kind }) => kinds.includes(kind))?.kind ?? null
  }
}

function whyDone(known: Known, { verdict, outcome }: Fate): Ending {
  const doneUs = known.records.findLast(({ kind }) => kind === 'executed')?.tUs ?? 0
  const toldUs = known.firstUs('verdict')
  switch (verdict) {
    case 'pending':
      return 'done-not-told-yet'
    case 'refused':
      return 'done-though-told-no'
    case 'acknowledged':
      if (known.has('deduplicated')) return 'came-again-and-was-known'
      return doneUs <= toldUs ? 'done-then-told' : 'told-then-done'
    case 'unknown':
      if (doneUs <= toldUs) return 'answer-lost'
      if (known.firstUs('started') > toldUs) return 'given-up-before-begun'
      return outcome === 'timeout' ? 'timed-out-while-working' : 'cut-off-while-working'
    default:
      return verdict satisfies never
  }
}

/** What lies before the second execution by the same hand, from the first one's beginning on. */
function whyAgain({ records }: Known): Ending {
  const seen = new Set<number>()
  const again = records.findIndex(({ kind, subscriber }) => {
    if (kind !== 'executed') return false
    if (seen.has(subscriber)) return true
    seen.add(subscriber)
    return false
  })
  const by = records[again]?.subscriber
  const before = records.slice(0, again)
  const firstDone = before.findIndex(({ kind, subscriber }) => kind === 'executed' && subscriber === by)
  const between = before.slice(firstDone).filter(({ subscriber }) => subscriber === by)
  const had = (kind: TrailKind) => between.some((record) => record.kind === kind)
  const times = (kind: TrailKind) => before.filter((record) => record.kind === kind && record.subscriber === by).length
  if (had('crashed')) return 'crashed-before-acknowledging'
  if (had('returned')) return 'returned-after-the-work'
  if (before.filter(({ kind }) => kind === 'published').length > 1) return 'published-again'
  if (before.filter(({ kind }) => kind === 'attempt').length > 1) return 'sent-again'
  return times('received') > 1 ? 'handed-out-again' : 'done-again'
}

function whyDiscarded(known: Known, { outcome }: Fate): Ending {
  if (known.records.some(isExpiry)) return 'expired-unbegun'
  switch (outcome) {
    case 'overloaded':
      return 'refused-overloaded'
    case 'invalid':
      return 'refused-invalid'
    case 'rejected':
      return 'refused-rejected'
    case 'unreachable':
      return 'never-reached'
    case 'cancelled':
      return 'cancelled-unsent'
    case 'withheld':
      return 'withheld-unsent'
    default:
      return known.has('started') ? 'failed-at-work' : 'failed-before-work'
  }
}

function whyLost(known: Known, { verdict, executions }: Fate, consumed: boolean): Ending {
  if (executions > 0) return 'some-subscribers-never'
  if (known.has('settled')) {
    return known.has('crashed') ? 'acknowledged-before-work-and-crashed' : 'acknowledged-and-not-done'
  }
  if (known.has('crashed')) return 'crashed-in-hand'
  if (known.has('started')) return 'begun-and-not-finished'
  if (known.has('received')) return 'received-and-not-done'
  if (known.has('committed') && !known.has('published')) return 'committed-never-published'
  return consumed && verdict === 'acknowledged' ? 'accepted-and-never-handed-out' : 'lost-on-the-way'
}

function whyOpen(known: Known, { verdict, executions }: Fate, consumed: boolean): Ending {
  if (executions > 0) return 'some-subscribers-yet-to'
  switch (known.latest('waiting', 'started', 'received', 'returned', 'crashed', 'settled')) {
    case 'started':
      return 'being-worked-on'
    case 'waiting':
      return 'waits-for-a-place'
    case 'received':
    case 'settled':
      return 'in-hand'
    case 'returned':
    case 'crashed':
      return 'waits-for-another-delivery'
    default:
      if (known.has('committed') && !known.has('published')) return 'not-published-yet'
      return consumed && verdict === 'acknowledged' ? 'at-the-broker' : 'on-its-way'
  }
}
