'use client'
/** The charts of a run that is over: they stand still. */
import { useId, useRef } from 'react'
import { CartesianGrid, Line, LineChart, ReferenceArea, ResponsiveContainer, XAxis, YAxis } from 'recharts'
import { ChartFrame } from '#components/charts/chart-frame.tsx'
import {
  LATENCY_MS,
  LATENCY_TICKS_MS,
  latencyTickLabel,
  roundCeiling,
  spread,
  timeEnd,
  timeTicks,
} from '#components/charts/scale.ts'
import { lastOf, type Values } from '#components/charts/series.ts'
import { axisTick, FaultHatch, faultArea, faultName, laneLine, secondsText } from '#components/charts/still-parts.tsx'
import { formatCount } from '#components/run/format.ts'
import { lookOf } from '#components/run/lane-look.ts'
import { useWords } from '#components/text/use-words.tsx'
import { useWidth } from '#components/ui/use-width.ts'
import { faultLabel } from '#core/labels.ts'
import type { HomeRun } from './recorded-run.ts'

const LATENCY_PX = 280
const BACKLOG_PX = 132
const LEFT_PX = 44
const GUTTER_PX = 112
/** Room for the names of fault windows; two rows of them where the chart is narrow. */
const TOP_PX = 36
const BARE_TOP_PX = 8
const NARROW_PX = 560
const NAME_ROW_PX = 14
const BOTTOM_PX = 22
const LABEL_GAP_PX = 16
const FIRST_WIDTH_PX = 720

interface DrawnLine {
  id: string
  name: string
  order: number
  values: Values
  end: string
}

export function RecordedCharts({ run }: { run: HomeRun }) {
  const { words, say } = useWords()
  const { experiment } = run
  const named = run.lanes.map((lane) => {
    const order = experiment.lanes.findIndex(({ id }) => id === lane.id)
    const name = experiment.lanes[order]?.name
    return { ...lane, order, name: name ? say(name) : lane.id }
  })
  const queues = named.filter(({ engine }) => engine)
  const most = queues.reduce((max, { backlog }) => backlog.reduce<number>((m, v) => Math.max(m, v ?? 0), max), 0)
  return (
    <>
      <StillChart
        chart="latency"
        title={words.home.chartTitle}
        note={words.home.chartScale}
        height={LATENCY_PX}
        run={run}
        log
        named
        max={LATENCY_MS.max}
        lines={named.map(({ id, name, order, callerP50Ms }) => {
          return { id, name, order, values: callerP50Ms, end: '' }
        })}
      />
      {queues.length > 0 && (
        <StillChart
          chart="backlog"
          title={words.home.backlogTitle}
          note={words.charts.waitingUnit}
          height={BACKLOG_PX}
          run={run}
          max={roundCeiling(most, 20)}
          lines={queues.map(({ id, name, order, backlog }) => ({
            id,
            name,
            order,
            values: backlog,
            end: words.home.most(formatCount(Math.max(0, ...backlog.map((count) => count ?? 0)))),
          }))}
        />
      )}
    </>
  )
}

interface StillChartProps {
  chart: 'latency' | 'backlog'
  title: string
  note: string
  height: number
  run: HomeRun
  log?: boolean
  /** Whether the fault windows carry their names; once for charts that stand above each other. */
  named?: boolean
  max: number
  lines: DrawnLine[]
}

/** In a frame like every other chart: its numbers are one button away. */
function StillChart(props: StillChartProps) {
  const { title, note, height, run, lines } = props
  return (
    <ChartFrame
      title={title}
      note={note}
      height={height}
      seconds={run.seconds}
      columns={lines.map(({ id, name, order, values }) => ({
        id,
        name,
        colour: `var(${lookOf(order).textToken})`,
        values,
      }))}
      testId={`recorded-${props.chart}`}
    >
      <StillPlot {...props} />
    </ChartFrame>
  )
}

function StillPlot({ height, run, log = false, named = false, max, lines }: StillChartProps) {
  const { locale } = useWords()
  const holder = useRef<HTMLDivElement>(null)
  const width = useWidth(holder)
  const ticks = timeTicks(timeEnd(run.experiment.durationS, run.seconds), 400)
  const hatch = useId()
  const endS = timeEnd(run.experiment.durationS, run.seconds)
  const min = log ? LATENCY_MS.min : 0
  const rows = Array.from({ length: run.seconds }, (_, second) => ({
    at: second + 0.5,
    ...Object.fromEntries(lines.map(({ id, values }) => [id, within(values[second], min, max)])),
  }))
  const top = named ? TOP_PX : BARE_TOP_PX
  const plot = height - top - BOTTOM_PX
  const share = (value: number) =>
    log ? Math.log(value / min) / Math.log(max / min) : max === 0 ? 0 : (value - min) / (max - min)
  const ends = lines.map(({ values }) => within(lastOf(values, values.length)?.value, min, max) ?? min)
  const ys = spread(
    ends.map((value) => top + plot * (1 - share(value))),
    { gap: LABEL_GAP_PX, top, bottom: top + plot },
  )
  return (
    <div ref={holder} className="relative" style={{ height }}>
      <ResponsiveContainer width="100%" height={height} initialDimension={{ width: FIRST_WIDTH_PX, height }}>
        <LineChart data={rows} margin={{ top, right: GUTTER_PX, bottom: 0, left: 0 }} accessibilityLayer={false}>
          <FaultHatch id={hatch} />
          <CartesianGrid vertical={false} stroke="var(--grid)" />
          <XAxis
            dataKey="at"
            type="number"
            domain={[0, endS]}
            ticks={ticks}
            height={BOTTOM_PX}
            tickLine={false}
            axisLine={{ stroke: 'var(--line-2)' }}
            tick={axisTick}
            tickFormatter={secondsText(ticks)}
          />
          <YAxis
            width={LEFT_PX}
            scale={log ? 'log' : 'linear'}
            domain={[min, max]}
            ticks={log ? [...LATENCY_TICKS_MS] : [0, max / 2, max]}
            tickLine={false}
            axisLine={false}
            interval={0}
            tick={axisTick}
            tickFormatter={(v: number) => (log ? latencyTickLabel(v) : String(v))}
          />
          {run.spans.map(({ fault, fromS, toS }, index) => (
            <ReferenceArea
              key={`${fault.id}-${fromS}`}
              x1={fromS}
              x2={Math.min(toS, endS)}
              {...faultArea(hatch)}
              label={
                named
                  ? {
                      ...faultName,
                      value: faultLabel(fault, locale),
                      offset: 5 + (width < NARROW_PX && index % 2 === 1 ? NAME_ROW_PX : 0),
                    }
                  : undefined
              }
            />
          ))}
          {lines.map(({ id, order }) => (
            <Line key={id} dataKey={id} {...laneLine(order)} />
          ))}
        </LineChart>
      </ResponsiveContainer>
      {lines.map((drawn, index) => (
        <span
          key={drawn.id}
          className="absolute right-0 flex -translate-y-1/2 justify-between gap-2 text-12 leading-4"
          style={{ top: ys[index], width: GUTTER_PX - 10, color: `var(${lookOf(drawn.order).textToken})` }}
        >
          <b className="truncate">{drawn.name}</b>
          <span className="num flex-none text-11 text-ink-2 leading-4">{drawn.end}</span>
        </span>
      ))}
    </div>
  )
}

function within(value: number | null | undefined, min: number, max: number): number | null {
  return value === null || value === undefined ? null : Math.min(Math.max(value, min), max)
}
