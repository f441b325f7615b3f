/** The tables of a report as rows of text: a page and a file that stands alone say the same. */
import { ENOUGH_FOR_P99 } from '#components/charts/series.ts'
import { formatCount, formatMs, NOTHING } from '#components/run/format.ts'
import { optionsLine } from '#components/run/lane-words.ts'
import { wordsFor } from '#components/text/locale.ts'
import { type ReportWords, reportWords } from '#components/text/report-words.ts'
import type { Words } from '#components/text/words.ts'
import type { Fault, Lane } from '#core/experiment.ts'
import { faultLabel, legLabel, stateLabel } from '#core/labels.ts'
import { factsOf, type ProtocolId, protocolIds } from '#core/protocols.ts'
import type { JudgedThreshold } from '#core/run.ts'
import { offeredIn, type RunView } from '#core/run-view.ts'
import { type LaneSummary, type LedgerSummary, summarize } from '#core/summary.ts'
import type { Locale } from '#core/text.ts'
import { policyOf } from '#core/written-form-policy.ts'
import type { WholeRun } from './whole-run.ts'

export interface Cell {
  text: string
  /** Stands on too little to be taken at its word. */
  few?: boolean
  /** Something that should not have happened. */
  harm?: boolean
}

export interface Table {
  head: string[]
  rows: { id: string; order: number; name: string; cells: Cell[] }[]
}

export interface Speech {
  locale: Locale
  words: Words
  report: ReportWords
}

export function speechIn(locale: Locale): Speech {
  return { locale, words: wordsFor(locale), report: reportWords[locale] }
}

/** What a run is about, in a line: how many orders, by which seed, how long, how it ended and when it was. */
export function aboutLine({ run, view }: Pick<WholeRun, 'run' | 'view'>, { locale, words, report }: Speech): string {
  const { experiment, about } = run
  return [
    `n ${formatCount(offeredIn(view))}`,
    `${words.run.seed} ${experiment.seed}`,
    `${experiment.durationS} s`,
    stateLabel(view.state.is, locale),
    ...(about.recordedAt ? [`${report.recordedAt} ${about.recordedAt.slice(0, 16).replace('T', ' ')} UTC`] : []),
  ].join(' · ')
}

/** What was measured beside what it was held to. */
export function thresholdText({ left, right }: JudgedThreshold, { report }: Speech): string {
  const shown = (value: number | null) => (value === null ? NOTHING : String(Math.round(value * 1000) / 1000))
  return report.measured(shown(left), shown(right))
}

const ms = (value: number | null): Cell => ({ text: value === null ? NOTHING : formatMs(value) })
const p99 = (of: { n: number; p99: number | null }): Cell => ({ ...ms(of.p99), few: of.n < ENOUGH_FOR_P99 })

export function laneTable(view: RunView, { locale, report }: Speech): Table {
  const { lanes } = summarize(view, { locale })
  return {
    head: [
      report.sent,
      report.failed,
      report.goodput,
      ...['p50', 'p99', 'max'].map((p) => `${report.callerOf} ${p}`),
      ...['p50', 'p99'].map((p) => `${report.doneOf} ${p}`),
      report.perOp,
    ],
    rows: lanes.map((lane, order) => ({
      id: lane.id,
      order,
      name: lane.name,
      cells: [
        { text: formatCount(lane.sent) },
        { text: formatCount(lane.failed), harm: lane.failed > 0 },
        { text: lane.goodputRps === null ? NOTHING : lane.goodputRps.toFixed(1) },
        ms(lane.callerLatencyMs.p50),
        p99(lane.callerLatencyMs),
        ms(lane.callerLatencyMs.max),
        ms(lane.completionLatencyMs.p50),
        p99(lane.completionLatencyMs),
        { text: lane.bytes.perOp === null ? NOTHING : formatCount(lane.bytes.perOp) },
      ],
    })),
  }
}

export function ledgerTable(view: RunView, { locale, words }: Speech): Table {
  const { lanes } = summarize(view, { locale })
  const heads = ['sent', 'acknowledged', 'completed', 'duplicated', 'lost', 'toldFailed'] as const
  const acknowledged = ({ ledger }: LaneSummary) => sum(ledger.table.acknowledged)
  const completed = ({ ledger }: LaneSummary) =>
    Object.values(ledger.table).reduce((all, row) => all + row.completed, 0)
  return {
    head: heads.map((head) => words.ledger[head].replace('\n', ' ')),
    rows: lanes.map((lane, order) => {
      const { ledger } = lane
      const harms = [ledger.promisedButLost, ledger.doneThoughToldFailed]
      return {
        id: lane.id,
        order,
        name: lane.name,
        cells: [
          ...[lane.sent, acknowledged(lane), completed(lane)].map((count) => ({ text: formatCount(count) })),
          { text: timesText(ledger, words), harm: ledger.duplicated > 0 },
          ...harms.map((count) => ({ text: formatCount(count), harm: count > 0 })),
        ],
      }
    }),
  }
}

/** How often work was done again, and in how many orders where that is not the same. */
function timesText({ duplicated, repeated }: LedgerSummary, words: Words): string {
  const times = formatCount(duplicated)
  return repeated === null || repeated === duplicated
    ? times
    : `${times} ${words.ledger.inOrders(formatCount(repeated))}`
}

function sum(row: Record<string, number>): number {
  return Object.values(row).reduce((all, count) => all + count, 0)
}

/** A name and what is to be said of it. */
export type Said = [name: string, said: string]

export function settingsOf(view: RunView, { locale, words, report }: Speech): Said[] {
  const { experiment } = view
  const { workload } = experiment
  const load =
    'open' in workload
      ? `${workload.open.rateRps}/s ${words.load.perLane} · ${words.load.arrivals[workload.open.arrival]}`
      : `${words.load.closed} · ${workload.closed.callers}`
  return [
    [words.run.seed, String(experiment.seed)],
    [report.mode, report.modes[experiment.mode]],
    [report.duration, `${experiment.durationS} s`],
    [words.load.title, `${load} · ${formatCount(experiment.payloadBytes)} B`],
    ...experiment.lanes.map((lane): Said => [lane.name[locale], laneLine(lane, { locale, words, report })]),
    ...view.faults.map(({ fault, setUs, clearedUs }): Said => {
      const seconds = `${(setUs / US_PER_S).toFixed(1)} – ${((clearedUs ?? view.elapsedUs) / US_PER_S).toFixed(1)} s`
      return [`${report.faults} ${fault.id}`, `${faultLabel(fault, locale)} · ${targetOf(fault, locale)} · ${seconds}`]
    }),
  ]
}

const US_PER_S = 1_000_000

function laneLine(lane: Lane, { locale, words, report }: Speech): string {
  const { protocol, style, to } = lane.call
  // A recording may be of a protocol that this house does not have any more, or not yet.
  const known = protocolIds.includes(protocol as ProtocolId)
  const { dist, ...work } = to.work
  const worked = `${report.work} ${dist} ${Object.entries(work)
    .map(([key, value]) => `${key} ${value}`)
    .join(', ')}`
  return [
    known ? factsOf(protocol).name : protocol,
    words.styles[style] ?? style,
    known ? optionsLine(lane, locale, words) : '',
    worked,
    report.places(to.concurrency, to.queueLimit),
    policyLine(lane, report),
  ]
    .filter((part) => part !== '')
    .join(' · ')
}

/** `retry {attempts 4}`, as it would be written, so that a reader can write it again. */
function policyLine({ call }: Lane, report: ReportWords): string {
  if (!call.policy) return ''
  const plain = (value: object) => JSON.stringify(value).replaceAll('"', '').replaceAll(':', ' ').replaceAll(',', ', ')
  const said = Object.entries(policyOf(call.policy, call)).map(([name, value]) =>
    typeof value === 'object' ? `${name} ${plain(value)}` : `${name} ${value}`,
  )
  return report.policy(said.join(' '))
}

function targetOf({ target }: Fault, locale: Locale): string {
  return `${target.lane} · ${'leg' in target ? legLabel(target.leg, locale) : target.part}`
}

const BYTES_PER_GIB = 2 ** 30

export function environmentOf(view: RunView, { report }: Speech): Said[] {
  const { lab } = summarize(view)
  const { environment } = view
  const machine: Said[] = environment
    ? [
        ['Node', environment.node],
        ['OS', environment.os],
        ['CPU', `${environment.cpu} × ${environment.cores}`],
        ['RAM', `${(environment.memoryBytes / BYTES_PER_GIB).toFixed(1)} GiB`],
      ]
    : [[report.environment, report.unknown]]
  const loops = Object.entries(lab.maxLoopDelayP99Ms).map(([thread, delay]) => `${thread} ${formatMs(delay)}`)
  return [
    ...machine,
    [report.cpuMost, `${Math.round(lab.maxCpu * 100)} % · ${report.overloaded(lab.overloadedFrames, lab.frames)}`],
    ['event loop p99, ms', loops.join(' · ')],
  ]
}
