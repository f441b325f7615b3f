/** What the charts of runs that are over have in common, whatever they show: recharts draws them. */
import { lookOf } from '#components/run/lane-look.ts'

export const axisTick = { fontSize: 10.5, fontFamily: 'var(--mono)', fill: 'var(--text-3)' }

/** The unit stands at the last tick only. */
export function secondsText(ticks: readonly number[]): (second: number) => string {
  return (second) => (second === ticks.at(-1) ? `${second} s` : `${second}`)
}

/** Fills the windows of faults, by its id. */
export function FaultHatch({ id }: { id: string }) {
  return (
    <defs>
      <pattern id={id} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect width="6" height="6" fill="var(--fault-wash)" />
        <line x1="0" y1="0" x2="0" y2="6" stroke="var(--fault-hatch)" strokeWidth="1.6" />
      </pattern>
    </defs>
  )
}

export function faultArea(hatchId: string) {
  return { fill: `url(#${hatchId})`, fillOpacity: 1, stroke: 'var(--fault-line)' }
}

export const faultName = { position: 'top', fill: 'var(--fault)', fontSize: 11.5, fontWeight: 640 } as const

/** The line of a lane, by its place among them: colour and dashes. */
export function laneLine(order: number) {
  const { lineToken, dash } = lookOf(order)
  return {
    type: 'linear',
    dot: false,
    isAnimationActive: false,
    strokeWidth: 1.75,
    stroke: `var(${lineToken})`,
    strokeDasharray: dash.join(' '),
  } as const
}
