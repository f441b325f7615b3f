/** What the command line says: a line a second while a run is on, a table when it is over. */

import { recent } from '#core/lane-bins.ts'
import type { LatencySummary } from '#core/measures.ts'
import type { RunEvent } from '#core/run.ts'
import type { RunView } from '#core/run-view.ts'
import type { LaneSummary, LedgerSummary, RunSummary } from '#core/summary.ts'

const FRAMES_PER_LINE = 4
const US_PER_S = 1e6
const US_PER_MS = 1000
const PERCENT = 100

export function progressLine(event: RunEvent, view: RunView): string | null {
  const at = `${(event.atUs / US_PER_S).toFixed(1).padStart(6)} s`
  switch (event.type) {
    case 'state':
      return `${at}  ${event.state.is}${'abortedBy' in event.state ? `: ended by ${event.state.abortedBy}` : ''}`
    case 'fault-set':
      return `${at}  fault on: ${event.fault.id} (${event.fault.type})`
    case 'fault-cleared':
      return `${at}  fault off: ${event.faultId}`
    case 'workload':
      return `${at}  workload of ${event.lane}: ${JSON.stringify(event.workload)}`
    case 'lane-failed':
      return `${at}  failed: ${event.detail}`
    case 'redriven':
      return `${at}  redriven in ${event.lane}: ${event.moved} dead letters`
    case 'slice': {
      const marks = [event.warmUp ? 'warm-up' : '', event.contaminated ? 'contaminated' : ''].filter(Boolean)
      return `${at}  turn of ${event.lane}${marks.length > 0 ? ` (${marks.join(', ')})` : ''}`
    }
    case 'company':
      return event.others > 0 ? `${at}  shares the lab with ${event.others}` : null
    case 'environment':
    case 'judged':
      return null
    case 'frame':
      return event.frame.seq % FRAMES_PER_LINE === 0 ? `${at}  ${laneColumns(view)}` : null
    default:
      return event satisfies never
  }
}

function laneColumns(view: RunView): string {
  return Object.entries(view.lanes)
    .map(([id, lane]) => {
      const { caller, okRps } = recent(lane, 1)
      const p50Us = caller.percentile(50)
      const p50 = p50Us === null ? '–' : `${(p50Us / US_PER_MS).toFixed(1)} ms`
      return `${id} ${Math.round(okRps)}/s ${p50}${lane.backlog > 0 ? ` backlog ${lane.backlog}` : ''}`
    })
    .join('  ·  ')
}

const COLUMNS = [
  'lane',
  'sent',
  'ok',
  'failed',
  'goodput/s',
  'caller p50',
  'p99',
  'done p50',
  'p99',
  'dup',
  'lost',
  'at most',
  'told failed, done',
]
/** Only where a service publishes from a database. */
const DATABASE_COLUMNS = ['ghosts', 'committed, lost']

export function reportLines(summary: RunSummary): string[] {
  const withDatabase = summary.lanes.some(({ ledger }) => ledger.ghosts !== null)
  const columns = withDatabase ? [...COLUMNS, ...DATABASE_COLUMNS] : COLUMNS
  const rows = summary.lanes.map((lane) => [
    lane.id,
    lane.sent,
    lane.ok,
    lane.failed,
    lane.goodputRps ?? '–',
    ...quantiles(lane.callerLatencyMs),
    ...quantiles(lane.completionLatencyMs),
    timesText(lane.ledger),
    lane.ledger.promisedButLost,
    lane.ledger.lossAtMost === null ? '–' : `${(lane.ledger.lossAtMost * PERCENT).toPrecision(2)} %`,
    lane.ledger.doneThoughToldFailed,
    ...(withDatabase ? [lane.ledger.ghosts ?? '–', lane.ledger.committedButLost ?? '–'] : []),
  ])
  const absent = summary.lanes.flatMap(({ id, failure }) => (failure ? [`${id} took no part: ${failure}`] : []))
  const judged = summary.thresholds.map(({ threshold, passed, left, right }) => {
    const measured = left === null ? 'nothing measured' : `measured ${left}${right === null ? '' : ` against ${right}`}`
    return `${passed ? 'pass' : 'FAIL'}  ${threshold}  (${measured})`
  })
  const kept = summary.id === undefined ? '' : ` · run ${summary.id}`
  const title = `${summary.experiment} · seed ${summary.seed} · ${summary.state}${kept} · ms`
  return [
    title,
    ...tableLines(columns, rows),
    ...absent,
    ...policyLines(summary.lanes),
    ...edgeLines(summary.lanes),
    ...judged,
  ]
}

/** `13 (11 orders)`: how often work was done again, and in how many orders where that is not the same. */
function timesText({ duplicated, repeated }: LedgerSummary): string {
  return repeated === null || repeated === duplicated ? String(duplicated) : `${duplicated} (${repeated} orders)`
}

function tableLines(columns: string[], rows: (string | number)[][]): string[] {
  const table = [columns, ...rows.map((row) => row.map(String))]
  const widths = columns.map((_, column) => Math.max(...table.map((row) => (row[column] ?? '').length)))
  return table.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  '),
  )
}

const POLICY_COLUMNS = [
  'policies',
  'attempts/order',
  'retries',
  'denied',
  'hedges',
  'won',
  'opened',
  'now',
  'withheld',
  'fallbacks',
  'expired',
]

const EDGE_COLUMNS = ['edge', 'attempts/order', 'at most', 'failed', 'refused', 'hedges', 'opened', 'call p50', 'p99']

/** A third, only where services call services. */
function edgeLines(lanes: readonly LaneSummary[]): string[] {
  const rows = lanes.flatMap(({ id, edges }) =>
    Object.entries(edges).map(([edge, hop]) => [
      `${id}.${edge}`,
      hop.attemptsPerOrder ?? '–',
      hop.mostAttemptsPerOrder,
      hop.failed,
      hop.rejected,
      hop.hedges,
      hop.breaker.opened,
      ...quantiles(hop.callMs),
    ]),
  )
  return rows.length > 0 ? tableLines(EDGE_COLUMNS, rows) : []
}

/** A second table, only where some lane has a policy. */
function policyLines(lanes: readonly LaneSummary[]): string[] {
  const withPolicy = lanes.filter(({ policies }) => policies.length > 0)
  if (withPolicy.length === 0) return []
  const rows = withPolicy.map((lane) => [
    lane.id,
    lane.attemptsPerOrder ?? '–',
    lane.retries,
    lane.retriesDenied,
    lane.hedges,
    lane.hedgesWon,
    lane.breaker.opened,
    lane.policies.includes('breaker') ? lane.breakerState : '–',
    lane.outcomes.withheld,
    lane.fallbacks,
    lane.expired,
  ])
  return tableLines(POLICY_COLUMNS, rows)
}

function quantiles({ p50, p99 }: LatencySummary): string[] {
  return [p50, p99].map((value) => (value === null ? '–' : value.toFixed(1)))
}
