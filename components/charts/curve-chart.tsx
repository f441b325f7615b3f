'use client'
/** Caller latency by percentile, one line a lane: x is 1/(1−p) on a log scale, y begins at 0. Drawn by uPlot. */
import { type PointerEvent, useMemo, useRef, useState } from 'react'
import type uPlot from 'uplot'
import { formatCount, formatOnMsAxis, NOTHING } from '#components/run/format.ts'
import { lookOf } from '#components/run/lane-look.ts'
import { useWords } from '#components/text/use-words.tsx'
import { ChartFrame } from './chart-frame.tsx'
import {
  CURVE_TICKS,
  type CurveLine,
  curveTickLabel,
  curveTopMs,
  curveXs,
  furthestOf,
  isSure,
  P99,
  readAt,
} from './curve.ts'
import { canvasFont, ink } from './ink.ts'
import { GUESS_LOOK, inCssPx } from './live-chart.tsx'
import { type EndLabel, paintGuess, paintGutterLabels, paintMarker } from './paint.ts'
import { useDrawing } from './use-drawing.ts'

interface CurveChartProps {
  lines: (CurveLine & { dimmed?: boolean })[]
  height: number
  /** Said in the middle of an empty plot. */
  empty: string | null
  /** What the reader thinks will be measured, and at which percentile. */
  guess?: { x: number; ms: number | null }
}

const GUTTER_PX = 112
const TOP_PX = 12
const FAINT = 0.4
const DIMMED = 0.25

export function CurveChart(props: CurveChartProps) {
  const { words } = useWords()
  const { lines, height } = props
  const furthest = furthestOf(lines)
  const ticks = CURVE_TICKS.filter(({ x }) => x <= furthest)
  const [chosen, choose] = useState<number>(props.guess?.x ?? P99.x)
  const at = ticks.findLast(({ x }) => x <= chosen) ?? P99
  const read = (line: CurveLine, x: number) => {
    const ms = readAt(line, x)
    return ms === null ? NOTHING : formatOnMsAxis(ms)
  }
  return (
    <ChartFrame
      title={words.charts.curve}
      note={words.charts.curveNote}
      height={height}
      seconds={0}
      rows={{ head: words.charts.percentile, names: ticks.slice(1).map(({ label }) => label) }}
      columns={lines.map((line) => ({
        id: line.id,
        name: line.name,
        colour: `var(${lookOf(line.order).textToken})`,
        values: ticks.slice(1).map(({ x }) => readAt(line, x)),
      }))}
      testId="chart-curve"
    >
      <Plot {...props} furthest={furthest} x={at.x} ticks={ticks} guessName={words.lesson.guess} onChoose={choose}>
        {`${at.label}: ${lines.map((line) => `${line.name} ${read(line, at.x)}`).join(', ')}`}
      </Plot>
      <ul className="flex min-h-6 flex-wrap gap-x-3 px-2 text-12" data-testid="curve-readout">
        <li className="num font-strong">{at.label}</li>
        {lines.map((line) => (
          <li key={line.id} className={isSure(line, at.x) ? '' : 'text-ink-3'}>
            <span style={{ color: `var(${lookOf(line.order).textToken})` }}>{line.name}</span>{' '}
            <b className="num font-medium">{read(line, at.x)}</b>{' '}
            <span className="num pl-1 text-ink-3">n {formatCount(line.n)}</span>
          </li>
        ))}
      </ul>
    </ChartFrame>
  )
}

interface PlotProps extends CurveChartProps {
  furthest: number
  x: number
  ticks: readonly { x: number; label: string }[]
  onChoose: (x: number) => void
  guessName: string
  /** What is read out at the cursor. */
  children: string
}

function Plot(props: PlotProps) {
  const { lines, height, empty, furthest, x, ticks, onChoose } = props
  const holder = useRef<HTMLDivElement>(null)
  const latest = useRef(props)
  latest.current = props
  const { words } = useWords()
  const shape = useMemo(() => lines.map(({ id, order }) => `${id}:${order}`).join(), [lines])
  const chart = useDrawing(holder, {
    shape,
    height,
    options: () => optionsFor(latest),
    data: () => dataOf(latest.current),
    // Two lines a lane: what enough samples stand behind, and what not.
    alphas: lines.flatMap(({ dimmed }) => [1, FAINT].map((alpha) => (dimmed ? DIMMED : 1) * alpha)),
  })
  const point = (event: PointerEvent<HTMLElement>) => {
    if (!chart?.over.contains(event.target as Node)) return
    const at = chart.posToVal(event.nativeEvent.offsetX, 'x')
    const near = (tick: number) => Math.abs(Math.log(tick / at))
    onChoose(ticks.slice(1).reduce((best, tick) => (near(tick.x) < near(best) ? tick.x : best), P99.x as number))
  }

  const stops = ticks.slice(1)
  const stop = Math.max(
    0,
    stops.findIndex((tick) => tick.x === x),
  )
  return (
    <div
      ref={holder}
      role="slider"
      tabIndex={0}
      aria-label={`${words.charts.curve}. ${words.charts.curveKeys}`}
      aria-valuemin={0}
      aria-valuemax={Math.max(0, stops.length - 1)}
      aria-valuenow={stop}
      aria-valuetext={furthest < 2 ? words.charts.empty : props.children}
      className="relative min-w-0 touch-pan-y"
      style={{ height }}
      onPointerMove={point}
      onKeyDown={(event) => {
        const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
        const to = stops[stop + by]
        if (by === 0 || !to) return
        event.preventDefault()
        onChoose(to.x)
      }}
    >
      {empty === null && chart && <Hairline drawn={chart} x={x} />}
      {empty !== null && (
        <p className="pointer-events-none absolute inset-0 grid place-items-center px-10 text-center text-12 text-ink-3">
          <span className="bg-surface px-2">{empty}</span>
        </p>
      )}
    </div>
  )
}

function Hairline({ drawn, x }: { drawn: uPlot; x: number }) {
  const ratio = devicePixelRatio
  const left = drawn.bbox.left / ratio + drawn.valToPos(x, 'x')
  const [top, height] = [drawn.bbox.top / ratio, drawn.bbox.height / ratio]
  return (
    <div
      aria-hidden="true"
      data-testid="curve-line"
      className="pointer-events-none absolute z-10 w-px bg-ink"
      style={{ left, top, height }}
    />
  )
}

function topOf({ lines, guess }: CurveChartProps): number {
  return curveTopMs(lines, guess?.ms ?? 0)
}

function dataOf({ lines, furthest }: PlotProps): uPlot.AlignedData {
  const xs = curveXs(furthest)
  const series = lines.flatMap((line) => {
    const all = xs.map((_, index) => line.points[index]?.ms ?? null)
    const sureTo = xs.findLastIndex((x) => isSure(line, x))
    // The two meet in one point, or there would be a gap between them.
    return [all.map((ms, i) => (i <= sureTo ? ms : null)), all.map((ms, i) => (i >= sureTo ? ms : null))]
  })
  return [xs, ...series] as uPlot.AlignedData
}

function optionsFor(latest: { current: PlotProps }): Omit<uPlot.Options, 'width' | 'height'> {
  const axis = {
    stroke: () => ink('--text-3'),
    font: canvasFont(10.5, '--mono'),
    ticks: { show: false },
    gap: 4,
  }
  const labelled = (x: number) => CURVE_TICKS.find((tick) => tick.x === x)?.label ?? ''
  return {
    padding: [TOP_PX, GUTTER_PX, 0, 0],
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: { time: false, distr: 3, range: () => [1, latest.current.furthest] },
      y: { range: () => [0, topOf(latest.current)] },
    },
    axes: [
      {
        ...axis,
        size: 24,
        grid: { stroke: () => ink('--grid'), width: 1 },
        border: { show: true, stroke: () => ink('--line-2'), width: 1 },
        splits: () => CURVE_TICKS.map(({ x }) => x).filter((x) => x <= latest.current.furthest),
        filter: (_, splits) => splits,
        values: (_, splits) => splits.map(labelled),
      },
      {
        ...axis,
        size: 44,
        grid: { stroke: () => ink('--grid'), width: 1 },
        splits: () => [0, topOf(latest.current) / 2, topOf(latest.current)],
        values: (_, splits) => splits.map(curveTickLabel),
      },
    ],
    series: [
      {},
      ...latest.current.lines.flatMap(({ order }) => {
        const look = lookOf(order)
        const dash = look.dash.map((px) => px * devicePixelRatio)
        const series: uPlot.Series = {
          stroke: () => ink(look.lineToken),
          width: 1.75,
          points: { show: false },
          ...(dash.length > 0 ? { dash } : {}),
        }
        return [series, { ...series }]
      }),
    ],
    hooks: { draw: [(u) => inCssPx(u, (ctx, plot) => paintEnds(u, ctx, { plot, props: latest.current }))] },
  }
}

function paintEnds(
  u: uPlot,
  ctx: CanvasRenderingContext2D,
  { plot, props }: { plot: { left: number; top: number; width: number; height: number }; props: PlotProps },
): void {
  const labels: EndLabel[] = []
  for (const line of props.lines) {
    const look = lookOf(line.order)
    const position = ({ x, ms }: { x: number; ms: number }) => ({
      x: plot.left + u.valToPos(x, 'x'),
      y: plot.top + u.valToPos(ms, 'y'),
    })
    ctx.globalAlpha = line.dimmed ? DIMMED : 1
    for (const { x } of props.ticks) {
      const ms = readAt(line, x)
      if (ms !== null) paintMarker(ctx, look, position({ x, ms }))
    }
    const end = line.points.at(-1)
    if (!end) continue
    paintMarker(ctx, look, position(end))
    const value = formatOnMsAxis(end.ms)
    labels.push({ id: line.id, look, name: line.name, value, dimmed: line.dimmed ?? false, ...position(end) })
  }
  ctx.globalAlpha = 1
  const { guess, guessName } = props
  if (guess && guess.ms !== null) {
    const y = plot.top + u.valToPos(guess.ms, 'y')
    paintGuess(ctx, plot, y)
    const value = formatOnMsAxis(guess.ms)
    labels.push({ id: 'guess', look: GUESS_LOOK, name: guessName, value, dimmed: false, x: plot.left + plot.width, y })
  }
  paintGutterLabels(ctx, plot, labels, u.width - 2)
}
