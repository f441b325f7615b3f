'use client'
/** One latency of a run on the axis of every latency chart, with a guess drawn over it. */
import { formatOnMsAxis, NOTHING } from '#components/run/format.ts'
import { useWords } from '#components/text/use-words.tsx'
import type { Experiment } from '#core/experiment.ts'
import type { RunView } from '#core/run-view.ts'
import { ChartFrame } from './chart-frame.tsx'
import { type ChartLine, LiveChart } from './live-chart.tsx'
import { runCharts } from './run-charts.ts'
import { lastOf, type Metric, type Percentile, percentileValues, type Values } from './series.ts'

const US_PER_MS = 1000

export interface RecordedLine {
  id: string
  values: Values
  /** Of the whole run. */
  ms: number | null
}

export interface GuessChartProps {
  experiment: Experiment
  /** Null before a run. */
  view: RunView | null
  metric: Metric
  p: Percentile
  title: string
  height: number
  guessMs: number | null
  /** The lines' ends say what the whole run measured, not its last second. */
  whole: boolean
  /** Said where nothing can be drawn yet. */
  empty?: string
  /** What stands there before the run. */
  recorded?: { seconds: number; lanes: RecordedLine[] } | null
}

export function GuessChart(props: GuessChartProps) {
  const { experiment, view, metric, p, title, height, guessMs, whole, empty, recorded } = props
  const { words, locale } = useWords()
  const charts = runCharts({ experiment, view, locale, focusLane: null })
  const seconds = view ? Math.min(charts.seconds, Math.ceil(charts.endS)) : (recorded?.seconds ?? 0)
  const nothingYet = view === null && !recorded
  const lines = charts.lanes.flatMap((lane): ChartLine[] => {
    const common = { ...lane, as: 'line' as const, faint: false }
    // Before a run its lines are there and empty: with other lines a chart is built anew, in the middle of the start.
    if (nothingYet) return [{ ...common, values: [], endText: null }]
    if (view === null) {
      const line = recorded?.lanes.find(({ id }) => id === lane.id)
      return line ? [{ ...common, values: line.values, endText: endText(line.ms) }] : []
    }
    const values = lane.view ? percentileValues(lane.view, { metric, p, seconds }) : []
    const wholeUs = whole ? (lane.view?.hist[metric].percentile(p) ?? null) : null
    const ms = wholeUs === null ? (lastOf(values)?.value ?? null) : wholeUs / US_PER_MS
    return [{ ...common, values, endText: endText(ms) }]
  })
  const spoken = (second: number) =>
    `${words.charts.cursorAt(String(second))}: ${lines
      .map(({ name, values }) => `${name} ${endText(values[second] ?? null)} ms`)
      .join(', ')}`
  return (
    <ChartFrame
      title={`p${p}`}
      note={words.lesson.chartNote(p)}
      height={height}
      seconds={seconds}
      columns={lines.map((l) => ({ id: l.id, name: l.name, colour: `var(${l.look.textToken})`, values: l.values }))}
      valuesAt={(second) =>
        lines.map(({ id, name, look, values }) => ({ id, name, look, text: endText(values[second] ?? null) }))
      }
      testId="guess-chart"
    >
      <LiveChart
        label={`${title} p${p}, ms`}
        spoken={spoken}
        height={height}
        endS={charts.endS}
        nowS={charts.nowS}
        seconds={seconds}
        y={{ kind: 'latency' }}
        lines={lines}
        spans={charts.spans}
        labels="gutter"
        empty={nothingYet || lines.length === 0 ? (empty ?? words.charts.empty) : null}
        guess={
          guessMs === null ? undefined : { value: guessMs, name: words.lesson.guess, text: formatOnMsAxis(guessMs) }
        }
      />
    </ChartFrame>
  )
}

function endText(ms: number | null): string {
  return ms === null ? NOTHING : formatOnMsAxis(ms)
}
