/**
 * A recount of what came of a run that shares nothing with the coordinator: the bytes of the journals, order by order,
 * in a map; what the brokers themselves, the services and the callers say they still hold when it has been drained; and the
 * database files of the services that commit what they publish.
 */
import { existsSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as delay } from 'node:timers/promises'
import type { Edge, Lane } from '#core/experiment.ts'
import type { JournalRecord } from '#core/journal.ts'
import { recordKinds } from '#core/journal.ts'
import { parseOrderId } from '#core/order.ts'
import { type OutcomeKind, outcomeKinds, type Verdict, verdictOf } from '#core/outcome.ts'
import { decisions } from '#core/policy.ts'
import { factsOf } from '#core/protocols.ts'
import { isOver } from '#core/run.ts'
import type { LaneSummary } from '#core/summary.ts'
import type { Run } from '#server/runs/run.ts'
import { serviceKey } from '#server/runs/threads/hosted.ts'

/** What is counted of one lane, by both. */
export interface Counted {
  sent: number
  rejected: number
  duplicated: number
  deduplicated: number
  /** Null where no service has a database of its own. */
  ghosts: number | null
  committedButLost: number | null
  cells: Record<string, number>
}

/** Of one lane when its run has been drained. */
interface Leftover {
  /** Somebody still has some of its orders: a broker, a service, its publisher or its callers. */
  isHeld: boolean
  lookedUs: number
  /** What the database file says was committed; null where there is none. */
  committed: ReadonlySet<number> | null
}

/** Of one edge of the tree: how many calls of it make an order, and how many have to do the work of each. */
interface Piece {
  calls: number
  subscribers: number
}

interface Known {
  sent: boolean
  verdict: Verdict
  /** Pieces that were done, as often as they were. */
  executed: string[]
  deadLettered: boolean
  /** Its service did not begin it: nobody waited any more. */
  expired: boolean
}

const unheardOf: Omit<Known, 'executed'> = { sent: false, verdict: 'pending', deadLettered: false, expired: false }

/** How a journal lies in memory, written down here again. */
const RECORD_FIELDS = 8
const HEADER_BYTES = 16

const OPENING_POLL_MS = 10
/** Where nothing can be asked whether it still holds an order, such as a wire, the lane must have been quiet for so long. */
const QUIET_US = 1e6

const counting = ['sent', 'rejected', 'verdict', 'executed', 'deduplicated', 'dead-lettered', 'policy'] as const
type CountingKind = (typeof counting)[number]

/**
 * Looks what is left of a run in the moment when its drain is over: when callers are told to give up, or else when the
 * last frame is asked for. Resolves to the recount when the run is over; null where it did not get that far.
 */
export async function recountOf(run: Run): Promise<Counted[] | null> {
  const { lanes } = run.experiment
  const { threads } = run
  let looking: Promise<Leftover[]> | null = null
  const look = () => (looking ??= Promise.all(lanes.map((lane) => leftOf(lane, run))))
  while (!threads.coordinator && !isOver(run.state)) await delay(OPENING_POLL_MS)
  if (threads.coordinator) before(threads.coordinator, 'finish', look)
  for (const callers of new Set(lanes.map(({ id }) => threads.callersOf(id)))) before(callers, 'abandon', look)
  await run.over
  const left = await (looking as Promise<Leftover[]> | null)
  const untilUs = (run.beginUs ?? 0) + run.view.elapsedUs
  return left && recount(threads.journals, { lanes, left, untilUs })
}

interface Callable {
  call(name: string, ...more: unknown[]): Promise<unknown>
}

/** The next call of that name waits for `act`. */
function before(thread: unknown, name: string, act: () => Promise<unknown>): void {
  const asked = thread as Callable
  const call = asked.call.bind(asked)
  asked.call = async (...given) => {
    if (given[0] === name) await act()
    return call(...given)
  }
}

async function leftOf(lane: Lane, { id, threads }: Run): Promise<Leftover> {
  const callers = threads.callersOf(lane.id)
  const inHand = await Promise.all([
    threads.busyOf(lane.id),
    callers.call('outstandingOf', lane.id),
    callers.call('unpublished', lane.id),
    ...treeOf(lane.call).map(async (edge, index) => {
      if (!factsOf(edge.protocol).engine) return 0
      // A broker that cannot say what it holds may hold something.
      const depth = await threads
        .hostOf(lane, index)
        .call('depth', serviceKey(lane.id, edge.id))
        .catch(() => null)
      return depth ? depth.visible + depth.invisible + depth.delayed : Number.NaN
    }),
  ])
  const committed = lane.call.publish ? committedIn(databaseOf(id, lane.id)) : null
  return { isHeld: inHand.some((count) => count !== 0), lookedUs: threads.timers.nowUs(), committed }
}

function databaseOf(run: string, lane: string): string {
  const folder = readdirSync(tmpdir()).find((name) => name.startsWith(`wirelab-run-${run}-`))
  if (folder === undefined) throw new Error(`run ${run} has no folder`)
  return join(tmpdir(), folder, `${lane}.orders.sqlite`)
}

function committedIn(file: string): Set<number> {
  if (!existsSync(file)) throw new Error(`${file} is not there`)
  const db = new DatabaseSync(file, { readOnly: true })
  try {
    const rows = db.prepare('SELECT orderId FROM orders').all()
    return new Set(rows.map(({ orderId }) => parseOrderId(String(orderId))?.seq ?? Number.NaN))
  } finally {
    db.close()
  }
}

/** The edges of a lane, numbered as they are written. */
function treeOf(edge: Edge): Edge[] {
  const behind = (edge.to.calls ?? []).flatMap((step) => ('parallel' in step ? step.parallel : [step]))
  return [edge, ...behind.flatMap(treeOf)]
}

function piecesOf(edge: Edge, calledBefore = 1): Piece[] {
  const calls = calledBefore * (edge.count ?? 1)
  const subscribers = edge.style === 'publish-subscribe' ? Number(edge.options.subscribers) : 1
  const behind = (edge.to.calls ?? []).flatMap((step) => ('parallel' in step ? step.parallel : [step]))
  return [{ calls, subscribers }, ...behind.flatMap((next) => piecesOf(next, calls))]
}

/**
 * The rings as they lie in memory, from their first slot on: complete as long as none has gone round.
 * `untilUs`: the end of the last frame; what a consumer that would not come to rest still did while its run was being
 * closed is in no ledger.
 */
function recount(
  journals: readonly SharedArrayBuffer[],
  { lanes, left, untilUs }: { lanes: readonly Lane[]; left: readonly Leftover[]; untilUs: number },
): Counted[] {
  const counted = lanes.map(({ call }, lane) => new LaneCount(call, left[lane] as Leftover))
  for (const journal of journals) {
    const [written = 0] = new Int32Array(journal, 0, 1)
    const fields = new Float64Array(journal, HEADER_BYTES)
    if (written * RECORD_FIELDS > fields.length) throw new Error('a journal has gone round: too much for a recount')
    for (let at = 0; at < written; at++) {
      const record = fields.subarray(at * RECORD_FIELDS, (at + 1) * RECORD_FIELDS)
      if ((record[0] as number) >= untilUs) break
      counted[Math.floor((record[3] as number) / 2 ** 40)]?.take(record)
    }
  }
  return counted.map((lane) => lane.counted())
}

class LaneCount {
  readonly #orders = new Map<number, Known>()
  readonly #pieces: Piece[]
  readonly #left: Leftover
  readonly #isAllBehindBrokers: boolean
  #rejected = 0
  #deduplicated = 0
  #lastUs = 0

  constructor(call: Edge, left: Leftover) {
    this.#pieces = piecesOf(call)
    this.#isAllBehindBrokers = treeOf(call).every(({ protocol }) => factsOf(protocol).engine)
    this.#left = left
  }

  take(record: Float64Array): void {
    const [, , seq, code, edgeOrNone, numberOrNone] = record as unknown as [
      number,
      number,
      number,
      number,
      number,
      number,
    ]
    const kind = recordKinds[code % 256] as JournalRecord['kind']
    const isNested = edgeOrNone > 0
    const tUs = record[0] as number
    if (tUs < this.#left.lookedUs) this.#lastUs = Math.max(this.#lastUs, tUs)
    if (!isCounting(kind)) return
    // Of the calls that a service makes, only what is done counts: what it was told is its own affair.
    if (isNested && (kind === 'sent' || kind === 'verdict')) return
    if (kind === 'rejected') this.#rejected++
    else if (kind === 'deduplicated') this.#deduplicated++
    else {
      const order = this.#orders.get(seq) ?? { ...unheardOf, executed: [] }
      this.#orders.set(seq, order)
      if (kind === 'sent') order.sent = true
      else if (kind === 'dead-lettered') order.deadLettered = true
      else if (kind === 'policy') order.expired ||= decisions[Math.floor(code / 2 ** 24) % 2 ** 16] === 'expired'
      else if (kind === 'executed') {
        const [edge, number] = edgeOrNone < 0 ? [0, 0] : [edgeOrNone, numberOrNone]
        order.executed.push(`${edge}/${number}/${Math.floor(code / 2 ** 16) % 256}`)
      } else if (order.verdict === 'pending') {
        order.verdict = verdictOf(outcomeKinds[Math.floor(code / 256) % 256] as OutcomeKind)
      }
    }
  }

  counted(): Counted {
    const { committed, lookedUs } = this.#left
    const isQuiet = this.#isAllBehindBrokers || lookedUs - this.#lastUs >= QUIET_US
    const isHeld = this.#left.isHeld || !isQuiet
    const needed = this.#pieces.reduce((sum, { calls, subscribers }) => sum + calls * subscribers, 0)
    const none = committed ? 0 : null
    const counted: Counted = {
      sent: 0,
      rejected: this.#rejected,
      duplicated: 0,
      deduplicated: this.#deduplicated,
      ghosts: none,
      committedButLost: none,
      cells: {},
    }
    for (const [seq, { sent, verdict, executed, deadLettered, expired }] of this.#orders) {
      if (!sent) continue
      const done = new Set(executed).size
      counted.sent++
      counted.duplicated += executed.length - done
      let work = isHeld ? 'backlog' : 'lost'
      if (done === needed) work = 'completed'
      else if (deadLettered) work = 'dead-lettered'
      else if (verdict === 'refused' || expired) work = 'discarded'
      const cell = `${verdict} ${work}`
      counted.cells[cell] = (counted.cells[cell] ?? 0) + 1
      if (!committed) continue
      const isGhost = work === 'completed' && verdict !== 'pending' && !committed.has(seq)
      const isLost = committed.has(seq) && (work === 'lost' || work === 'discarded')
      counted.ghosts = (counted.ghosts ?? 0) + (isGhost ? 1 : 0)
      counted.committedButLost = (counted.committedButLost ?? 0) + (isLost ? 1 : 0)
    }
    return counted
  }
}

function isCounting(kind: string): kind is CountingKind {
  return (counting as readonly string[]).includes(kind)
}

/** The same, as the ledger says it. */
export function countedBy({ sent, rejected, ledger }: LaneSummary): Counted {
  const cells: Counted['cells'] = {}
  for (const [verdict, row] of Object.entries(ledger.table)) {
    for (const [work, count] of Object.entries(row)) if (count > 0) cells[`${verdict} ${work}`] = count
  }
  const { duplicated, deduplicated, ghosts, committedButLost } = ledger
  return { sent, rejected, duplicated, deduplicated, ghosts, committedButLost, cells }
}
