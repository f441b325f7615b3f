'use client'
import { GuessChart } from '#components/charts/guess-chart.tsx'
import { reservation } from '#components/run/lab-health.ts'
import { useWords } from '#components/text/use-words.tsx'
import { Badge } from '#components/ui/badge.tsx'
import type { ClassView } from '#core/classroom.ts'
import type { Experiment } from '#core/experiment.ts'
import type { RunView } from '#core/run-view.ts'

const HEIGHT_PX = 300

interface ClassChartProps {
  view: ClassView
  experiment: Experiment
  run: RunView | null
  guessMs: number | null
}

/**
 * The run as everybody sees it, and before it its axes: what draws is loaded then, and thirty browsers on one machine
 * are not late for the first second. What all of it measured is said when it is revealed, and not before.
 */
export function ClassChart({ view, experiment, run, guessMs }: ClassChartProps) {
  const { words } = useWords()
  const metric = view.metric.includes('.completionLatencyMs.') ? 'completion' : 'caller'
  return (
    <div data-testid="class-run" data-seq={run?.seq ?? 0}>
      <div className="mb-2 flex items-center justify-between gap-3 text-13">
        <b className="font-strong">{words.lesson.chart[metric]}</b>
        {run !== null && (
          <Badge why={words.badge.measuredWhy} warning={reservation(run, words)}>
            {words.badge.measured}
          </Badge>
        )}
      </div>
      {run?.state.is === 'queued' && <p className="mb-2 text-13 text-ink-2">{words.run.queued(run.state.position)}</p>}
      <GuessChart
        {...{ experiment, guessMs, metric }}
        view={run}
        p={view.metric.endsWith('.p99') ? 99 : 50}
        title={words.lesson.chart[metric]}
        height={HEIGHT_PX}
        empty={words.class.drawnHere}
        whole={view.state.is === 'revealed'}
      />
    </div>
  )
}
