'use client'
/** How a run's latencies are spread: the percentile curve of all lanes, and the heatmap of one. Loaded when opened. */
import { useState } from 'react'
import { useWords } from '#components/text/use-words.tsx'
import { curveLines } from './curve.ts'
import { CurveChart } from './curve-chart.tsx'
import { heatLane } from './heat.ts'
import { HeatChart } from './heat-chart.tsx'
import type { RunCharts, RunChartsInput } from './run-charts.ts'

interface SpreadChartsProps extends Omit<RunChartsInput, 'locale'> {
  charts: RunCharts
  height: number
}

/** Under each of the two stands a line that a chart over time does not have. */
const FOOT_PX = 24

export default function SpreadCharts({ charts, experiment, view, focusLane, height: given }: SpreadChartsProps) {
  const { words, locale } = useWords()
  const [chosen, choose] = useState<string | null>(null)
  const { lanes, seconds, endS, nowS, spans } = charts
  const height = given - FOOT_PX
  const empty = view === null ? words.charts.empty : null
  const dimmed = new Set(lanes.filter((lane) => lane.dimmed).map(({ id }) => id))
  const lines = curveLines(experiment, view, locale).map((line) => ({ ...line, dimmed: dimmed.has(line.id) }))
  const shown = focusLane ?? chosen ?? lanes[0]?.id ?? ''
  const heat = lanes.map(({ id, name, view: lane }, order) =>
    heatLane(id === shown ? lane : null, { id, name, order }, seconds),
  )
  return (
    <>
      <CurveChart {...{ lines, height, empty }} />
      <HeatChart lanes={heat} onShow={choose} {...{ shown, endS, nowS, seconds, spans, height, empty }} />
    </>
  )
}
