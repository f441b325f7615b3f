/** A folded run as a report needs it: only numbers and texts, since a view with its histograms does not travel to a browser. */

import { perSecond, type Values, wholeSeconds } from '#components/charts/series.ts'
import { type Chart, type ChartName, chartNames, chartOf } from '#components/picture/chart.ts'
import type { Histogram } from '#core/histogram.ts'
import type { RunView } from '#core/run-view.ts'
import type { Locale } from '#core/text.ts'

export interface CurveLine {
  id: string
  name: string
  order: number
  /** x is 1/(1−p). */
  points: { x: number; ms: number }[]
  n: number
}

export interface ReportCharts {
  charts: Record<ChartName, Chart>
  errors: Chart
  curve: CurveLine[]
}

const US_PER_MS = 1000
/** Steps of the curve in each factor of ten of 1/(1−p). */
const STEPS_A_DECADE = 12
const LEAST_MAX = 5

export function reportCharts(view: RunView, locale: Locale): ReportCharts {
  const charts = Object.fromEntries(
    chartNames.map((name) => [name, chartOf(name, { view, whole: view, locale })]),
  ) as Record<ChartName, Chart>
  return {
    charts,
    errors: errorsOf(view, charts.goodput),
    curve: view.experiment.lanes.map(({ id, name }, order) => {
      const { caller } = (view.lanes[id] as RunView['lanes'][string]).hist
      return { id, name: name[locale], order, points: curveOf(caller), n: caller.n }
    }),
  }
}

function errorsOf(view: RunView, like: Chart): Chart {
  const seconds = wholeSeconds(view)
  const lines = like.lines.map((line) => {
    const lane = view.lanes[line.id]
    const values: Values = lane ? perSecond(lane, seconds, (bin) => bin.failed) : []
    return { ...line, values, now: '' }
  })
  const most = Math.max(LEAST_MAX, ...lines.flatMap(({ values }) => values.map((value) => value ?? 0)))
  return { ...like, lines, max: most }
}

/** As far as there is a sample for it: the last point is the largest value. */
function curveOf(histogram: Histogram): { x: number; ms: number }[] {
  const { n } = histogram
  if (n === 0) return []
  const steps = Math.floor(Math.log10(n) * STEPS_A_DECADE)
  return Array.from({ length: steps + 1 }, (_, step) => {
    const x = 10 ** (step / STEPS_A_DECADE)
    return { x, ms: (histogram.percentile(100 * (1 - 1 / x)) ?? 0) / US_PER_MS }
  })
}
