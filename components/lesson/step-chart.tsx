'use client'
import { GuessChart } from '#components/charts/guess-chart.tsx'
import { useWords } from '#components/text/use-words.tsx'
import { named } from '#core/lesson.ts'
import { isOver } from '#core/run.ts'
import { measured } from '#core/threshold.ts'
import { CountBars } from './count-bars.tsx'
import { figureText, percentileOf, sampleMetric } from './figures.ts'
import type { Opening } from './opening.ts'
import type { StepProps } from './step-props.ts'

const HEIGHT_PX = 380

type StepChartProps = Pick<StepProps, 'step' | 'state' | 'experiment' | 'view'> & { opening: Opening | null }

/** The chart of a step; under it, once the run is over, what was measured beside what was guessed. */
export function StepChart({ step, state, experiment, view, opening }: StepChartProps) {
  const { words } = useWords()
  const over = view !== null && isOver(view.state)
  const metric = named(step, state.value, step.guess.metric)
  return (
    <>
      {step.shows === 'count' ? (
        <CountBars {...{ experiment, view, metric }} guess={state.guess} recorded={opening?.counts ?? []} />
      ) : (
        <GuessChart
          {...{ experiment, view }}
          metric={step.shows}
          p={percentileOf(metric)}
          title={words.lesson.chart[step.shows]}
          height={HEIGHT_PX}
          guessMs={state.guess}
          whole={over}
          recorded={opening}
        />
      )}
      {over && state.is !== 'predicting' && (
        <p className="mt-2 flex flex-wrap items-baseline gap-x-4 pl-2 text-13 text-ink-2" data-testid="result">
          <span>
            {words.lesson.measuredValue}{' '}
            <b className="num text-16 text-ink">{figureText(metric, measured(metric, view))}</b>
          </span>
          <span>
            {words.lesson.guess} <b className="num text-16 text-ink">{figureText(metric, state.guess)}</b>
          </span>
          <span className="num text-12 text-ink-3">n {figureText('n', measured(sampleMetric(metric), view) ?? 0)}</span>
        </p>
      )}
    </>
  )
}
