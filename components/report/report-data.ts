/** A folded run as a report needs it: only numbers and texts, since a view with its histograms does not travel to a browser. */

import { type CurveLine, curveLines } from '#components/charts/curve.ts'
import { type HeatLane, heatLane } from '#components/charts/heat.ts'
import { type RunCharts, runCharts } from '#components/charts/run-charts.ts'
import { roundCeiling } from '#components/charts/scale.ts'
import { perSecond, type Values, wholeSeconds } from '#components/charts/series.ts'
import { type Chart, type ChartName, chartNames, chartOf } from '#components/picture/chart.ts'
import { formatCount } from '#components/run/format.ts'
import type { RunView } from '#core/run-view.ts'
import type { Locale } from '#core/text.ts'

export interface ReportCharts {
  charts: Record<ChartName, Chart>
  errors: Chart
  curve: CurveLine[]
  heat: { lanes: HeatLane[] } & Pick<RunCharts, 'endS' | 'seconds' | 'spans'>
}

const LEAST_MAX = 10

export function reportCharts(view: RunView, locale: Locale): ReportCharts {
  const charts = Object.fromEntries(
    chartNames.map((name) => [name, chartOf(name, { view, whole: view, locale })]),
  ) as Record<ChartName, Chart>
  return {
    charts,
    errors: errorsOf(view, charts.goodput),
    curve: curveLines(view.experiment, view, locale),
    heat: heatmapsOf(view, locale),
  }
}

function errorsOf(view: RunView, like: Chart): Chart {
  const seconds = wholeSeconds(view)
  const lines = like.lines.map((line) => {
    const lane = view.lanes[line.id]
    const values: Values = lane ? perSecond(lane, seconds, (bin) => bin.failed) : []
    return { ...line, values, now: '' }
  })
  const largest = Math.max(0, ...lines.flatMap(({ values }) => values.map((value) => value ?? 0)))
  const most = roundCeiling(largest, LEAST_MAX)
  const ticks = [0, most / 2, most].map((at) => ({ at, label: formatCount(at) }))
  return { ...like, lines, max: most, ticks }
}

function heatmapsOf(view: RunView, locale: Locale): ReportCharts['heat'] {
  const { lanes, endS, seconds, spans } = runCharts({ experiment: view.experiment, view, locale, focusLane: null })
  return {
    ...{ endS, seconds, spans },
    lanes: lanes.map(({ id, name, view: lane }, order) => heatLane(lane, { id, name, order }, seconds)),
  }
}
