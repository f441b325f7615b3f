/** What the charts of a run have in common: the time axis, the fault windows, and each lane's name and look. */

import { faultSpans } from '#components/run/fault-spans.ts'
import { type LaneLook, lookOf } from '#components/run/lane-look.ts'
import type { Experiment } from '#core/experiment.ts'
import { faultLabel } from '#core/labels.ts'
import { factsOf } from '#core/protocols.ts'
import { isOver } from '#core/run.ts'
import type { LaneView, RunView } from '#core/run-view.ts'
import type { Locale } from '#core/text.ts'
import type { ChartSpan } from './live-chart.tsx'
import { timeEnd } from './scale.ts'
import { wholeSeconds } from './series.ts'

export interface RunCharts {
  endS: number
  nowS: number | null
  seconds: number
  spans: ChartSpan[]
  lanes: { id: string; name: string; look: LaneLook; queue: boolean; view: LaneView | null; dimmed: boolean }[]
}

const US_PER_S = 1_000_000

export interface RunChartsInput {
  experiment: Experiment
  /** Null before a run. */
  view: RunView | null
  locale: Locale
  /** The lane that is brought out. */
  focusLane: string | null
}

export function runCharts({ experiment, view, locale, focusLane }: RunChartsInput): RunCharts {
  const elapsedS = view ? view.elapsedUs / US_PER_S : 0
  const spans = faultSpans(experiment, view).map(({ fault, fromS, toS, is }) => ({
    fromS,
    toS,
    label: faultLabel(fault, locale),
    planned: is === 'planned',
  }))
  return {
    endS: timeEnd(experiment.durationS, elapsedS),
    nowS: view && !isOver(view.state) && elapsedS > 0 ? elapsedS : null,
    seconds: view ? wholeSeconds(view) : 0,
    spans: mergeAlike(spans),
    lanes: experiment.lanes.map((lane, order) => ({
      id: lane.id,
      name: lane.name[locale],
      look: lookOf(order),
      queue: factsOf(lane.call.protocol).engine,
      view: view?.lanes[lane.id] ?? null,
      dimmed: focusLane !== null && focusLane !== lane.id,
    })),
  }
}

/** The same fault on several lanes at once is one window on a time axis. */
function mergeAlike(spans: ChartSpan[]): ChartSpan[] {
  const sorted = [...spans].sort((a, b) => a.fromS - b.fromS)
  return sorted.filter((span, index) => {
    const before = sorted[index - 1]
    const alike = before && before.label === span.label && before.fromS === span.fromS && before.toS === span.toS
    return !alike
  })
}
