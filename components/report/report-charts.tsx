'use client'
/** The charts of a report. They stand still, so recharts draws those that the bench has no picture of its own for. */
import { useMemo, useState } from 'react'
import { Cursor, CursorContext } from '#components/charts/cursor.ts'
import type { CurveLine } from '#components/charts/curve.ts'
import { CurveChart } from '#components/charts/curve-chart.tsx'
import { HeatChart } from '#components/charts/heat-chart.tsx'
import { Zoom, ZoomContext } from '#components/charts/zoom.ts'
import { ZoomButtons } from '#components/charts/zoom-buttons.tsx'
import { chartNotes, chartTitles } from '#components/picture/chart.ts'
import { lookOf } from '#components/run/lane-look.ts'
import { reportWords } from '#components/text/report-words.ts'
import { useWords } from '#components/text/use-words.tsx'
import { Marker } from '#components/ui/marker.tsx'
import type { ReportCharts as Data } from './report-data.ts'
import { HEIGHT_PX, TimeChart } from './report-time-chart.tsx'

export function ReportCharts({ data }: { data: Data }) {
  const { locale } = useWords()
  const words = reportWords[locale]
  const [lane, showLane] = useState(data.curve[0]?.id ?? '')
  const cursor = useMemo(() => new Cursor(), [])
  const zoom = useMemo(() => new Zoom(), [])
  const { caller, done, goodput, backlog } = data.charts
  return (
    <CursorContext value={cursor}>
      <ZoomContext value={zoom}>
        <div className="mb-4 flex flex-wrap items-center justify-between gap-x-5 gap-y-1">
          <Legend lines={data.curve} />
          <ZoomButtons endS={caller.endS} />
        </div>
        <div className="grid gap-x-8 gap-y-6 wide:grid-cols-2">
          {[caller, done, goodput, backlog].map((chart) => (
            <TimeChart
              key={chart.name}
              chart={chart}
              title={chartTitles[chart.name][locale]}
              note={chartNotes[chart.name][locale]}
              testId={`report-${chart.name}`}
            />
          ))}
          <TimeChart chart={data.errors} title={words.errors} note={words.errorsNote} testId="report-errors" />
          <CurveChart lines={data.curve} height={HEIGHT_PX} empty={null} />
          <HeatChart {...data.heat} shown={lane} onShow={showLane} nowS={null} height={HEIGHT_PX} empty={null} />
        </div>
      </ZoomContext>
    </CursorContext>
  )
}

function Legend({ lines }: { lines: CurveLine[] }) {
  return (
    <ul className="flex flex-wrap gap-x-5 gap-y-1 text-12">
      {lines.map(({ id, name, order }) => (
        <li
          key={id}
          className="flex items-center gap-1.5 font-strong"
          style={{ color: `var(${lookOf(order).textToken})` }}
        >
          <Marker look={lookOf(order)} />
          {name}
        </li>
      ))}
    </ul>
  )
}
