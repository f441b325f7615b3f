'use client'
import { useId, useRef, useState } from 'react'
import { CartesianGrid, Line, LineChart, ReferenceArea, ResponsiveContainer, XAxis, YAxis } from 'recharts'
import { ChartTable } from '#components/charts/chart-table.tsx'
import { ChartCaption } from '#components/charts/cursor-values.tsx'
import { ticksWithin } from '#components/charts/scale.ts'
import { axisTick, FaultHatch, faultArea, faultName, laneLine, secondsText } from '#components/charts/still-parts.tsx'
import { TimeSurface } from '#components/charts/time-surface.tsx'
import { useBounds } from '#components/charts/zoom.ts'
import { type Chart, valueText } from '#components/picture/chart.ts'
import { NOTHING } from '#components/run/format.ts'
import { lookOf } from '#components/run/lane-look.ts'
import { useWords } from '#components/text/use-words.tsx'
import { Button } from '#components/ui/button.tsx'
import { useWidth } from '#components/ui/use-width.ts'
import { faultLabel } from '#core/labels.ts'

export const HEIGHT_PX = 220
const LEFT_PX = 44
const TOP_PX = 22
const RIGHT_PX = 12
const BOTTOM_PX = 22
const TICKS_FOR_PX = 420
const FIRST_WIDTH_PX = 560

interface TimeChartProps {
  chart: Chart
  title: string
  note: string
  testId: string
}

/** One chart over time, in the report: as a picture, or as its numbers. */
export function TimeChart({ chart, title, note, testId }: TimeChartProps) {
  const { words } = useWords()
  const [tabular, setTabular] = useState(false)
  const seconds = Math.max(0, ...chart.lines.map(({ values }) => values.length))
  const valuesAt = (second: number) =>
    chart.lines.map(({ id, name, order, values }) => {
      const value = values[second] ?? null
      return { id, name, look: lookOf(order), text: value === null ? NOTHING : valueText(chart.name, value) }
    })
  const spoken = (second: number) =>
    `${words.charts.cursorAt(String(second))}: ${valuesAt(second)
      .map(({ name, text }) => `${name} ${text}`)
      .join(', ')}`
  return (
    <figure className="min-w-0" aria-label={`${title} (${note})`} data-testid={testId}>
      <div className="flex min-h-8 items-center justify-between gap-3">
        <figcaption className="flex h-8 min-w-0 flex-1 items-center text-12 text-ink-3">
          <ChartCaption {...{ title, note, seconds, valuesAt }} />
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
        <Picture {...{ chart, seconds, spoken }} label={`${title}, ${note}`} />
      )}
    </figure>
  )
}

interface PictureProps {
  chart: Chart
  seconds: number
  label: string
  spoken: (second: number) => string
}

function Picture({ chart, seconds, label, spoken }: PictureProps) {
  const { locale } = useWords()
  const hatch = useId()
  const holder = useRef<HTMLDivElement>(null)
  const width = useWidth(holder)
  const bounds = useBounds(chart.endS)
  const within = (value: number | null | undefined) =>
    value === null || value === undefined ? null : Math.min(Math.max(value, chart.min), chart.max)
  const rows = Array.from({ length: seconds }, (_, second) => ({
    at: second + 0.5,
    ...Object.fromEntries(chart.lines.map(({ id, values }) => [id, within(values[second])])),
  }))
  const ticks = ticksWithin(bounds, TICKS_FOR_PX)
  const plot = () => ({
    ...{ left: LEFT_PX, top: TOP_PX },
    width: Math.max(1, width - LEFT_PX - RIGHT_PX),
    height: HEIGHT_PX - TOP_PX - BOTTOM_PX,
  })
  return (
    <TimeSurface {...{ holder, label, spoken, seconds, plot }} endS={chart.endS} height={HEIGHT_PX}>
      <ResponsiveContainer
        width="100%"
        height={HEIGHT_PX}
        initialDimension={{ width: FIRST_WIDTH_PX, height: HEIGHT_PX }}
      >
        <LineChart data={rows} margin={{ top: TOP_PX, right: RIGHT_PX, bottom: 0, left: 0 }} accessibilityLayer={false}>
          <FaultHatch id={hatch} />
          <CartesianGrid vertical={false} stroke="var(--grid)" />
          <XAxis
            dataKey="at"
            type="number"
            domain={[bounds.fromS, bounds.toS]}
            allowDataOverflow
            ticks={ticks}
            height={BOTTOM_PX}
            tickLine={false}
            axisLine={{ stroke: 'var(--line-2)' }}
            tick={axisTick}
            tickFormatter={secondsText(ticks)}
          />
          <YAxis
            width={LEFT_PX}
            scale={chart.log ? 'log' : 'linear'}
            domain={[chart.min, chart.max]}
            ticks={chart.ticks.map(({ at }) => at)}
            tickLine={false}
            axisLine={false}
            interval={0}
            tick={axisTick}
            tickFormatter={(value: number) => chart.ticks.find(({ at }) => at === value)?.label ?? `${value}`}
          />
          {chart.faults
            .filter(({ fromS, toS }) => toS > bounds.fromS && fromS < bounds.toS)
            .map(({ fault, fromS, toS }) => (
              <ReferenceArea
                key={`${fault.id}-${fromS}`}
                x1={Math.max(fromS, bounds.fromS)}
                x2={Math.min(toS, bounds.toS)}
                {...faultArea(hatch)}
                label={{ ...faultName, value: faultLabel(fault, locale) }}
              />
            ))}
          {chart.lines.map(({ id, name, order }) => (
            <Line key={id} dataKey={id} name={name} {...laneLine(order)} />
          ))}
        </LineChart>
      </ResponsiveContainer>
    </TimeSurface>
  )
}
