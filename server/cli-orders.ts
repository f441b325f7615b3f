/**
 * `wirelab orders`: single orders of a kept run, read where they are kept, whether a server is running or not; of a run
 * that is on, asked of its server.
 */
import { closeSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { rowsOf } from '#core/call-rows.ts'
import { fateLabel, rowLabel } from '#core/call-text.ts'
import type { CallNode } from '#core/call-tree.ts'
import { outcomeLabel, verdictLabel, workLabel } from '#core/labels.ts'
import type { Life } from '#core/life.ts'
import { actorLabel, endingSentence, stepLabel } from '#core/life-text.ts'
import { type OrderPage, type OrderQuery, parseOrderQuery, parseOrderRef } from '#core/order-query.ts'
import { isOver } from '#core/run.ts'
import { askServer, type Listening, originOf } from './cli-ask-server.ts'
import { wireLines } from './cli-bytes.ts'
import { readDatabase, type StoredRun } from './runs/database.ts'
import { NotFound } from './runs/errors.ts'
import type { OrderSource } from './runs/kept-trails.ts'
import { everyOrder, findLife, findPage } from './runs/orders.ts'
import { DATABASE_NAME } from './runs/store.ts'
import type { OrderWire } from './runs/wire.ts'
import { NO_WIRE } from './runs/wire-table.ts'

export interface OrdersAsked {
  runId: string
  dataDir: string
  /** Where a server of that folder would be asked. */
  listening: Listening
  /** A number, with the lane among the filters, or `lane.number`. */
  order?: string
  /** As in the address of the API. */
  filters: [string, string][]
  /** Of the one order, also what crossed the links. */
  bytes: boolean
  json: boolean
}

const US_PER_MS = 1000
const US_PER_S = 1e6

/** Lines for standard output. Throws for what is not there, with what is. */
export async function ordersText({ runId, dataDir, listening, ...asked }: OrdersAsked): Promise<string[]> {
  const { order, filters, bytes, json } = asked
  const database = open(dataDir)
  try {
    const run = database.run(runId)
    if (!run) throw new Error(`there is no run '${runId}' in ${dataDir}`)
    const lanes = run.experiment.lanes.map(({ id }) => id)
    const query = parseOrderQuery(filters, lanes)
    if (!query.ok) throw new Error(query.issues.map(({ path, message }) => `--${path}: ${message}`).join('\n'))
    const orders = await ordersOf(run, { database, lanes, listening })
    if (order === undefined) {
      const page = await orders.page(filters, query.query)
      return json ? [JSON.stringify(page, null, 2)] : pageLines(page)
    }
    const life = await orders.life(refOf(order, filters, lanes))
    if (!bytes) return json ? [JSON.stringify(life, null, 2)] : lifeLines(life)
    const wire = await orders.wire({ lane: life.lane, seq: String(life.seq) })
    return json ? [JSON.stringify({ ...life, wire }, null, 2)] : [...lifeLines(life), '', ...wireLines(wire)]
  } finally {
    database.close()
  }
}

interface RunOrders {
  page(filters: [string, string][], query: OrderQuery): Promise<OrderPage>
  life(ref: { lane: string; seq: string }): Promise<Life>
  wire(ref: { lane: string; seq: string }): Promise<OrderWire>
}

interface Where {
  database: ReturnType<typeof readDatabase>
  lanes: readonly string[]
  listening: Listening
}

/** As they are kept, or as its server tells them while the run is on. */
async function ordersOf(run: StoredRun, { database, lanes, listening }: Where): Promise<RunOrders> {
  const { trails, wires } = database
  const isKept = trails?.findOrders(run.id, everyOrder) != null
  if (!isKept && !isOver(run.state)) {
    const asked = await askServer(run.id, listening)
    if (asked) return asked
    throw new NotFound(
      `run '${run.id}' is on (${run.state.is}): its single orders are kept when it is over. Until then the server that runs it tells them, GET /api/runs/${run.id}/orders; none that knows it answers at ${originOf(listening)} (HOST, PORT)`,
    )
  }
  const source: OrderSource = {
    find: async (query) => trails?.findOrders(run.id, query) ?? null,
    life: async (lane, seq) => trails?.lifeOf(run.id, lane, seq) ?? null,
  }
  return {
    page: (_filters, query) => findPage(source, query),
    life: (ref) => findLife(source, ref, lanes),
    async wire({ lane, seq }) {
      const wire = wires?.wireOf(run.id, lane, Number(seq))
      if (!wire) throw new NotFound(`--bytes: ${NO_WIRE}`)
      return wire
    },
  }
}

/** One JSON object a line. */
export function writeLives(file: string, lives: Iterable<Life>): void {
  const descriptor = openSync(file, 'w')
  try {
    for (const life of lives) writeSync(descriptor, `${JSON.stringify(life)}\n`)
  } finally {
    closeSync(descriptor)
  }
}

function open(dataDir: string) {
  try {
    return readDatabase(join(dataDir, DATABASE_NAME))
  } catch (error) {
    throw new Error(`cannot read the runs kept in ${dataDir}: ${error instanceof Error ? error.message : error}`)
  }
}

function refOf(order: string, filters: [string, string][], lanes: string[]): { lane: string; seq: string } {
  const ref = parseOrderRef(order)
  if (ref) return { lane: ref.lane, seq: String(ref.seq) }
  const lane = filters.find(([name]) => name === 'lane')?.[1] ?? (lanes.length === 1 ? lanes[0] : undefined)
  if (lane === undefined) throw new Error(`--order: of which lane? Write --lane, or ${lanes[0]}.${order}`)
  return { lane, seq: order }
}

function pageLines({ orders, matched, duplicates, next, endsAt }: OrderPage): string[] {
  const rows = orders.map((line) => [
    `${line.lane}.${line.seq}`,
    (line.dueUs / US_PER_S).toFixed(3),
    verdictLabel(line.verdict, 'en'),
    msText(line.toldUs),
    workLabel(line.work, 'en'),
    msText(line.doneUs),
    String(line.executions),
    endingSentence(line.ended, 'en'),
  ])
  const table = [['order', 'due s', 'the caller', 'after ms', 'the work', 'after ms', 'times', 'why'], ...rows]
  const widths = table[0]?.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0))) ?? []
  const lines = table.map((row) => row.map((cell, column) => padded(cell, column, widths)).join('  '))
  const again = duplicates === 0 ? '' : `; done again ${duplicates} times in all`
  lines.push(`${orders.length} of ${matched}${again}${next === null ? '' : `; go on with --after ${next}`}`)
  for (const [lane, end] of Object.entries(endsAt))
    lines.push(`lane ${lane}: there was no room for orders from ${end} on`)
  return lines
}

const RIGHT_ALIGNED = new Set([1, 3, 5, 6])

function padded(cell: string, column: number, widths: number[]): string {
  if (column === widths.length - 1) return cell
  return RIGHT_ALIGNED.has(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)
}

function lifeLines(life: Life): string[] {
  const heads = [verdictLabel(life.verdict, 'en'), workLabel(life.work, 'en'), `done ${life.executions} times`]
  const steps = life.steps.map(({ atUs, what, by, subscriber, n, outcome }) => {
    const more = [n === undefined ? '' : String(n), outcome ? outcomeLabel(outcome, 'en') : ''].filter(Boolean)
    const whom = actorLabel(by, 'en', subscriber)
    return `${msText(atUs).padStart(10)} ms  ${whom.padEnd(12)}  ${[stepLabel(what, 'en'), ...more].join(' · ')}`
  })
  return [
    `${life.lane}.${life.seq} · due at ${(life.dueUs / US_PER_S).toFixed(3)} s · ${heads.join(' · ')}`,
    ...steps,
    endingSentence(life.ended, 'en'),
    ...(life.tree ? ['', ...treeLines(life.tree)] : []),
  ]
}

function treeLines(tree: CallNode): string[] {
  const rows = rowsOf(tree).map((row) => {
    const { is, depth, edge, fromUs, queuedUs, toUs, outcome, fate } = row
    const what = `${'  '.repeat(depth)}${is === 'call' ? `${edge} ` : ''}${rowLabel(row, 'en')}`
    const told = outcome === null || outcome === 'ok' ? '' : ` · ${outcomeLabel(outcome, 'en')}`
    const waited = queuedUs === null ? '' : ' · waited for a place'
    return { what, from: msText(fromUs), to: msText(toUs), how: `${fateLabel(fate, 'en')}${told}${waited}` }
  })
  const width = Math.max(...rows.map(({ what }) => what.length))
  return rows.map(
    ({ what, from, to, how }) => `${what.padEnd(width)}  ${from.padStart(10)} –${to.padStart(10)} ms  ${how}`,
  )
}

function msText(us: number | null): string {
  return us === null ? '–' : (us / US_PER_MS).toFixed(1)
}
