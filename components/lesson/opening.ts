/** A recorded run as a step opens with it: folded once on the server, and only the lanes that give nothing away. */
import { type CurveLine, curveLines } from '#components/charts/curve.ts'
import type { RecordedLine } from '#components/charts/guess-chart.tsx'
import { percentileValues, wholeSeconds } from '#components/charts/series.ts'
import type { Experiment } from '#core/experiment.ts'
import type { LessonStep } from '#core/lesson.ts'
import type { RunEvent } from '#core/run.ts'
import { createRunView, foldEvents, type RunView } from '#core/run-view.ts'
import { measured } from '#core/threshold.ts'
import { percentileOf } from './figures.ts'

export interface LessonRecording {
  experiment: Experiment
  events: RunEvent[]
}

export interface Opening {
  seconds: number
  /** Samples behind the lanes together. */
  n: number
  lanes: RecordedLine[]
  /** Where the step shows a curve. */
  curves: CurveLine[]
  /** Of the guessed metric, by lane, where the step shows counts. */
  counts: { id: string; value: number | null }[]
}

const US_PER_MS = 1000

export function openingOf(step: LessonStep, { experiment, events }: LessonRecording): Opening {
  const view = createRunView(experiment)
  foldEvents(view, events)
  const seconds = Math.min(wholeSeconds(view), Math.ceil(experiment.durationS))
  const { shows } = step
  if (shows === 'count') return countsOf(step, view, seconds)
  if (shows === 'curve') return curvesOf(step, view, seconds)
  const p = percentileOf(step.guess.metric)
  const lanes = step.opening.flatMap((id) => {
    const lane = view.lanes[id]
    if (!lane) return []
    const us = lane.hist[shows].percentile(p)
    const values = percentileValues(lane, { metric: shows, p, seconds })
    return [{ id, values, ms: us === null ? null : us / US_PER_MS, n: lane.hist[shows].n }]
  })
  return {
    seconds,
    n: lanes.reduce((sum, { n }) => sum + n, 0),
    lanes: lanes.map(({ id, values, ms }) => ({ id, values, ms })),
    curves: [],
    counts: [],
  }
}

function curvesOf({ opening }: LessonStep, view: RunView, seconds: number): Opening {
  const lines = curveLines(view.experiment, view, 'en').filter(({ id }) => opening.includes(id))
  return { seconds, n: lines.reduce((sum, { n }) => sum + n, 0), lanes: [], curves: lines, counts: [] }
}

function countsOf({ opening, guess }: LessonStep, view: RunView, seconds: number): Opening {
  const path = guess.metric.slice(guess.metric.indexOf('.'))
  return {
    seconds,
    n: opening.reduce((sum, id) => sum + (view.lanes[id]?.sent ?? 0), 0),
    lanes: [],
    curves: [],
    counts: opening.map((id) => ({ id, value: measured(`${id}${path}`, view) })),
  }
}
