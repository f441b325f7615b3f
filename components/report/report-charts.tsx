'use client'
/** The charts of a report. They stand still, so recharts draws those that the bench has no picture of its own for. */
import { useId, useMemo, useState } from 'react'
import { CartesianGrid, Line, LineChart, ReferenceArea, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'
import { ChartTable } from '#components/charts/chart-table.tsx'
import { Cursor, CursorContext } from '#components/charts/cursor.ts'
import type { CurveLine } from '#components/charts/curve.ts'
import { CurveChart } from '#components/charts/curve-chart.tsx'
import { HeatChart } from '#components/charts/heat-chart.tsx'
import { timeTicks } from '#components/charts/scale.ts'
import { type Chart, chartNotes, chartTitles, valueText } from '#components/picture/chart.ts'
import { lookOf } from '#components/run/lane-look.ts'
import { reportWords } from '#components/text/report-words.ts'
import { useWords } from '#components/text/use-words.tsx'
import { Button } from '#components/ui/button.tsx'
import { Marker } from '#components/ui/marker.tsx'
import { faultLabel } from '#core/labels.ts'
import type { ReportCharts as Data } from './report-data.ts'

const HEIGHT_PX = 220
const LEFT_PX = 44
const TOP_PX = 22
const BOTTOM_PX = 22
const TICKS_FOR_PX = 420
const FIRST_WIDTH_PX = 560
const tick = { fontSize: 10.5, fontFamily: 'var(--mono)', fill: 'var(--text-3)' }
const tip = { fontSize: 12, background: 'var(--surface)', border: '1px solid var(--line-2)', borderRadius: 6 }

export function ReportCharts({ data }: { data: Data }) {
  const { locale } = useWords()
  const words = reportWords[locale]
  const [lane, showLane] = useState(data.curve[0]?.id ?? '')
  const cursor = useMemo(() => new Cursor(), [])
  const { caller, done, goodput, backlog } = data.charts
  return (
    <>
      <Legend lines={data.curve} />
      <div className="grid gap-x-8 gap-y-6 wide:grid-cols-2">
        {[caller, done, goodput, backlog].map((chart) => (
          <TimeChart
            key={chart.name}
            chart={chart}
            title={chartTitles[chart.name][locale]}
            note={chartNotes[chart.name][locale]}
          />
        ))}
        <TimeChart chart={data.errors} title={words.errors} note={words.errorsNote} />
        <CursorContext value={cursor}>
          <CurveChart lines={data.curve} height={HEIGHT_PX} empty={null} />
          <HeatChart {...data.heat} shown={lane} onShow={showLane} nowS={null} height={HEIGHT_PX} empty={null} />
        </CursorContext>
      </div>
    </>
  )
}

function Legend({ lines }: { lines: CurveLine[] }) {
  return (
    <ul className="mb-4 flex flex-wrap gap-x-5 gap-y-1 text-12">
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

function TimeChart({ chart, title, note }: { chart: Chart; title: string; note: string }) {
  const { words, locale } = useWords()
  const [tabular, setTabular] = useState(false)
  const hatch = useId()
  const seconds = Math.max(0, ...chart.lines.map(({ values }) => values.length))
  const within = (value: number | null | undefined) =>
    value === null || value === undefined ? null : Math.min(Math.max(value, chart.min), chart.max)
  const rows = Array.from({ length: seconds }, (_, second) => ({
    at: second + 0.5,
    ...Object.fromEntries(chart.lines.map(({ id, values }) => [id, within(values[second])])),
  }))
  const ticks = timeTicks(chart.endS, TICKS_FOR_PX)
  return (
    <figure className="min-w-0" aria-label={`${title} (${note})`}>
      <div className="flex min-h-8 items-center justify-between gap-3">
        <figcaption className="text-12 text-ink-3">
          <b className="text-ink">{title}</b> {note}
        </figcaption>
        <Button look="ghost" size="small" aria-pressed={tabular} onClick={() => setTabular(!tabular)}>
          {tabular ? words.charts.chart : words.charts.table}
        </Button>
      </div>
      {tabular ? (
        <ChartTable
          title={title}
          seconds={seconds}
          height={HEIGHT_PX}
          columns={chart.lines.map(({ id, name, order, values }) => ({
            id,
            name,
            colour: `var(${lookOf(order).textToken})`,
            values,
          }))}
        />
      ) : (
        <ResponsiveContainer
          width="100%"
          height={HEIGHT_PX}
          initialDimension={{ width: FIRST_WIDTH_PX, height: HEIGHT_PX }}
        >
          <LineChart data={rows} margin={{ top: TOP_PX, right: 12, bottom: 0, left: 0 }} accessibilityLayer={false}>
            <defs>
              <pattern id={hatch} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
                <rect width="6" height="6" fill="var(--fault-wash)" />
                <line x1="0" y1="0" x2="0" y2="6" stroke="var(--fault-hatch)" strokeWidth="1.6" />
              </pattern>
            </defs>
            <CartesianGrid vertical={false} stroke="var(--grid)" />
            <XAxis
              dataKey="at"
              type="number"
              domain={[0, chart.endS]}
              ticks={ticks}
              height={BOTTOM_PX}
              tickLine={false}
              axisLine={{ stroke: 'var(--line-2)' }}
              tick={tick}
              tickFormatter={(s: number) => (s === ticks.at(-1) ? `${s} s` : `${s}`)}
            />
            <YAxis
              width={LEFT_PX}
              scale={chart.log ? 'log' : 'linear'}
              domain={[chart.min, chart.max]}
              ticks={chart.ticks.map(({ at }) => at)}
              tickLine={false}
              axisLine={false}
              interval={0}
              tick={tick}
              tickFormatter={(value: number) => chart.ticks.find(({ at }) => at === value)?.label ?? `${value}`}
            />
            <Tooltip
              isAnimationActive={false}
              contentStyle={tip}
              labelFormatter={(at) => `${Math.floor(Number(at))} s`}
              formatter={(value) => valueText(chart.name, Number(value))}
            />
            {chart.faults.map(({ fault, fromS, toS }) => (
              <ReferenceArea
                key={`${fault.id}-${fromS}`}
                x1={fromS}
                x2={Math.min(toS, chart.endS)}
                fill={`url(#${hatch})`}
                fillOpacity={1}
                stroke="var(--fault-line)"
                label={{
                  value: faultLabel(fault, locale),
                  position: 'top',
                  fill: 'var(--fault)',
                  fontSize: 11.5,
                  fontWeight: 640,
                }}
              />
            ))}
            {chart.lines.map(({ id, name, order }) => (
              <Line
                key={id}
                dataKey={id}
                name={name}
                type="linear"
                dot={false}
                isAnimationActive={false}
                stroke={`var(${lookOf(order).lineToken})`}
                strokeWidth={1.75}
                strokeDasharray={lookOf(order).dash.join(' ')}
              />
            ))}
          </LineChart>
        </ResponsiveContainer>
      )}
    </figure>
  )
}
