/** What a comparison says, as numbers and texts. */
import { ENOUGH_FOR_P99 } from '#components/charts/series.ts'
import { type Chart, chartOf } from '#components/picture/chart.ts'
import { formatCount, formatDuration, formatMs, NOTHING } from '#components/run/format.ts'
import { type ComparedMetric, type Difference, differenceOf, slicesIn } from '#core/compare.ts'
import type { Experiment, Lane } from '#core/experiment.ts'
import { type LaneSummary, summarize } from '#core/summary.ts'
import type { Locale } from '#core/text.ts'
import type { WholeRun } from './whole-run.ts'

/** One a run, all with the axes that hold every one of them. */
export function comparedCharts(runs: WholeRun[], locale: Locale): Chart[] {
  const charts = runs.map(({ view }) => chartOf('caller', { view, whole: view, locale }))
  const endS = Math.max(...charts.map((chart) => chart.endS))
  return charts.map((chart) => ({ ...chart, endS }))
}

export interface ComparedCell {
  text: string
  /** From the first run that has the lane; empty in that one, and where there is none. */
  difference: string
  /** Stands on too little to be taken at its word. */
  few: boolean
}

export interface LaneDifference {
  id: string
  name: string
  /** Only what is not the same in all. */
  rows: { measure: string; cells: ComparedCell[] }[]
}

interface Measure {
  name: string
  of: (lane: LaneSummary) => number | null
  text: (value: number) => string
  few?: (lane: LaneSummary) => boolean
}

const MEASURES: Measure[] = [
  { name: 'n', of: ({ callerLatencyMs }) => callerLatencyMs.n, text: formatCount },
  { name: 'callerP50', of: ({ callerLatencyMs }) => callerLatencyMs.p50, text: formatMs },
  {
    name: 'callerP99',
    of: ({ callerLatencyMs }) => callerLatencyMs.p99,
    text: formatMs,
    few: ({ callerLatencyMs }) => callerLatencyMs.n < ENOUGH_FOR_P99,
  },
  { name: 'doneP50', of: ({ completionLatencyMs }) => completionLatencyMs.p50, text: formatMs },
  {
    name: 'doneP99',
    of: ({ completionLatencyMs }) => completionLatencyMs.p99,
    text: formatMs,
    few: ({ completionLatencyMs }) => completionLatencyMs.n < ENOUGH_FOR_P99,
  },
  { name: 'goodput', of: ({ goodputRps }) => goodputRps, text: (rate) => rate.toFixed(1) },
  { name: 'failed', of: ({ failed }) => failed, text: formatCount },
  { name: 'attempts', of: ({ attemptsPerOrder }) => attemptsPerOrder, text: (times) => times.toFixed(2) },
  { name: 'lost', of: ({ ledger }) => ledger.promisedButLost, text: formatCount },
  { name: 'duplicated', of: ({ ledger }) => ledger.duplicated, text: formatCount },
]

/** Every lane that at least two of the runs have, by its id. */
export function laneDifferences(runs: WholeRun[], locale: Locale): LaneDifference[] {
  const all = runs.map(({ view }) => new Map(summarize(view, { locale }).lanes.map((lane) => [lane.id, lane])))
  const ids = [...new Set(all.flatMap((lanes) => [...lanes.keys()]))]
  return ids.flatMap((id) => {
    const sides = all.map((lanes) => lanes.get(id) ?? null)
    const there = sides.filter((lane) => lane !== null)
    if (there.length < 2) return []
    const rows = MEASURES.flatMap((measure) => {
      const cells = cellsOf(sides, measure)
      const said = new Set(cells.flatMap(({ text }, i) => (sides[i] ? text : [])))
      return said.size > 1 ? { measure: measure.name, cells } : []
    })
    const lane = runs
      .flatMap(({ view }) => view.experiment.lanes.map((lane) => ({ lane, of: view.experiment })))
      .find(({ lane }) => lane.id === id)
    return { id, name: lane ? nameIn(lane.of, lane.lane, locale) : id, rows }
  })
}

function cellsOf(sides: (LaneSummary | null)[], { of, text, few }: Measure): ComparedCell[] {
  const first = sides.find((lane) => lane !== null && of(lane) !== null)
  const from = first ? of(first) : null
  return sides.map((lane) => {
    const value = lane && of(lane)
    const alike = value === null || from === null || text(value) === text(from)
    return {
      text: value === null ? NOTHING : text(value),
      difference: alike ? '' : away(value - from, text),
      few: lane !== null && value !== null && (few?.(lane) ?? false),
    }
  })
}

/** Empty where the difference is smaller than what is said of it. */
function away(by: number, text: (value: number) => string): string {
  if (text(Math.abs(by)) === text(0)) return ''
  return `${by < 0 ? '−' : '+'}${text(Math.abs(by))}`
}

/** What a lane is called in its run, with its id where another is called the same. */
function nameIn({ lanes }: Experiment, { id, name }: Lane, locale: Locale): string {
  const alike = lanes.some((other) => other.id !== id && other.name[locale] === name[locale])
  return alike ? `${name[locale]} (${id})` : name[locale]
}

export interface Confidence {
  key: string
  /** Whose slower or faster is said, and against what. */
  subject: string
  against: string
  metric: ComparedMetric
  p: number
  difference: Difference | null
}

const COMPARED = [
  { metric: 'caller', p: 50 },
  { metric: 'caller', p: 99 },
  { metric: 'completion', p: 50 },
] as const

/** Lanes of an interleaved run against its first lane, and a lane against itself in another interleaved run. */
export function confidences(runs: WholeRun[], names: string[], locale: Locale): Confidence[] {
  const interleaved = runs.flatMap((run, at) => (run.view.experiment.mode === 'interleaved' ? { run, at } : []))
  const within = interleaved.flatMap(({ run, at }) => {
    const [first, ...others] = run.view.experiment.lanes
    if (!first) return []
    return others.flatMap((lane) =>
      COMPARED.map(({ metric, p }): Confidence => {
        const sides = [first.id, lane.id].map((id) => slicesIn(run.view, id, metric))
        return {
          key: `${at} ${lane.id} ${metric} ${p}`,
          subject: `${names[at]} · ${nameIn(run.view.experiment, lane, locale)}`,
          against: nameIn(run.view.experiment, first, locale),
          metric,
          p,
          difference: differenceOf(sides[0] ?? [], sides[1] ?? [], { p, seed: run.view.experiment.seed }),
        }
      }),
    )
  })
  const [base, ...later] = interleaved
  const across = !base
    ? []
    : later.flatMap(({ run, at }) =>
        run.view.experiment.lanes
          .filter(({ id }) => Object.hasOwn(base.run.view.lanes, id))
          .flatMap((lane) =>
            COMPARED.map(
              ({ metric, p }): Confidence => ({
                key: `${base.at} ${at} ${lane.id} ${metric} ${p}`,
                subject: `${names[at]} · ${nameIn(run.view.experiment, lane, locale)}`,
                against: `${names[base.at]} · ${nameIn(run.view.experiment, lane, locale)}`,
                metric,
                p,
                difference: differenceOf(
                  slicesIn(base.run.view, lane.id, metric),
                  slicesIn(run.view, lane.id, metric),
                  {
                    p,
                    seed: run.view.experiment.seed,
                  },
                ),
              }),
            ),
          ),
      )
  return [...across, ...within]
}

/** `+3.2 ms`, `−210 ms`. */
export function signed(us: number): string {
  return `${us < 0 ? '−' : '+'}${formatDuration(Math.abs(us))}`
}
