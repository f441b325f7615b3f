/** What a comparison says, as numbers and texts. */
import { type Chart, chartOf } from '#components/picture/chart.ts'
import { formatDuration, formatMs, NOTHING } from '#components/run/format.ts'
import { type ComparedMetric, type Difference, differenceOf, slicesIn } from '#core/compare.ts'
import { type LaneSummary, summarize } from '#core/summary.ts'
import type { Locale } from '#core/text.ts'
import type { WholeRun } from './whole-run.ts'

/** One a run, all with the axes that hold every one of them. */
export function comparedCharts(runs: WholeRun[], locale: Locale): Chart[] {
  const charts = runs.map(({ view }) => chartOf('caller', { view, whole: view, locale }))
  const endS = Math.max(...charts.map((chart) => chart.endS))
  return charts.map((chart) => ({ ...chart, endS }))
}

export interface LaneDifference {
  id: string
  name: string
  rows: { measure: string; values: string[] }[]
}

const MEASURES: [string, (lane: LaneSummary) => string][] = [
  ['n', ({ callerLatencyMs }) => String(callerLatencyMs.n)],
  ['callerP50', ({ callerLatencyMs }) => ms(callerLatencyMs.p50)],
  ['callerP99', ({ callerLatencyMs }) => ms(callerLatencyMs.p99)],
  ['doneP50', ({ completionLatencyMs }) => ms(completionLatencyMs.p50)],
  ['doneP99', ({ completionLatencyMs }) => ms(completionLatencyMs.p99)],
  ['goodput', ({ goodputRps }) => (goodputRps === null ? NOTHING : goodputRps.toFixed(1))],
  ['failed', ({ failed }) => String(failed)],
  ['attempts', ({ attemptsPerOrder }) => (attemptsPerOrder === null ? NOTHING : attemptsPerOrder.toFixed(2))],
  ['lost', ({ ledger }) => String(ledger.promisedButLost)],
  ['duplicated', ({ ledger }) => String(ledger.duplicated)],
]

function ms(value: number | null): string {
  return value === null ? NOTHING : formatMs(value)
}

/** Every lane that at least two of the runs have, by its id. */
export function laneDifferences(runs: WholeRun[], locale: Locale): LaneDifference[] {
  const all = runs.map(({ view }) => new Map(summarize(view, { locale }).lanes.map((lane) => [lane.id, lane])))
  const ids = [...new Set(all.flatMap((lanes) => [...lanes.keys()]))]
  return ids.flatMap((id) => {
    const there = all.flatMap((lanes) => lanes.get(id) ?? [])
    if (there.length < 2) return []
    const rows = MEASURES.map(([measure, read]) => ({
      measure,
      values: all.map((lanes) => {
        const lane = lanes.get(id)
        return lane ? read(lane) : NOTHING
      }),
    }))
    return { id, name: there[0]?.name ?? id, rows }
  })
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
          subject: `${names[at]} · ${lane.name[locale]}`,
          against: first.name[locale],
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
                subject: `${names[at]} · ${lane.name[locale]}`,
                against: `${names[base.at]} · ${lane.name[locale]}`,
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
