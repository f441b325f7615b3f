/** `wirelab orders`: single orders of a kept run, read where a server keeps them, whether it is running or not. */
import { closeSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { rowsOf } from '#core/call-rows.ts'
import { fateLabel, rowLabel } from '#core/call-text.ts'
import type { CallNode } from '#core/call-tree.ts'
import { outcomeLabel, verdictLabel, workLabel } from '#core/labels.ts'
import type { Life } from '#core/life.ts'
import { actorLabel, endingSentence, stepLabel } from '#core/life-text.ts'
import { type OrderPage, parseOrderQuery, parseOrderRef } from '#core/order-query.ts'
import { wireLines } from './cli-bytes.ts'
import { readDatabase } from './runs/database.ts'
import type { OrderSource } from './runs/kept-trails.ts'
import { findLife, findPage } from './runs/orders.ts'
import { DATABASE_NAME } from './runs/store.ts'
import { NO_WIRE } from './runs/wire-table.ts'

export interface OrdersAsked {
  runId: string
  dataDir: string
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
export async function ordersText({ runId, dataDir, order, filters, bytes, json }: OrdersAsked): Promise<string[]> {
  const database = open(dataDir)
  try {
    const run = database.run(runId)
    if (!run) throw new Error(`there is no run '${runId}' in ${dataDir}`)
    const lanes = run.experiment.lanes.map(({ id }) => id)
    const source: OrderSource = {
      find: async (query) => database.trails?.findOrders(runId, query) ?? null,
      life: async (lane, seq) => database.trails?.lifeOf(runId, lane, seq) ?? null,
    }
    if (order !== undefined) {
      const life = await findLife(source, refOf(order, filters, lanes), lanes)
      if (!bytes) return json ? [JSON.stringify(life, null, 2)] : lifeLines(life)
      const wire = database.wires?.wireOf(runId, life.lane, life.seq)
      if (!wire) throw new Error(`--bytes: ${NO_WIRE}`)
      return json ? [JSON.stringify({ ...life, wire }, null, 2)] : [...lifeLines(life), '', ...wireLines(wire)]
    }
    const parsed = parseOrderQuery(filters, lanes)
    if (!parsed.ok) throw new Error(parsed.issues.map(({ path, message }) => `--${path}: ${message}`).join('\n'))
    const page = await findPage(source, parsed.query)
    return json ? [JSON.stringify(page, null, 2)] : pageLines(page)
  } finally {
    database.close()
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

function pageLines({ orders, matched, next, endsAt }: OrderPage): string[] {
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
  lines.push(`${orders.length} of ${matched}${next === null ? '' : `; go on with --after ${next}`}`)
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
