/**
 * The ledger of one lane: for every sent order, what its caller was told and what became of the work. The cells of
 * that table add up to the orders sent, whatever order the records of different threads come in.
 */

import { orderKey } from './order.ts'
import { type OutcomeKind, type Verdict, verdictOf, verdicts } from './outcome.ts'
import type { LedgerCounts } from './run.ts'

export const works = [
  'backlog', // not settled yet, executing ones included
  'completed', // executed at least once
  'dead-lettered', // put aside by the broker after too many deliveries
  'discarded', // given up on purpose: refused before it was executed, expired, purged
  'lost', // not executed, and nothing holds it any more
] as const
export type Work = (typeof works)[number]

const PENDING = verdicts.indexOf('pending')
const REFUSED = verdicts.indexOf('refused')
const [BACKLOG, COMPLETED, DEAD_LETTERED, DISCARDED, LOST] = [0, 1, 2, 3, 4] as const

/** What is known of one order, in two bytes: the verdict in the lowest two bits. */
const VERDICT_BITS = 0b11
const SENT = 1 << 2
const EXECUTED = 1 << 3
const IS_DEAD_LETTERED = 1 << 4
const IS_DISCARDED = 1 << 5
const IS_LOST = 1 << 6
const STARTED = 1 << 7
const COMMITTED = 1 << 8
const REPEATED = 1 << 9

const DEFAULT_MAX_ORDERS = 1_000_000
const FIRST_CAPACITY = 1024

export interface LedgerOptions {
  /** Number of keys within each of which the protocol promises to keep the order; null: no promise, nothing counted. */
  orderKeys?: number | null
  /** How many must have executed an order before it is completed; at most 8. */
  subscribers?: number
  /** A service with a database of its own publishes the orders: what was committed can be held against what was done. */
  database?: boolean
  /** Sequence numbers from here on cannot be ours; they count as traffic from outside. */
  maxOrders?: number
}

export class Ledger {
  #orders = new Uint16Array(FIRST_CAPACITY)
  /** Which subscribers have executed an order, a bit each; null where one is enough. */
  #executedBy: Uint8Array<ArrayBuffer> | null
  readonly #cells = new Float64Array(verdicts.length * works.length)
  readonly #maxOrders: number
  /** One above the highest sequence number heard of. */
  #end = 0
  #sent = 0
  #duplicated = 0
  #repeated = 0
  #outside = 0
  #deduplicated = 0
  #reordered: number | null
  #ghosts: number | null
  #committedButLost: number | null
  /** By key. */
  readonly #highestStarted: number[]
  readonly #everybody: number

  constructor(options: LedgerOptions = {}) {
    const { orderKeys = null, subscribers = 1, database = false, maxOrders = DEFAULT_MAX_ORDERS } = options
    this.#reordered = orderKeys === null ? null : 0
    this.#ghosts = database ? 0 : null
    this.#committedButLost = database ? 0 : null
    this.#highestStarted = new Array<number>(orderKeys ?? 0).fill(-1)
    this.#executedBy = subscribers > 1 ? new Uint8Array(FIRST_CAPACITY) : null
    this.#everybody = 2 ** subscribers - 1
    this.#maxOrders = maxOrders
  }

  /** Orders sent so far: the sum of all cells. */
  get sentCount(): number {
    return this.#sent
  }

  /** Sent orders whose work is not settled, executing ones included. */
  get backlog(): number {
    let sum = 0
    for (let at = BACKLOG; at < this.#cells.length; at += works.length) sum += this.#cells[at] as number
    return sum
  }

  sent(seq: number): void {
    this.#set(seq, SENT)
  }

  /** The caller's final verdict. The first one holds. */
  verdict(seq: number, kind: OutcomeKind): void {
    const before = this.#read(seq)
    if (before === null || (before & VERDICT_BITS) !== PENDING) return
    this.#set(seq, verdicts.indexOf(verdictOf(kind)))
  }

  /** The service that publishes it has it in its database. */
  committed(seq: number): void {
    this.#set(seq, COMMITTED)
  }

  /** The effect of one execution was journalled. Returns whether it completed the order: by every subscriber, once. */
  executed(seq: number, subscriber = 0): boolean {
    const before = this.#read(seq)
    if (before === null) {
      this.outside()
      return false
    }
    if (before & EXECUTED || this.#hasExecuted(seq, subscriber)) {
      this.again(seq)
      return false
    }
    if (!this.#isLastToExecute(seq, subscriber)) return false
    this.#set(seq, EXECUTED)
    return true
  }

  /** By somebody on its path who had done it before. */
  again(seq: number): void {
    this.#duplicated++
    const before = this.#read(seq)
    if (before === null || before & REPEATED) return
    this.#repeated++
    this.#set(seq, REPEATED)
  }

  /** It came again to a service that knew it already, and was not done again. */
  deduplicated(): void {
    this.#deduplicated++
  }

  /** An execution began. An order is reordered when its first start comes after that of a later one of its key. */
  started(seq: number): void {
    const before = this.#read(seq)
    if (before === null || this.#reordered === null) return
    const key = orderKey(seq, this.#highestStarted.length)
    const highest = this.#highestStarted[key] as number
    if (!(before & STARTED) && seq < highest) this.#reordered++
    if (seq > highest) this.#highestStarted[key] = seq
    this.#set(seq, STARTED)
  }

  /** Given up on purpose: expired or purged. An execution after all makes it completed. */
  discard(seq: number): void {
    this.#set(seq, IS_DISCARDED)
  }

  /** Put aside by the broker. An execution after all makes it completed. */
  deadLetter(seq: number): void {
    this.#set(seq, IS_DEAD_LETTERED)
  }

  /**
   * Every order that is still backlog is lost. Only for when the engine itself says that it holds nothing any more:
   * nothing is lost because time ran out. An execution after all makes an order completed.
   * @returns how many were lost
   */
  settleLost(): number {
    let lost = 0
    for (let seq = 0; seq < this.#end; seq++) {
      const known = this.#orders[seq] as number
      if (!(known & SENT) || workIndexOf(known) !== BACKLOG) continue
      this.#set(seq, IS_LOST)
      lost++
    }
    return lost
  }

  /** An execution of an order that is not of this run. */
  outside(): void {
    this.#outside++
  }

  /** What is known of one order; null where it was not sent. */
  order(seq: number): { verdict: Verdict; work: Work } | null {
    const known = this.#read(seq)
    if (known === null || !(known & SENT)) return null
    return { verdict: verdicts[known & VERDICT_BITS] as Verdict, work: works[workIndexOf(known)] as Work }
  }

  counts(): LedgerCounts {
    return {
      cells: [...this.#cells],
      duplicated: this.#duplicated,
      repeated: this.#repeated,
      deduplicated: this.#deduplicated,
      reordered: this.#reordered,
      ghosts: this.#ghosts,
      committedButLost: this.#committedButLost,
      outside: this.#outside,
    }
  }

  #hasExecuted(seq: number, subscriber: number): boolean {
    return this.#executedBy !== null && ((this.#executedBy[seq] ?? 0) & (1 << subscriber)) !== 0
  }

  #isLastToExecute(seq: number, subscriber: number): boolean {
    if (this.#executedBy === null) return true
    this.#grow(seq)
    const by = (this.#executedBy[seq] as number) | (1 << subscriber)
    this.#executedBy[seq] = by
    return by === this.#everybody
  }

  #read(seq: number): number | null {
    if (!Number.isInteger(seq) || seq < 0 || seq >= this.#maxOrders) return null
    return this.#orders[seq] ?? 0
  }

  /** Sets bits of one order and moves it from its old cell to its new one. */
  #set(seq: number, bits: number): void {
    const before = this.#read(seq)
    if (before === null) return
    this.#grow(seq)
    const after = before | bits
    this.#orders[seq] = after
    if (before & SENT) this.#count(before, -1)
    else if (after & SENT) this.#sent++
    if (after & SENT) this.#count(after, 1)
  }

  #count(known: number, by: 1 | -1): void {
    const cell = (known & VERDICT_BITS) * works.length + workIndexOf(known)
    this.#cells[cell] = (this.#cells[cell] as number) + by
    if (this.#ghosts !== null && isGhost(known)) this.#ghosts += by
    if (this.#committedButLost !== null && isCommittedButLost(known)) this.#committedButLost += by
  }

  #grow(seq: number): void {
    if (seq >= this.#end) this.#end = seq + 1
    if (seq < this.#orders.length) return
    const capacity = Math.min(Math.max(seq + 1, this.#orders.length * 2), this.#maxOrders)
    const orders = new Uint16Array(capacity)
    orders.set(this.#orders)
    this.#orders = orders
    if (!this.#executedBy) return
    const executedBy = new Uint8Array(capacity)
    executedBy.set(this.#executedBy)
    this.#executedBy = executedBy
  }
}

/**
 * What was done outweighs what was said of it. A refused order that was not executed is discarded at once: its caller
 * was told no, and nobody will do it.
 */
function workIndexOf(known: number): number {
  if (known & EXECUTED) return COMPLETED
  if (known & IS_DEAD_LETTERED) return DEAD_LETTERED
  if (known & IS_DISCARDED || (known & VERDICT_BITS) === REFUSED) return DISCARDED
  return known & IS_LOST ? LOST : BACKLOG
}

/** While its caller waits, an order that was published first may still be committed. */
function isGhost(known: number): boolean {
  return (known & (EXECUTED | COMMITTED)) === EXECUTED && (known & VERDICT_BITS) !== PENDING
}

function isCommittedButLost(known: number): boolean {
  const work = workIndexOf(known)
  return (known & COMMITTED) !== 0 && (work === LOST || work === DISCARDED)
}

/* Questions a screen asks of the table. */

export function emptyCounts(): LedgerCounts {
  return {
    cells: new Array<number>(verdicts.length * works.length).fill(0),
    duplicated: 0,
    repeated: 0,
    deduplicated: 0,
    reordered: null,
    ghosts: null,
    committedButLost: null,
    outside: 0,
  }
}

export function cell(counts: LedgerCounts, verdict: Verdict, work: Work): number {
  return counts.cells[verdicts.indexOf(verdict) * works.length + works.indexOf(work)] ?? 0
}

/** What a caller was told and what became of the work contradict each other: yes and lost, or anything but yes and done. */
export function isContradiction(verdict: Verdict, work: Work): boolean {
  if (verdict === 'acknowledged') return work === 'lost'
  return verdict !== 'pending' && work === 'completed'
}

export function sentOf(counts: LedgerCounts): number {
  return counts.cells.reduce((sum, count) => sum + count, 0)
}

/** Orders with this verdict, whatever became of the work. */
export function toldOf(counts: LedgerCounts, verdict: Verdict): number {
  return works.reduce((sum, work) => sum + cell(counts, verdict, work), 0)
}

export function acknowledgedOf(counts: LedgerCounts): number {
  return toldOf(counts, 'acknowledged')
}

/** Orders whose work is in this state, whatever the caller was told. */
export function workOf(counts: LedgerCounts, work: Work): number {
  return verdicts.reduce((sum, verdict) => sum + cell(counts, verdict, work), 0)
}

/** Distinct orders executed. */
export function completedOf(counts: LedgerCounts): number {
  return workOf(counts, 'completed')
}

export function backlogOf(counts: LedgerCounts): number {
  return workOf(counts, 'backlog')
}

/** The only loss that alarms: the caller was told yes, and nobody will do the work. */
export function promisedButLost(counts: LedgerCounts): number {
  return cell(counts, 'acknowledged', 'lost')
}

/** The caller was told no, or was left not knowing, and the work was done. */
export function doneThoughToldFailed(counts: LedgerCounts): number {
  return cell(counts, 'refused', 'completed') + cell(counts, 'unknown', 'completed')
}
