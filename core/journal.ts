/**
 * A journal: what one thread saw happen to orders, in shared memory, so that ending the thread loses none of it.
 * One writer, one reader (the coordinator). A ring of fixed-size records: the reader follows within a tick, so the
 * ring stays small however long the run is; a writer that laps its reader says so instead of overwriting.
 */
import { type OutcomeKind, outcomeKinds } from './outcome.ts'

export const recordKinds = [
  // By a caller, of the order as a whole. `intendedUs` on the first four, `outcome` on the verdict.
  'queued', // due, and waiting for a slot
  'sent', // `n` is 1 where it had been queued
  'not-sent', // `n` is 1 where it had been queued
  'rejected', // there was no slot for it and no room to wait: not sent
  'verdict',
  // By a caller, of each attempt; `n` counts from 1, `outcome` on the second.
  'attempt',
  'attempt-ended',
  // By whoever has a policy, of an order: `n` is what was decided, by its place in `decisions`.
  'policy',
  // By a caller, of a connection in TLS: it began at `intendedUs`; `n` is 1 where a session was resumed.
  'handshake',
  // By a service, for each subscriber.
  'waiting', // in the service: no place was free
  'started', // `n` is 1 where it had been waiting
  'executed',
  'dropped', // left the service undone: `n` is 1 out of its queue, 0 out of a place
  'deduplicated', // known already: answered without doing it again
  'outside', // an execution of an order that is not of this run
  // By a consumer, for each subscriber; `n` is how many times the broker has handed it out, as far as it says.
  'received',
  'settled', // acknowledged to the broker (deleted), which will not hand it out again
  'returned', // given back to the broker, which will
  'dead-lettered',
  'crashed', // the consumer died with this order in hand
  // By whoever calls, of each time it asks a protocol's client: `hop.span` is that call. `outcome` on the second, and
  // in `intendedUs` when it began.
  'called',
  'call-ended',
  // By an order service that has a database and publishes what it commits.
  'committed',
  'published', // the broker has said yes
  'publisher-crashed', // it died with this order in hand, for the `n`th time
] as const
export type RecordKind = (typeof recordKinds)[number]

export interface JournalRecord {
  kind: RecordKind
  /** Index of the lane in the experiment. */
  lane: number
  seq: number
  /** Run-relative µs. */
  tUs: number
  /** When the order was meant to be sent, run-relative µs; 0 on kinds without it. */
  intendedUs: number
  /** `ok` where the kind has no outcome. */
  outcome: OutcomeKind
  /** A number whose meaning the kind says, 0–65,535. */
  n: number
  /** Index among the subscribers of publish-subscribe, 0–255; 0 elsewhere. */
  subscriber: number
  /** Where services call services: which call of the tree it is of. */
  hop?: Hop
}

/** `sent` and `verdict` of a service's own calls, and all that follows behind them, say in it which call is meant. */
export interface Hop {
  /** Index of the edge in the lane; 0 for the caller's own. */
  edge: number
  /** Which of the calls that one order makes over this edge, from 0. */
  call: number
  /** Of a call, or of an execution; 0 where there is none. */
  span: number
  /** Of an execution the call behind which it lies, of a call the execution that makes it; 0 where nobody says. */
  parent: number
}

const FIELDS = 8
const NO_HOP = -1
const HEADER_BYTES = 16
const WRITTEN = 0
const READ = 1
const OVERRUN = 2
/** One number holds kind, outcome, subscriber, n and lane, from the lowest byte up: 48 bits, exact in a double. */
const BYTE = 2 ** 8
const N_AT = 2 ** 24
const N_RADIX = 2 ** 16
const LANE_AT = 2 ** 40

/** 131,072 records of 64 bytes: half a second at 260,000 records a second. */
const JOURNAL_RECORDS = 2 ** 17

export function createJournalMemory(records = JOURNAL_RECORDS): SharedArrayBuffer {
  return new SharedArrayBuffer(HEADER_BYTES + records * FIELDS * Float64Array.BYTES_PER_ELEMENT)
}

function viewsOf(memory: SharedArrayBuffer) {
  const fields = new Float64Array(memory, HEADER_BYTES)
  return { header: new Int32Array(memory, 0, HEADER_BYTES / 4), fields, capacity: fields.length / FIELDS }
}

export class JournalWriter {
  readonly #header: Int32Array
  readonly #fields: Float64Array
  readonly #capacity: number

  constructor(memory: SharedArrayBuffer) {
    const { header, fields, capacity } = viewsOf(memory)
    this.#header = header
    this.#fields = fields
    this.#capacity = capacity
  }

  write(record: JournalRecord): void {
    const written = Atomics.load(this.#header, WRITTEN)
    if (distance(written, Atomics.load(this.#header, READ)) >= this.#capacity) {
      Atomics.store(this.#header, OVERRUN, 1)
      return
    }
    const at = (written >>> 0) % this.#capacity
    this.#fields[at * FIELDS] = record.tUs
    this.#fields[at * FIELDS + 1] = record.intendedUs
    this.#fields[at * FIELDS + 2] = record.seq
    this.#fields[at * FIELDS + 3] = packed(record)
    this.#fields[at * FIELDS + 4] = record.hop?.edge ?? NO_HOP
    if (record.hop) {
      this.#fields[at * FIELDS + 5] = record.hop.call
      this.#fields[at * FIELDS + 6] = record.hop.span
      this.#fields[at * FIELDS + 7] = record.hop.parent
    }
    Atomics.store(this.#header, WRITTEN, (written + 1) | 0)
  }
}

export class JournalReader {
  readonly #header: Int32Array
  readonly #fields: Float64Array
  readonly #capacity: number

  constructor(memory: SharedArrayBuffer) {
    const { header, fields, capacity } = viewsOf(memory)
    this.#header = header
    this.#fields = fields
    this.#capacity = capacity
  }

  /** True once a record had no room: what is read from here on is not the whole truth. */
  get overrun(): boolean {
    return Atomics.load(this.#header, OVERRUN) === 1
  }

  /** Hand over the records stamped before `untilUs`, in the order of writing; later ones stay for the next call. */
  read(untilUs: number, visit: (record: JournalRecord) => void): void {
    const written = Atomics.load(this.#header, WRITTEN)
    let read = Atomics.load(this.#header, READ)
    while (read !== written) {
      const at = ((read >>> 0) % this.#capacity) * FIELDS
      const tUs = this.#fields[at] as number
      if (tUs >= untilUs) break
      const code = this.#fields[at + 3] as number
      const intendedUs = this.#fields[at + 1] as number
      const seq = this.#fields[at + 2] as number
      const hop = this.#hopAt(at)
      read = (read + 1) | 0
      Atomics.store(this.#header, READ, read)
      visit({ ...unpacked(code), seq, tUs, intendedUs, ...hop })
    }
  }

  #hopAt(at: number): { hop?: Hop } {
    const edge = this.#fields[at + 4] as number
    if (edge === NO_HOP) return {}
    const [call, span, parent] = [5, 6, 7].map((field) => this.#fields[at + field] as number) as [
      number,
      number,
      number,
    ]
    return { hop: { edge, call, span, parent } }
  }
}

function packed({ kind, outcome, subscriber, n, lane }: JournalRecord): number {
  const low = recordKinds.indexOf(kind) + BYTE * outcomeKinds.indexOf(outcome) + BYTE * BYTE * subscriber
  return low + N_AT * Math.min(n, N_RADIX - 1) + LANE_AT * lane
}

function unpacked(code: number): Pick<JournalRecord, 'kind' | 'outcome' | 'subscriber' | 'n' | 'lane'> {
  return {
    kind: recordKinds[code % BYTE] as RecordKind,
    outcome: outcomeKinds[Math.floor(code / BYTE) % BYTE] as OutcomeKind,
    subscriber: Math.floor(code / (BYTE * BYTE)) % BYTE,
    n: Math.floor(code / N_AT) % N_RADIX,
    lane: Math.floor(code / LANE_AT),
  }
}

/** Records between two counters that wrap at 2³²; the capacity is a power of two, so the slots stay in step. */
function distance(written: number, read: number): number {
  return (written - read) >>> 0
}
