/**
 * The trail of one lane: every record of every order, in the order in which they were read, so that any single order
 * can be told from its first step to its last. Append-only and bounded: columns of numbers, about 21 bytes a record.
 */

import { type Hop, type JournalRecord, type RecordKind, recordKinds } from './journal.ts'
import { type OutcomeKind, outcomeKinds } from './outcome.ts'
import type { PathEdge } from './pieces.ts'

/** What a journal says, and what only the end of a run can say: nothing holds this order any more. */
export const trailKinds = [...recordKinds, 'lost'] as const
export type TrailKind = RecordKind | 'lost'

/** Said of no single order: of a connection, of traffic from outside, or before the order had a number. */
const ofNoOrder: ReadonlySet<TrailKind> = new Set(['queued', 'not-sent', 'rejected', 'handshake', 'outside'] as const)

export interface TrailRecord {
  kind: TrailKind
  tUs: number
  /** Only on `sent`; 0 elsewhere. */
  intendedUs: number
  outcome: OutcomeKind
  n: number
  subscriber: number
  /** Only where services call services. */
  hop?: Hop
}

export interface TrailOptions {
  /** How many must have executed an order before it is completed. */
  subscribers: number
  /** The work is done by consumers, out of a broker's hand. */
  consumed: boolean
  /** Where the load began, on the clock of the records, µs. */
  originUs?: number
  maxRecords?: number
  /** The edges of the lane, where services call services. */
  path?: readonly PathEdge[]
}

const FIRST_CAPACITY = 1024
const MAX_RECORDS = 4_000_000
/** From here on no new order is taken in: the rest of the room is for what still happens to those that were. */
const ADMIT_SHARE = 7 / 8
const NONE = -1

export class Trail {
  readonly subscribers: number
  readonly consumed: boolean
  readonly path: readonly PathEdge[] | undefined
  originUs: number
  readonly #maxRecords: number
  #count = 0
  #tUs = new Float64Array(FIRST_CAPACITY)
  #seq = new Uint32Array(FIRST_CAPACITY)
  #kind = new Uint8Array(FIRST_CAPACITY)
  #outcome = new Uint8Array(FIRST_CAPACITY)
  #subscriber = new Uint8Array(FIRST_CAPACITY)
  #n = new Uint16Array(FIRST_CAPACITY)
  /** The record before this one of the same order. */
  #previous = new Int32Array(FIRST_CAPACITY)
  /** By order: its newest record, and when it was meant to be sent. */
  #last = new Int32Array(FIRST_CAPACITY).fill(NONE)
  #intendedUs = new Float64Array(FIRST_CAPACITY)
  #orders = 0
  #endsAt: number | null = null
  /** Null where there is but one service: the columns would hold nothing. */
  #hops: HopColumns | null

  constructor({ subscribers, consumed, originUs = 0, maxRecords = MAX_RECORDS, path }: TrailOptions) {
    this.path = path
    this.#hops = path ? new HopColumns(FIRST_CAPACITY) : null
    this.subscribers = subscribers
    this.consumed = consumed
    this.originUs = originUs
    this.#maxRecords = maxRecords
  }

  get count(): number {
    return this.#count
  }

  /** One past the highest order that is in it. */
  get orders(): number {
    return Math.min(this.#orders, this.#endsAt ?? this.#orders)
  }

  /** There was no room for orders from this one on; null where it holds all of them. */
  get endsAt(): number | null {
    return this.#endsAt
  }

  has(seq: number): boolean {
    return seq < this.orders && (this.#last[seq] ?? NONE) !== NONE
  }

  /** Records of orders that were never sent are from outside: they belong to no life here. */
  add(record: Pick<JournalRecord, 'seq'> & TrailRecord): void {
    const { seq, kind } = record
    if (ofNoOrder.has(kind)) return
    // What a service sends for it is told with the order that its caller sent.
    const begins = kind === 'sent' && (record.hop?.edge ?? 0) === 0
    if (begins) this.#admit(seq, record.intendedUs)
    if (seq >= this.orders || (!begins && !this.has(seq))) return
    if (this.#count >= this.#maxRecords) {
      // A life with a step missing would be told wrongly: it is not told at all.
      this.endAt(seq)
      return
    }
    this.#growRecords()
    const at = this.#count++
    this.#tUs[at] = Math.round(record.tUs)
    this.#seq[at] = seq
    this.#kind[at] = trailKinds.indexOf(kind)
    this.#outcome[at] = outcomeKinds.indexOf(record.outcome)
    this.#subscriber[at] = record.subscriber
    this.#n[at] = record.n
    this.#hops?.set(at, record.hop)
    this.#previous[at] = this.#last[seq] as number
    this.#last[seq] = at
  }

  /** Orders from `seq` on are not in it any more. */
  endAt(seq: number): void {
    this.#endsAt = Math.min(this.#endsAt ?? seq, seq)
  }

  /** What is known of one order, in the order in which it was read. */
  recordsOf(seq: number): TrailRecord[] {
    const records: TrailRecord[] = []
    if (!this.has(seq)) return records
    for (let at = this.#last[seq] as number; at !== NONE; at = this.#previous[at] as number)
      records.push(this.#record(at))
    return records.reverse()
  }

  /** Every record, in the order in which they were read. */
  *all(): Generator<TrailRecord & { seq: number }> {
    for (let at = 0; at < this.#count; at++) yield { seq: this.#seq[at] as number, ...this.#record(at) }
  }

  #record(at: number): TrailRecord {
    const kind = trailKinds[this.#kind[at] as number] as TrailKind
    return {
      kind,
      tUs: this.#tUs[at] as number,
      intendedUs:
        kind === 'sent' && !this.#hops?.isInner(at) ? (this.#intendedUs[this.#seq[at] as number] as number) : 0,
      outcome: outcomeKinds[this.#outcome[at] as number] as OutcomeKind,
      n: this.#n[at] as number,
      subscriber: this.#subscriber[at] as number,
      ...this.#hops?.get(at),
    }
  }

  #admit(seq: number, intendedUs: number): void {
    if (this.#count >= this.#maxRecords * ADMIT_SHARE) this.endAt(seq)
    if (this.#endsAt !== null && seq >= this.#endsAt) return
    if (seq >= this.#last.length) {
      const capacity = Math.max(seq + 1, this.#last.length * 2)
      const last = new Int32Array(capacity).fill(NONE)
      last.set(this.#last)
      this.#last = last
      this.#intendedUs = grown(this.#intendedUs, new Float64Array(capacity))
    }
    this.#intendedUs[seq] = Math.round(intendedUs)
    if (seq >= this.#orders) this.#orders = seq + 1
  }

  #growRecords(): void {
    if (this.#count < this.#tUs.length) return
    const capacity = this.#tUs.length * 2
    this.#tUs = grown(this.#tUs, new Float64Array(capacity))
    this.#seq = grown(this.#seq, new Uint32Array(capacity))
    this.#kind = grown(this.#kind, new Uint8Array(capacity))
    this.#outcome = grown(this.#outcome, new Uint8Array(capacity))
    this.#subscriber = grown(this.#subscriber, new Uint8Array(capacity))
    this.#n = grown(this.#n, new Uint16Array(capacity))
    this.#previous = grown(this.#previous, new Int32Array(capacity))
    this.#hops = this.#hops?.grown(capacity) ?? null
  }
}

/** 18 bytes more a record. */
class HopColumns {
  #edge: Int16Array
  #call: Uint32Array
  #span: Float64Array
  #parent: Float64Array

  constructor(capacity: number) {
    this.#edge = new Int16Array(capacity)
    this.#call = new Uint32Array(capacity)
    this.#span = new Float64Array(capacity)
    this.#parent = new Float64Array(capacity)
  }

  isInner(at: number): boolean {
    return (this.#edge[at] as number) > 0
  }

  get(at: number): { hop?: Hop } {
    const edge = this.#edge[at] as number
    if (edge === NONE) return {}
    const [call, span, parent] = [this.#call[at] as number, this.#span[at] as number, this.#parent[at] as number]
    return { hop: { edge, call, span, parent } }
  }

  set(at: number, hop: Hop | undefined): void {
    this.#edge[at] = hop?.edge ?? NONE
    this.#call[at] = hop?.call ?? 0
    this.#span[at] = hop?.span ?? 0
    this.#parent[at] = hop?.parent ?? 0
  }

  grown(capacity: number): HopColumns {
    const larger = new HopColumns(capacity)
    larger.#edge.set(this.#edge)
    larger.#call.set(this.#call)
    larger.#span.set(this.#span)
    larger.#parent.set(this.#parent)
    return larger
  }
}

function grown<Column extends { set(from: Column): void }>(from: Column, larger: Column): Column {
  larger.set(from)
  return larger
}
