'use client'
/** One chart over run time, drawn by uPlot. Data comes through props; the cursor is shared by all charts. */
import { useRef } from 'react'
import type uPlot from 'uplot'
import type { LaneLook } from '#components/run/lane-look.ts'
import type { BreakerMark } from '#core/run-view.ts'
import { canvasFont, ink } from './ink.ts'
import {
  type EndLabel,
  line,
  type Plot,
  paintBreaker,
  paintGuess,
  paintGutterLabels,
  paintInsideLabels,
  paintMarker,
  paintSpans,
} from './paint.ts'
import { LATENCY_MS, LATENCY_TICKS_MS, latencyTickLabel, ticksWithin } from './scale.ts'
import { circuitSpans, lastOf, secondsUpTo, type Values } from './series.ts'
import { isWithin, type Stretch } from './stretch.ts'
import { TimeSurface } from './time-surface.tsx'
import { type Drawing, useDrawing } from './use-drawing.ts'
import { useBounds } from './zoom.ts'

export interface ChartLine {
  id: string
  name: string
  look: LaneLook
  /** One a second. */
  values: Values
  as: 'line' | 'thin' | 'area' | 'bars' | 'reference'
  /** Another lane is brought out. */
  dimmed: boolean
  /** Too few samples stand behind each point. */
  faint: boolean
  /** The number beside the line's end; null for no label. */
  endText: string | null
  /** Where the lane's circuit opened or closed, on the axis of time. */
  breaker?: readonly BreakerMark[]
}

export interface ChartSpan {
  fromS: number
  toS: number
  label: string
  planned: boolean
}

export interface LiveChartProps {
  label: string
  /** What is read out at the cursor. */
  spoken: (second: number) => string
  height: number
  endS: number
  /** Null once the run is over or before it began: no dotted now. */
  nowS: number | null
  /** Whole seconds with data. */
  seconds: number
  y: { kind: 'latency' } | { kind: 'linear'; max: number }
  lines: ChartLine[]
  spans: ChartSpan[]
  labels: 'gutter' | 'inside'
  /** Said in the middle of an empty plot. */
  empty: string | null
  /** Painted below the lines and the fault windows. */
  under?: Under
  /** What the reader thinks will be measured: drawn over it in ink, because it is theirs. */
  guess?: ChartGuess | undefined
}

/** Where a moment, s, and a latency, ms, lie on the canvas. */
export type Under = (ctx: CanvasRenderingContext2D, place: Record<'x' | 'y', (value: number) => number>) => void

export interface ChartGuess {
  value: number
  name: string
  text: string
}

const GUTTER_PX = 112
const NARROW_GUTTER_PX = 108
const NARROW_PX = 340
const TOP_PX = 22
const MARKER_EVERY_S = 10
export const GUESS_LOOK: LaneLook = { lineToken: '--text', textToken: '--text', dash: [], marker: 'circle' }

/** What is drawn, and the stretch of time it is drawn over. */
interface Drawn extends LiveChartProps {
  bounds: Stretch
}

export function LiveChart(props: LiveChartProps) {
  const { height, label, spoken, seconds, endS, empty } = props
  const holder = useRef<HTMLDivElement>(null)
  const bounds = useBounds(endS)
  const drawn: Drawn = { ...props, bounds }
  const latest = useRef(drawn)
  latest.current = drawn
  const shape = props.lines.map((l) => `${l.id}:${l.look.lineToken}:${l.as}`).join() + props.y.kind + props.labels
  const chart = useDrawing(holder, {
    shape,
    height,
    options: (drawing) => optionsFor(latest, drawing),
    data: () => dataOf(latest.current),
    alphas: props.lines.map((l) => (l.dimmed ? 0.25 : l.faint ? 0.55 : 1)),
  })

  return (
    <TimeSurface {...{ holder, label, spoken, seconds, endS, height }} plot={() => plotOf(chart)}>
      {empty !== null && (
        <p className="pointer-events-none absolute inset-0 grid place-items-center px-10 text-center text-12 text-ink-3">
          <span className="bg-surface px-2">{empty}</span>
        </p>
      )}
    </TimeSurface>
  )
}

/** The plotting area in CSS px. */
function plotOf(chart: uPlot | null): Plot | null {
  if (!chart) return null
  const { left, top, width, height } = chart.bbox
  const ratio = devicePixelRatio
  return { left: left / ratio, top: top / ratio, width: width / ratio, height: height / ratio }
}

/** The x values cover the whole axis, so that axes and fault windows stand before the first sample does. */
function dataOf({ endS, lines, y }: LiveChartProps): uPlot.AlignedData {
  const length = Math.ceil(endS)
  const xs = Array.from({ length }, (_, second) => second + 0.5)
  const clamp = (value: number | null | undefined) => {
    if (value === null || value === undefined) return null
    return y.kind === 'latency' ? Math.min(Math.max(value, LATENCY_MS.min), LATENCY_MS.max) : value
  }
  return [xs, ...lines.map((l) => xs.map((_, second) => clamp(l.values[second])))] as uPlot.AlignedData
}

function optionsFor(latest: { current: Drawn }, { paths }: Drawing): Omit<uPlot.Options, 'width' | 'height'> {
  const { lines, y, labels } = latest.current
  const latency = y.kind === 'latency'
  const axis = {
    stroke: () => ink('--text-3'),
    font: canvasFont(10.5, '--mono'),
    ticks: { show: false },
    gap: 4,
  }
  return {
    padding: [
      TOP_PX,
      (u) => (labels === 'inside' ? 18 : u.width < NARROW_PX ? NARROW_GUTTER_PX : GUTTER_PX),
      0,
      0,
    ] as uPlot.Padding,
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: {
        time: false,
        range: () => {
          const { fromS, toS } = latest.current.bounds
          return [fromS, toS]
        },
      },
      y: {
        distr: latency ? 3 : 1,
        range: () => {
          const now = latest.current.y
          return now.kind === 'latency' ? [LATENCY_MS.min, LATENCY_MS.max] : [0, now.max]
        },
      },
    },
    axes: [
      {
        ...axis,
        size: 24,
        grid: { show: false },
        border: { show: true, stroke: () => ink('--line-2'), width: 1 },
        splits: (u) => ticksWithin(latest.current.bounds, u.bbox.width / devicePixelRatio),
        values: (_, splits) => splits.map((s, i) => (i === splits.length - 1 ? `${s} s` : `${s}`)),
      },
      {
        ...axis,
        size: 44,
        grid: { stroke: () => ink('--grid'), width: 1 },
        splits: () => {
          const now = latest.current.y
          return now.kind === 'latency' ? [...LATENCY_TICKS_MS] : [0, now.max / 2, now.max]
        },
        ...(latency ? { filter: (_: uPlot, splits: number[]) => splits } : {}),
        values: (_, splits) => splits.map((v) => (latency ? latencyTickLabel(v) : v.toLocaleString('en-US'))),
      },
    ],
    series: [{}, ...lines.map((l) => seriesFor(l, paths))],
    hooks: {
      drawClear: [
        (u) =>
          inCssPx(u, (ctx, plot) => {
            paintUnder(u, ctx, { plot, under: latest.current.under })
            paintSpans(ctx, plot, spansOf(u, plot, latest.current))
          }),
      ],
      draw: [(u) => inCssPx(u, (ctx, plot) => paintOver(u, ctx, { plot, props: latest.current }))],
    },
  }
}

function seriesFor(l: ChartLine, paths: Drawing['paths']): uPlot.Series {
  const token = l.as === 'bars' ? '--danger' : l.as === 'reference' ? '--text-3' : l.look.lineToken
  const dash = (l.as === 'reference' ? [2, 3] : l.look.dash).map((px) => px * devicePixelRatio)
  return {
    stroke: () => ink(token),
    width: l.as === 'line' ? 1.75 : l.as === 'bars' ? 0 : 1.25,
    ...(dash.length > 0 && l.as !== 'bars' ? { dash } : {}),
    points: { show: false },
    ...(l.as === 'bars' && paths.bars ? { fill: () => ink('--danger'), paths: paths.bars({ size: [0.75, 10] }) } : {}),
    ...(l.as === 'area' ? { fill: () => faded(ink(token)) } : {}),
  }
}

function faded(colour: string): string {
  return colour.replace(/^rgb\(([^)]+)\)$/, 'rgba($1, 0.12)')
}

/** Runs a painter in CSS px, with the plotting area in the same unit. */
export function inCssPx(u: uPlot, paint: (ctx: CanvasRenderingContext2D, plot: Plot) => void): void {
  const ratio = devicePixelRatio
  u.ctx.save()
  u.ctx.scale(ratio, ratio)
  // uPlot leaves the dash of what it drew last.
  u.ctx.setLineDash([])
  paint(u.ctx, plotOf(u) as Plot)
  u.ctx.restore()
}

function paintUnder(
  u: uPlot,
  ctx: CanvasRenderingContext2D,
  { plot, under }: { plot: Plot; under: Under | undefined },
) {
  if (!under) return
  ctx.save()
  ctx.beginPath()
  ctx.rect(plot.left, plot.top, plot.width, plot.height)
  ctx.clip()
  under(ctx, {
    x: (second) => plot.left + u.valToPos(second, 'x'),
    y: (ms) => plot.top + u.valToPos(ms, 'y'),
  })
  ctx.restore()
}

function spansOf(u: uPlot, plot: Plot, { spans }: LiveChartProps) {
  return spans.map((span) => ({
    left: plot.left + u.valToPos(span.fromS, 'x'),
    right: plot.left + u.valToPos(span.toS, 'x'),
    label: span.label,
    planned: span.planned,
  }))
}

function paintOver(u: uPlot, ctx: CanvasRenderingContext2D, at: { plot: Plot; props: Drawn }): void {
  const { plot, props } = at
  const { bounds } = props
  if (props.nowS !== null && isWithin(props.nowS, bounds)) {
    const x = Math.round(plot.left + u.valToPos(props.nowS, 'x')) + 0.5
    ctx.strokeStyle = ink('--text-3')
    ctx.lineWidth = 1
    ctx.setLineDash([1, 3])
    line(ctx, x, plot.top, x, plot.top + plot.height)
    ctx.setLineDash([])
  }
  const position = (index: number, second: number) => ({
    x: plot.left + u.valToPos(second + 0.5, 'x'),
    y: plot.top + u.valToPos(u.data[index + 1]?.[second] ?? 0, 'y'),
  })
  const labels: EndLabel[] = []
  for (const [index, l] of props.lines.entries()) {
    if (l.as === 'bars' || l.as === 'reference') continue
    ctx.globalAlpha = l.dimmed ? 0.25 : 1
    // Each lane's markers stand at other seconds, or coinciding lanes would hide each other's.
    for (let second = 3 + index; second < l.values.length; second += MARKER_EVERY_S)
      if (l.values[second] !== null && l.as !== 'thin' && isWithin(second + 0.5, bounds))
        paintMarker(ctx, l.look, position(index, second))
    const seen = l.values.slice(0, secondsUpTo(bounds.toS, l.values.length))
    const last = lastOf(seen) ?? lastOf(seen, seen.length)
    if (!last || !isWithin(last.second + 0.5, bounds)) continue
    paintMarker(ctx, l.look, position(index, last.second))
    if (l.endText !== null)
      labels.push({
        id: l.id,
        look: l.look,
        name: l.name,
        value: l.endText,
        dimmed: l.dimmed,
        ...position(index, last.second),
      })
  }
  const circuits = props.lines.flatMap((l) =>
    Object.values(Object.groupBy(l.breaker ?? [], ({ edge = '' }) => edge)).map((marks = []) => ({ l, marks })),
  )
  for (const [row, { l, marks }] of circuits.entries()) {
    ctx.globalAlpha = l.dimmed ? 0.25 : 1
    const spans = circuitSpans(marks, props.nowS ?? props.seconds).filter(
      ({ fromS, toS }) => toS >= bounds.fromS && fromS <= bounds.toS,
    )
    const placed = spans.map(({ fromS, toS, is }) => ({
      left: plot.left + u.valToPos(fromS, 'x'),
      right: plot.left + u.valToPos(toS, 'x'),
      is,
    }))
    paintBreaker(ctx, { plot, look: l.look, row, spans: placed })
  }
  ctx.globalAlpha = 1
  if (props.guess) {
    const { value, name, text } = props.guess
    const y = plot.top + u.valToPos(Math.min(Math.max(value, LATENCY_MS.min), LATENCY_MS.max), 'y')
    paintGuess(ctx, plot, y)
    labels.push({ id: 'guess', look: GUESS_LOOK, name, value: text, dimmed: false, x: plot.left + plot.width, y })
  }
  if (props.labels === 'inside') paintInsideLabels(ctx, plot, labels)
  else paintGutterLabels(ctx, plot, labels, u.width - 2)
}
