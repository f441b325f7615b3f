/** A lane's latencies as counts by second and band: what a line of percentiles hides, two humps or a gap, shows here. */

import { formatOnMsAxis } from '#components/run/format.ts'
import type { Histogram } from '#core/histogram.ts'
import type { LaneView } from '#core/run-view.ts'
import { LATENCY_MS } from './scale.ts'
import { percentileValues, type Values } from './series.ts'

export interface HeatLane {
  id: string
  name: string
  /** Place of the lane in its experiment: it decides how it looks. */
  order: number
  columns: HeatColumn[]
  /** The same orders in the bands of the table. */
  table: HeatColumn[]
  p50: Values
}

/** [band, how many orders], ascending, bands without orders left out. */
export type HeatColumn = [band: number, count: number][]

const DECADES = Math.log10(LATENCY_MS.max / LATENCY_MS.min)
const BANDS_A_DECADE = 8
const US_PER_MS = 1000

/** Edges of the bands of the picture, ms: equally high on the axis of every latency chart. */
export const HEAT_EDGES_MS: readonly number[] = Array.from(
  { length: DECADES * BANDS_A_DECADE + 1 },
  (_, i) => LATENCY_MS.min * 10 ** (i / BANDS_A_DECADE),
)
/** Of the table: numbers that are read. */
export const TABLE_EDGES_MS: readonly number[] = Array.from({ length: DECADES }, (_, decade) =>
  [1, 2, 5].map((step) => round(step * LATENCY_MS.min * 10 ** decade)),
)
  .flat()
  .concat(LATENCY_MS.max)

/** One column a second. What lies off the axis is in its first or last band. */
export function heatOf(lane: LaneView, seconds: number, edgesMs: readonly number[] = HEAT_EDGES_MS): HeatColumn[] {
  return Array.from({ length: seconds }, (_, second) => {
    const caller = lane.bins[second]?.caller
    return caller ? columnOf(caller, edgesMs) : []
  })
}

const known = new WeakMap<Histogram, { n: number; byEdges: Map<readonly number[], HeatColumn> }>()

/** Remembered until the second grows: a screen asks for all of them four times a second. */
function columnOf(histogram: Histogram, edgesMs: readonly number[]): HeatColumn {
  let kept = known.get(histogram)
  if (!kept || kept.n !== histogram.n) {
    kept = { n: histogram.n, byEdges: new Map() }
    known.set(histogram, kept)
  }
  const last = kept.byEdges.get(edgesMs)
  if (last) return last
  const counts = new Map<number, number>()
  for (const { fromUs, toUs, count } of histogram.buckets()) {
    const band = bandOf((fromUs + toUs) / 2 / US_PER_MS, edgesMs)
    counts.set(band, (counts.get(band) ?? 0) + count)
  }
  const column = [...counts].sort(([a], [b]) => a - b)
  kept.byEdges.set(edgesMs, column)
  return column
}

function bandOf(ms: number, edgesMs: readonly number[]): number {
  const above = edgesMs.findIndex((edge) => edge > ms)
  return above < 0 ? edgesMs.length - 2 : Math.max(0, above - 1)
}

/** Bands of a table that have an order in any second, ascending. */
export function bandsIn(columns: readonly HeatColumn[]): number[] {
  return [...new Set(columns.flatMap((column) => column.map(([band]) => band)))].sort((a, b) => a - b)
}

/** Of the table: `1–2`, in ms. */
export function bandName(band: number): string {
  return `${edge(TABLE_EDGES_MS[band])}–${edge(TABLE_EDGES_MS[band + 1])}`
}

function edge(ms: number | undefined): string {
  return ms === undefined
    ? ''
    : formatOnMsAxis(ms)
        .replace(/\.0+(?=\D|$)/, '')
        .replace(/(\.\d)0$/, '$1')
}

/** @param lane null before a run */
export function heatLane(
  lane: LaneView | null,
  named: Pick<HeatLane, 'id' | 'name' | 'order'>,
  seconds: number,
): HeatLane {
  if (lane === null) return { ...named, columns: [], table: [], p50: [] }
  return {
    ...named,
    columns: heatOf(lane, seconds),
    table: heatOf(lane, seconds, TABLE_EDGES_MS),
    p50: percentileValues(lane, { metric: 'caller', p: 50, seconds }),
  }
}

export function mostIn(columns: readonly HeatColumn[]): number {
  return columns.reduce((most, column) => column.reduce((max, [, count]) => Math.max(max, count), most), 0)
}

/** How dark a cell is, 0–1: by the logarithm, so that a single slow order can be seen beside a thousand quick ones. */
export function shadeOf(count: number, most: number): number {
  return count <= 0 ? 0 : LIGHTEST + (1 - LIGHTEST) * (most <= 1 ? 1 : Math.log(count) / Math.log(most))
}
const LIGHTEST = 0.22

function round(ms: number): number {
  return Number(ms.toPrecision(1))
}
