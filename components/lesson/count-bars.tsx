'use client'
/** The guessed count of each lane as a bar, live, on one axis; the guess is a line through the bar of its lane. */
import { runCharts } from '#components/charts/run-charts.ts'
import { roundCeiling } from '#components/charts/scale.ts'
import { formatCount, NOTHING } from '#components/run/format.ts'
import { useWords } from '#components/text/use-words.tsx'
import type { Experiment } from '#core/experiment.ts'
import type { RunView } from '#core/run-view.ts'
import { measured } from '#core/threshold.ts'

interface CountBarsProps {
  experiment: Experiment
  /** Null before a run. */
  view: RunView | null
  /** `lane.path`: the path of every lane, and the lane that the guess is of. */
  metric: string
  guess: number | null
  /** What stands there before the run, by lane. */
  recorded: { id: string; value: number | null }[]
}

const LEAST_AXIS = 10
const PERCENT = 100

export function CountBars({ experiment, view, metric, guess, recorded }: CountBarsProps) {
  const { words, locale } = useWords()
  const [guessed, path] = [metric.slice(0, metric.indexOf('.')), metric.slice(metric.indexOf('.') + 1)]
  const bars = runCharts({ experiment, view, locale, focusLane: null }).lanes.map((lane) => ({
    ...lane,
    value: view ? measured(`${lane.id}.${path}`, view) : (recorded.find(({ id }) => id === lane.id)?.value ?? null),
    sent: view?.lanes[lane.id]?.sent ?? null,
  }))
  const top = roundCeiling(Math.max(guess ?? 0, ...bars.map(({ value }) => value ?? 0)), LEAST_AXIS)
  const at = (count: number) => `${(count / top) * PERCENT}%`
  return (
    <table className="w-full border-collapse text-13" data-testid="count-bars">
      <caption className="sr-only">{words.lesson.chart.count}</caption>
      <tbody>
        {bars.map(({ id, name, look, value, sent }) => (
          <tr key={id} className="border-grid border-t align-middle">
            <th scope="row" className="w-28 py-5 pr-3 text-left font-medium max-mid:w-20">
              <span style={{ color: `var(${look.textToken})` }}>{name}</span>
            </th>
            <td className="relative py-5">
              {value !== null && (
                <span
                  aria-hidden="true"
                  className="block h-6 min-w-px"
                  style={{ width: at(value), backgroundColor: `var(${look.lineToken})` }}
                />
              )}
              {id === guessed && guess !== null && (
                <span
                  aria-hidden="true"
                  data-testid="guess-line"
                  className="absolute inset-y-1 border-ink border-l-2 border-dotted"
                  style={{ left: at(guess) }}
                >
                  <span
                    className={`absolute -top-1 whitespace-nowrap bg-surface px-1 font-strong text-12 ${guess > top / 2 ? 'right-1' : 'left-1'}`}
                  >
                    {words.lesson.guess} {formatCount(guess)}
                  </span>
                </span>
              )}
            </td>
            <td className="num w-32 py-5 pl-3 text-right max-mid:w-24" data-testid={`count-${id}`}>
              <b className="text-16">{value === null ? NOTHING : formatCount(value)}</b>
              {sent !== null && (
                <span className="block text-12 text-ink-3">{words.lesson.sent(formatCount(sent))}</span>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
