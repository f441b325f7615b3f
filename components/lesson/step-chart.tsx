'use client'
import { ChartFrame } from '#components/charts/chart-frame.tsx'
import { type ChartLine, LiveChart } from '#components/charts/live-chart.tsx'
import { runCharts } from '#components/charts/run-charts.ts'
import { lastOf, percentileValues } from '#components/charts/series.ts'
import { formatCount, formatOnMsAxis, NOTHING } from '#components/run/format.ts'
import { useWords } from '#components/text/use-words.tsx'
import { isOver } from '#core/run.ts'
import { measured } from '#core/threshold.ts'
import { msText } from './figures.ts'
import type { Opening } from './opening.ts'
import type { StepProps } from './step-props.ts'

const HEIGHT_PX = 380
const US_PER_MS = 1000

type StepChartProps = Pick<StepProps, 'step' | 'state' | 'experiment' | 'view'> & { opening: Opening | null }

/** One chart on the axis of every latency chart; the guess stands in it from the moment it is made. */
export function StepChart({ step, state, experiment, view, opening }: StepChartProps) {
  const { words, locale } = useWords()
  const charts = runCharts({ experiment, view, locale, focusLane: null })
  const over = view !== null && isOver(view.state)
  const seconds = view ? Math.min(charts.seconds, Math.ceil(charts.endS)) : (opening?.seconds ?? 0)
  const lines = charts.lanes.flatMap((lane): ChartLine[] => {
    const common = { ...lane, as: 'line' as const, faint: false }
    if (view === null) {
      const recorded = opening?.lanes.find(({ id }) => id === lane.id)
      if (!recorded) return []
      return [{ ...common, values: recorded.values, endText: endText(recorded.p50Ms) }]
    }
    const values = lane.view ? percentileValues(lane.view, { metric: step.shows, p: 50, seconds }) : []
    // A run that is over is read by all of it, which is what was guessed.
    const wholeUs = over ? (lane.view?.hist[step.shows].percentile(50) ?? null) : null
    const ms = wholeUs === null ? (lastOf(values)?.value ?? null) : wholeUs / US_PER_MS
    return [{ ...common, values, endText: endText(ms) }]
  })
  const title = words.lesson.chart[step.shows]
  const spoken = (second: number) =>
    `${words.charts.cursorAt(String(second))}: ${lines.map(({ name, values }) => `${name} ${msText(values[second] ?? null)}`).join(', ')}`
  const result = over ? measured(step.guess.metric, view) : null
  const resultN = over ? measured(step.guess.metric.replace(/\.[^.]+$/, '.n'), view) : null
  return (
    <>
      <ChartFrame
        title="p50"
        note={words.lesson.chartNote}
        height={HEIGHT_PX}
        seconds={seconds}
        columns={lines.map((l) => ({ id: l.id, name: l.name, colour: `var(${l.look.textToken})`, values: l.values }))}
        testId="lesson-chart"
      >
        <LiveChart
          label={`${title} p50, ms`}
          spoken={spoken}
          height={HEIGHT_PX}
          endS={charts.endS}
          nowS={charts.nowS}
          seconds={seconds}
          y={{ kind: 'latency' }}
          lines={lines}
          spans={charts.spans}
          labels="gutter"
          empty={lines.length === 0 ? words.charts.empty : null}
          guess={
            state.guess === null
              ? undefined
              : { value: state.guess, name: words.lesson.guess, text: formatOnMsAxis(state.guess) }
          }
        />
      </ChartFrame>
      {result !== null && state.is !== 'predicting' && (
        <p className="mt-2 flex flex-wrap items-baseline gap-x-4 pl-2 text-13 text-ink-2" data-testid="result">
          <span>
            {words.lesson.measuredValue} <b className="num text-16 text-ink">{msText(result)}</b>
          </span>
          <span>
            {words.lesson.guess} <b className="num text-16 text-ink">{msText(state.guess)}</b>
          </span>
          <span className="num text-12 text-ink-3">n {formatCount(resultN ?? 0)}</span>
        </p>
      )}
    </>
  )
}

function endText(ms: number | null): string {
  return ms === null ? NOTHING : formatOnMsAxis(ms)
}
