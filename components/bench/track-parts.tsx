/** The parts of a track, as SVG: nodes, wires with what is wrong with them, a queue with its stack. */
import { formatCount } from '#components/run/format.ts'
import type { LaneLook } from '#components/run/lane-look.ts'
import { slatsOf, type TrackGeometry } from './track-geometry.ts'

export function Node({ x, y }: { x: number; y: number }) {
  return (
    <rect
      x={x - 5}
      y={y - 6.5}
      width="10"
      height="13"
      rx="2"
      fill="var(--surface)"
      stroke="var(--text-2)"
      strokeWidth="1.2"
    />
  )
}

export function Stopped({ x, y }: { x: number; y: number }) {
  return (
    <g stroke="var(--fault)" strokeWidth="1.4" fill="none">
      <rect x={x - 6.5} y={y - 7.5} width="13" height="15" rx="2" strokeDasharray="2 2" />
      <path d={`M${x - 3.5} ${y - 3.5}l7 7m0 -7l-7 7`} />
    </g>
  )
}

export function FunctionCall({ at, y, text }: { at: TrackGeometry; y: number; text: string | null }) {
  const middle = (at.caller + at.service) / 2
  return (
    <>
      <line x1={at.caller + 5} x2={at.service - 5} y1={y} y2={y} stroke="var(--wire)" strokeDasharray="1 4" />
      {text !== null && (
        <text
          x={middle}
          y={y + 4}
          fontSize={12}
          textAnchor="middle"
          fill="var(--text-3)"
          stroke="var(--surface)"
          strokeWidth="8"
          paintOrder="stroke"
        >
          {text}
        </text>
      )}
    </>
  )
}

interface WireProps {
  stretch: { left: number; right: number }
  y: number
  /** Request and reply: the caller is held. One line is a hand-over. */
  twoWay: boolean
  broken: boolean
  cut: boolean
  fault: string
}

export function Wire({ stretch, y, twoWay, broken, cut, fault }: WireProps) {
  const { left, right } = stretch
  const lines = twoWay ? [y - 3, y + 3] : [y]
  const middle = (left + right) / 2
  const gap = cut ? [middle - 7, middle + 7] : broken ? [right - 26, right - 10] : null
  return (
    <>
      {fault !== '' && <FaultHatch left={left} right={right} y={y} />}
      {lines.map((wireY) =>
        gap === null ? (
          <line key={wireY} x1={left} x2={right} y1={wireY} y2={wireY} stroke="var(--wire)" />
        ) : (
          <path key={wireY} d={`M${left} ${wireY}H${gap[0]}M${gap[1]} ${wireY}H${right}`} stroke="var(--wire)" />
        ),
      )}
      {gap !== null && (
        <path
          d={`M${gap[0]} ${y + 6}l4 -12M${gap[1]} ${y + 6}l-4 -12`}
          stroke="var(--fault)"
          strokeWidth="1.4"
          fill="none"
        />
      )}
      {fault !== '' && (
        <text
          x={middle}
          y={y - 7}
          fontSize={11.5}
          fontWeight={640}
          textAnchor="middle"
          fill="var(--fault)"
          stroke="var(--surface)"
          strokeWidth="4"
          paintOrder="stroke"
        >
          {fault}
        </text>
      )}
    </>
  )
}

function FaultHatch({ left, right, y }: { left: number; right: number; y: number }) {
  const top = y - 16
  const bottom = y + 12
  const strokes: string[] = []
  for (let x = Math.ceil((left - (bottom - top)) / 6) * 6; x < right; x += 6) {
    const from = Math.max(x, left)
    const to = Math.min(x + bottom - top, right)
    if (to > from) strokes.push(`M${from} ${bottom - (from - x)}L${to} ${bottom - (to - x)}`)
  }
  return (
    <>
      <rect x={left} y={top} width={right - left} height={bottom - top} fill="var(--fault-wash)" />
      <path d={strokes.join('')} stroke="var(--fault-hatch)" strokeWidth="1.5" />
      <path d={`M${left + 0.5} ${top}V${bottom}M${right - 0.5} ${top}V${bottom}`} stroke="var(--fault-line)" />
    </>
  )
}

interface QueueProps {
  at: TrackGeometry
  y: number
  look: LaneLook
  backlog: number | null
  id: string
}

export function Queue({ at, y, look, backlog, id }: QueueProps) {
  const { left, right } = at.broker
  const slats = slatsOf(backlog ?? 0, at.broker)
  return (
    <>
      <rect
        x={left + 0.5}
        y={y - 8.5}
        width={right - left - 1}
        height="17"
        fill="var(--surface)"
        stroke="var(--wire)"
      />
      {slats.xs.map((x) => (
        <rect key={x} x={x} y={y - 5.5} width={slats.width} height="11" fill={`var(${look.lineToken})`} />
      ))}
      <text
        x={left + 7}
        y={y + 4}
        fontSize={12}
        fontFamily="var(--mono)"
        fontWeight={backlog ? 640 : 420}
        fill="var(--text)"
        data-testid={`lane-${id}-backlog`}
      >
        {backlog === null ? '' : formatCount(backlog)}
      </text>
    </>
  )
}

/** Where what is published is handed out at once: it keeps nothing, so there is nothing to count. */
export function Room({ at, y, text }: { at: TrackGeometry; y: number; text: string }) {
  const { left, right } = at.broker
  return (
    <>
      <rect
        x={left + 0.5}
        y={y - 8.5}
        width={right - left - 1}
        height="17"
        rx="8.5"
        fill="var(--surface)"
        stroke="var(--wire)"
        strokeDasharray="3 3"
      />
      <text x={(left + right) / 2} y={y + 4} fontSize={12} textAnchor="middle" fill="var(--text-2)">
        {text}
      </text>
    </>
  )
}
