'use client'
/** How the load is meant to move: its rate over the time of the run, and what is due at once. */
import { useState } from 'react'
import { ChartTable } from '#components/charts/chart-table.tsx'
import { timeEnd } from '#components/charts/scale.ts'
import { TableButton } from '#components/charts/table-button.tsx'
import { formatPerSecond } from '#components/run/format.ts'
import { useWords } from '#components/text/use-words.tsx'
import type { OpenLoad } from '#core/experiment.ts'
import { ordersBetween, peakRateOf, plannedBursts, plannedLine } from '#core/rate.ts'
import type { RunView } from '#core/run-view.ts'

const US_PER_S = 1e6
const WIDTH = 300
const HEIGHT = 36
/** Room for the line's own width at its highest. */
const TOP = 2
const TABLE_PX = 160

export interface PlannedLoadProps {
  load: OpenLoad
  durationS: number
  /** Null before a run. */
  view: RunView | null
}

/** Nothing where the rate holds: the number beside the slider says all of it. */
export function PlannedLoad(props: PlannedLoadProps) {
  const { words } = useWords()
  const [asTable, setAsTable] = useState(false)
  const { load, durationS } = props
  if (!load.shape && !load.steps) return null
  const title = words.load.planned
  return (
    <figure className="mx-4 mb-2" data-testid="planned-load">
      {asTable ? <PlanTable {...{ title, load, durationS }} /> : <Plan {...props} />}
      <figcaption className="flex items-center gap-3 text-11 text-ink-3">
        <span className="mr-auto text-12">{title}</span>
        <span className="num">{words.load.peak(formatPerSecond(peakOf(load)))}</span>
        <span className="num">0–{durationS} s</span>
        <TableButton {...{ title, asTable }} className="-mr-2" onToggle={() => setAsTable(!asTable)} />
      </figcaption>
    </figure>
  )
}

function Plan({ load, durationS, view }: PlannedLoadProps) {
  const { words } = useWords()
  const elapsedS = view ? view.activeUs / US_PER_S : 0
  const endS = timeEnd(durationS, elapsedS)
  const peakRps = peakOf(load)
  const x = (atS: number) => (atS / endS) * WIDTH
  const y = (rateRps: number) => TOP + (1 - rateRps / peakRps) * (HEIGHT - TOP)
  const points = plannedLine(load, durationS).map(({ atS, rateRps }) => `${x(atS).toFixed(1)},${y(rateRps).toFixed(1)}`)
  const spoken = `${words.load.planned}: ${words.load.peak(formatPerSecond(peakRps))}`
  return (
    <svg
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={spoken}
      className="block h-9 w-full overflow-visible"
    >
      <polygon points={`0,${HEIGHT} ${points.join(' ')} ${x(durationS)},${HEIGHT}`} fill="var(--sunken)" />
      <polyline
        points={points.join(' ')}
        fill="none"
        stroke="var(--text-2)"
        strokeWidth={1.25}
        vectorEffect="non-scaling-stroke"
      />
      {plannedBursts(load, durationS).map(({ atS, orders }) => (
        <line
          key={atS}
          x1={x(atS)}
          x2={x(atS)}
          y1={HEIGHT}
          y2={y(orders)}
          stroke="var(--text-2)"
          strokeWidth={2}
          vectorEffect="non-scaling-stroke"
        />
      ))}
      <line x1={0} x2={WIDTH} y1={HEIGHT} y2={HEIGHT} stroke="var(--wire)" vectorEffect="non-scaling-stroke" />
      {view !== null && (
        <line
          x1={x(elapsedS)}
          x2={x(elapsedS)}
          y1={0}
          y2={HEIGHT}
          stroke="var(--text-3)"
          strokeDasharray="1 3"
          vectorEffect="non-scaling-stroke"
        />
      )}
    </svg>
  )
}

/** What is due in each second, at once or not. */
function PlanTable({ title, load, durationS }: { title: string; load: OpenLoad; durationS: number }) {
  const { words } = useWords()
  const seconds = Array.from({ length: Math.ceil(durationS) }, (_, second) => second)
  const due = seconds.map((second) => ordersBetween(load, second, Math.min(second + 1, durationS)))
  return (
    <ChartTable
      title={title}
      seconds={seconds.length}
      height={TABLE_PX}
      rows={{ head: words.charts.second, names: seconds.map(String) }}
      columns={[{ id: 'due', name: words.charts.offered, colour: 'var(--text)', values: due }]}
    />
  )
}

function peakOf(load: OpenLoad): number {
  return Math.max(1, peakRateOf(load))
}
