/** The parts of a track, as SVG: nodes, wires with what is wrong with them, a queue with its stack. */
import { formatCount } from '#components/run/format.ts'
import type { LaneLook } from '#components/run/lane-look.ts'
import type { PlaceState } from '#components/run/place-state.ts'
import type { BreakerState } from '#core/policy.ts'
import { PAIR_PX } from './track-flow.ts'
import { type Slats, slatsOf, type TrackGeometry } from './track-geometry.ts'

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

interface ServiceProps {
  x: number
  y: number
  is: PlaceState['is']
  /** What is wrong with it, in words: the sign alone says little. */
  fault: string
}

export function Service({ x, y, is, fault }: ServiceProps) {
  return (
    <>
      {is === 'down' && <Stopped x={x} y={y} />}
      {is !== 'down' && <Node x={x} y={y} />}
      {is === 'held' && <Held x={x} y={y} />}
      {is === 'faulty' && <path d={`M${x - 5} ${y + 6.5}l10 -13`} stroke="var(--fault)" strokeWidth="1.4" />}
      <Wrong x={x} y={y - 10} text={fault} />
    </>
  )
}

function Stopped({ x, y }: { x: number; y: number }) {
  return (
    <g stroke="var(--fault)" strokeWidth="1.4" fill="none">
      <rect x={x - 6.5} y={y - 7.5} width="13" height="15" rx="2" strokeDasharray="2 2" />
      <path d={`M${x - 3.5} ${y - 3.5}l7 7m0 -7l-7 7`} />
    </g>
  )
}

/** Two bars, as on every player. */
function Held({ x, y }: { x: number; y: number }) {
  return <path d={`M${x - 2} ${y - 3.5}v7M${x + 2} ${y - 3.5}v7`} stroke="var(--fault)" strokeWidth="1.6" />
}

/** The name of what is wrong, on a halo of paper. */
function Wrong({ x, y, text }: { x: number; y: number; text: string }) {
  if (text === '') return null
  return (
    <text
      x={x}
      y={y}
      fontSize={11.5}
      fontWeight={640}
      textAnchor="middle"
      fill="var(--fault)"
      stroke="var(--surface)"
      strokeWidth="4"
      paintOrder="stroke"
    >
      {text}
    </text>
  )
}

function Stack({ slats: { xs, width, isFull }, y, look }: { slats: Slats; y: number; look: LaneLook }) {
  const colour = `var(${look.lineToken})`
  return xs.map((x, i) => {
    const isHollow = isFull && i === xs.length - 1
    return (
      <rect
        key={x}
        x={isHollow ? x + 0.3 : x}
        y={y - 5.5}
        width={isHollow ? width - 0.6 : width}
        height="11"
        fill={isHollow ? 'var(--surface)' : colour}
        stroke={isHollow ? colour : 'none'}
        strokeWidth="0.6"
      />
    )
  })
}

const SWITCH_PX = 18

/** A circuit breaker on the wire of its caller: its lever lies on the contacts, stands off them, or half so. */
export function Switch({ x, y, is, text }: { x: number; y: number; is: BreakerState; text: string }) {
  const from = x + 4
  const to = from + SWITCH_PX
  const lift = is === 'open' ? 9 : is === 'half-open' ? 4.5 : 0
  const colour = is === 'closed' ? 'var(--text-2)' : 'var(--warn)'
  return (
    <g data-testid={`switch-${is}`}>
      <rect x={from} y={y - 5} width={SWITCH_PX} height="10" fill="var(--surface)" />
      <path d={`M${from} ${y}L${to - 1} ${y - lift}`} stroke={colour} strokeWidth="1.6" />
      <circle cx={from} cy={y} r="2" fill={colour} />
      <circle cx={to} cy={y} r="2" fill="var(--surface)" stroke={colour} strokeWidth="1.2" />
      {is !== 'closed' && (
        <text x={to + 4} y={y - 7} fontSize={11.5} fontWeight={640} fill="var(--warn)">
          {text}
        </text>
      )}
    </g>
  )
}

interface WaitingProps {
  /** The right edge of the stack. */
  x: number
  y: number
  look: LaneLook
  count: number
  id: string
}

const WAITING_PX = 64

/** Orders that wait in a service that has no place for them, as slats in front of it and as a number. */
export function Waiting({ x, y, look, count, id }: WaitingProps) {
  if (count === 0) return null
  const slats = slatsOf(count, { left: x - WAITING_PX, right: x + 4.5 })
  return (
    <g data-testid={`lane-${id}-waiting`}>
      <Stack slats={slats} y={y} look={look} />
      <text x={x + 2} y={y + 14.5} fontSize={11} fontFamily="var(--mono)" textAnchor="end" fill="var(--text-2)">
        {formatCount(count)}
      </text>
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
  /** Where it is cut, or where nobody takes what comes. */
  gap: { from: number; to: number } | null
  fault: string
}

export function Wire({ stretch, y, twoWay, gap, fault }: WireProps) {
  const { left, right } = stretch
  const lines = twoWay ? [y - PAIR_PX, y + PAIR_PX] : [y]
  const middle = (left + right) / 2
  return (
    <>
      {fault !== '' && <FaultHatch left={left} right={right} y={y} />}
      {lines.map((wireY) =>
        gap === null ? (
          <line key={wireY} x1={left} x2={right} y1={wireY} y2={wireY} stroke="var(--wire)" />
        ) : (
          <path key={wireY} d={`M${left} ${wireY}H${gap.from}M${gap.to} ${wireY}H${right}`} stroke="var(--wire)" />
        ),
      )}
      {gap !== null && (
        <path
          d={`M${gap.from} ${y + 6}l4 -12M${gap.to} ${y + 6}l-4 -12`}
          stroke="var(--fault)"
          strokeWidth="1.4"
          fill="none"
        />
      )}
      <Wrong x={middle} y={y - 7} text={fault} />
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
  state: PlaceState['is']
  fault: string
}

export function Queue({ at, y, look, backlog, id, state, fault }: QueueProps) {
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
        stroke={state === 'up' ? 'var(--wire)' : 'var(--fault)'}
        strokeDasharray={state === 'down' ? '3 2' : undefined}
      />
      <Stack slats={slats} y={y} look={look} />
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
      {state === 'held' && <Held x={right - 8} y={y} />}
      <Wrong x={(left + right) / 2} y={y - 10} text={fault} />
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
