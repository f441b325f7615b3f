'use client'
import { type CurveLine, curveLines } from '#components/charts/curve.ts'
import { CurveChart } from '#components/charts/curve-chart.tsx'
import { GuessChart } from '#components/charts/guess-chart.tsx'
import { useWords } from '#components/text/use-words.tsx'
import type { Experiment } from '#core/experiment.ts'
import { named } from '#core/lesson.ts'
import { isOver } from '#core/run.ts'
import type { Locale } from '#core/text.ts'
import { measured } from '#core/threshold.ts'
import { CountBars } from './count-bars.tsx'
import { figureText, percentileOf, sampleMetric } from './figures.ts'
import type { Opening } from './opening.ts'
import type { StepProps } from './step-props.ts'

const HEIGHT_PX = 380
const PER_CENT = 100

type StepChartProps = Pick<StepProps, 'step' | 'state' | 'experiment' | 'view'> & { opening: Opening | null }

/** The chart of a step; under it, once the run is over, what was measured beside what was guessed. */
export function StepChart({ step, state, experiment, view, opening }: StepChartProps) {
  const { words, locale } = useWords()
  const over = view !== null && isOver(view.state)
  const metric = named(step, state.value, step.guess.metric)
  return (
    <>
      {step.shows === 'count' ? (
        <CountBars {...{ experiment, view, metric }} guess={state.guess} recorded={opening?.counts ?? []} />
      ) : step.shows === 'curve' ? (
        <CurveChart
          lines={view ? curveLines(experiment, view, locale) : recordedLines(opening?.curves ?? [], experiment, locale)}
          height={HEIGHT_PX}
          empty={null}
          guess={{ x: PER_CENT / (PER_CENT - percentileOf(metric)), ms: state.guess }}
        />
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

/** As lanes of the experiment that is about to run: there they have their names and looks. */
function recordedLines(recorded: CurveLine[], { lanes }: Experiment, locale: Locale): CurveLine[] {
  return lanes.flatMap(({ id, name }, order) => {
    const line = recorded.find((one) => one.id === id)
    return line ? [{ ...line, name: name[locale], order }] : []
  })
}
