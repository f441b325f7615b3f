'use client'
/** How a run's latencies are spread: the percentile curve of all lanes, and the heatmap of one. Loaded when opened. */
import { useState } from 'react'
import { useWords } from '#components/text/use-words.tsx'
import { curveOf } from './curve.ts'
import { CurveChart } from './curve-chart.tsx'
import { heatOf, TABLE_EDGES_MS } from './heat.ts'
import { HeatChart, type HeatLane } from './heat-chart.tsx'
import type { RunCharts } from './run-charts.ts'
import { percentileValues } from './series.ts'

interface SpreadChartsProps {
  charts: RunCharts
  /** The lane that is brought out. */
  focusLane: string | null
  idle: boolean
  height: number
}

/** Under each of the two stands a line that a chart over time does not have. */
const FOOT_PX = 24

export default function SpreadCharts({ charts, focusLane, idle, height: given }: SpreadChartsProps) {
  const { words } = useWords()
  const [chosen, choose] = useState<string | null>(null)
  const { lanes, seconds, endS, nowS, spans } = charts
  const height = given - FOOT_PX
  const empty = idle ? words.charts.empty : null
  const lines = lanes.map(({ id, name, view, dimmed }, order) => {
    const caller = view?.hist.caller
    return { id, name, order, dimmed, points: caller ? curveOf(caller) : [], n: caller?.n ?? 0 }
  })
  const shown = focusLane ?? chosen ?? lanes[0]?.id ?? ''
  const heat = lanes.map(
    ({ id, name, view }, order): HeatLane => ({
      ...{ id, name, order },
      columns: view && id === shown ? heatOf(view, seconds) : [],
      table: view && id === shown ? heatOf(view, seconds, TABLE_EDGES_MS) : [],
      p50: view && id === shown ? percentileValues(view, { metric: 'caller', p: 50, seconds }) : [],
    }),
  )
  return (
    <>
      <CurveChart {...{ lines, height, empty }} />
      <HeatChart lanes={heat} onShow={choose} {...{ shown, endS, nowS, seconds, spans, height, empty }} />
    </>
  )
}
