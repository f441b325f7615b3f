'use client'
/** Every lane as a track: who calls, over which wire, through which queue, to whom. Still; the numbers move. */
import { useRef } from 'react'
import { type Aim, actsOn, aimKey } from '#components/run/fault-aim.ts'
import { activeFaults } from '#components/run/fault-spans.ts'
import { formatCount, formatPerSecond, NOTHING } from '#components/run/format.ts'
import { type LaneLook, lookOf, markerPath } from '#components/run/lane-look.ts'
import { aimLabel, serviceWord } from '#components/run/lane-words.ts'
import { useWords } from '#components/text/use-words.tsx'
import { useWidth } from '#components/ui/use-width.ts'
import type { Experiment, Fault, Lane } from '#core/experiment.ts'
import { faultLabel } from '#core/labels.ts'
import { factsOf, type Leg } from '#core/protocols.ts'
import { type RunView, recent } from '#core/run-view.ts'
import { slatsOf, type TrackGeometry, trackGeometry } from './track-geometry.ts'

export interface TopologyProps {
  experiment: Experiment
  view: RunView | null
  aim: Aim | null
  focusLane: string | null
  onAim: (aim: Aim) => void
}

const DONE_OVER_S = 3
/** Below this the parts of a track would overlap; nothing is this narrow but a layout that has not settled. */
const NARROWEST_PX = 280

export function Topology({ experiment, view, aim, focusLane, onAim }: TopologyProps) {
  const holder = useRef<HTMLDivElement>(null)
  const width = useWidth(holder)
  const { words } = useWords()
  const at = trackGeometry(width)
  const height = at.headPx + at.rowPx * experiment.lanes.length + 6
  const faults = activeFaults(view)
  return (
    <section
      ref={holder}
      aria-label={words.topology.title}
      className="relative"
      style={{ height }}
      data-testid="topology"
    >
      {width >= NARROWEST_PX && (
        <>
          <svg width={width} height={height} aria-hidden="true" className="absolute inset-0 font-sans">
            <Heads at={at} experiment={experiment} />
            {experiment.lanes.map((lane, order) => (
              <g
                key={lane.id}
                transform={`translate(0 ${at.headPx + order * at.rowPx})`}
                opacity={focusLane !== null && focusLane !== lane.id ? 0.35 : 1}
              >
                <Track lane={lane} look={lookOf(order)} at={at} width={width} view={view} faults={faults} />
              </g>
            ))}
          </svg>
          {experiment.lanes.map((lane, order) => (
            <TrackButtons key={lane.id} {...{ lane, order, at, aim, onAim, experiment, view }} />
          ))}
        </>
      )}
    </section>
  )
}

function Heads({ at, experiment }: { at: TrackGeometry; experiment: Experiment }) {
  const { words } = useWords()
  const queue = experiment.lanes.some((lane) => factsOf(lane.call.protocol).engine)
  const brokerMiddle = (at.broker.left + at.broker.right) / 2
  const head = { y: 20, fontSize: 12, fill: 'var(--text-2)' } as const
  const quiet = { ...head, fill: 'var(--text-3)' } as const
  return (
    <>
      <text {...head} x={at.caller + 5} textAnchor="end">
        {words.topology.caller}
      </text>
      {queue && (
        <text {...head} x={brokerMiddle} textAnchor="middle">
          {words.topology.broker}
        </text>
      )}
      {!at.narrow && (
        <text {...quiet} x={(at.caller + (queue ? at.broker.left : at.service)) / 2} textAnchor="middle">
          {words.topology.link}
        </text>
      )}
      {!at.narrow && queue && (
        <text {...quiet} x={(at.broker.right + at.service) / 2} textAnchor="middle">
          {words.topology.link}
        </text>
      )}
      <text {...head} x={at.service + (at.narrow ? 2 : 0)} textAnchor={at.narrow ? 'end' : 'middle'}>
        {words.topology.service}
      </text>
      <text {...head} x={at.done} textAnchor="end">
        {words.topology.donePerS}
      </text>
    </>
  )
}

/** The stretch of a track that a leg covers. */
function stretchOf(leg: Leg, at: TrackGeometry): { left: number; right: number } {
  if (leg === 'produce') return { left: at.caller + 5, right: at.broker.left }
  if (leg === 'consume') return { left: at.broker.right, right: at.service - 5 }
  return { left: at.caller + 5, right: at.service - 5 }
}

interface TrackProps {
  lane: Lane
  look: LaneLook
  at: TrackGeometry
  width: number
  view: RunView | null
  faults: Fault[]
}

function Track({ lane, look, at, width, view, faults }: TrackProps) {
  const { words, locale } = useWords()
  const facts = factsOf(lane.call.protocol)
  const measured = view?.lanes[lane.id]
  const y = at.rowPx / 2 + 3
  const on = (leg: Leg | null) => faults.filter((fault) => actsOn(fault, { lane: lane.id, edge: lane.call.id, leg }))
  const stopped = on(null).length > 0
  const done = measured ? recent(measured, DONE_OVER_S) : null
  const number = { fontSize: 12, fontFamily: 'var(--mono)', y: y + 4, textAnchor: 'end' } as const
  return (
    <>
      <line x1={16} x2={width - 16} y1={0.5} y2={0.5} stroke="var(--grid)" />
      <path
        d={markerPath(look.marker, 3.6)}
        transform={`translate(${at.marker} ${y})`}
        fill={`var(${look.lineToken})`}
      />
      <text x={at.name} y={y + 4} fontSize={12} fontWeight={640} fill={`var(${look.textToken})`}>
        {fitName(lane.name[locale], at.narrow ? 10 : 14)}
      </text>
      <text {...number} x={at.inFlight} fill="var(--text-2)" data-testid={`lane-${lane.id}-in-flight`}>
        {measured ? formatCount(measured.inFlight) : ''}
      </text>
      {facts.legs.length === 0 && <FunctionCall at={at} y={y} text={at.narrow ? null : words.topology.inProcess} />}
      {facts.legs.map((leg) => (
        <Wire
          key={leg}
          stretch={stretchOf(leg, at)}
          y={y}
          twoWay={!facts.engine}
          broken={stopped && leg !== 'produce'}
          fault={on(leg)
            .map((fault) => faultLabel(fault, locale))
            .join(', ')}
          cut={on(leg).some((fault) => fault.type === 'down')}
        />
      ))}
      {facts.engine && <Queue at={at} y={y} look={look} backlog={measured?.backlog ?? null} id={lane.id} />}
      <Node x={at.caller} y={y} />
      {stopped ? <Stopped x={at.service} y={y} /> : <Node x={at.service} y={y} />}
      <text {...number} x={at.done} fill="var(--text-2)" data-testid={`lane-${lane.id}-done-rate`}>
        {done && done.seconds > 0 ? formatPerSecond(done.completedRps) : view ? NOTHING : ''}
      </text>
    </>
  )
}

function Node({ x, y }: { x: number; y: number }) {
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

function Stopped({ x, y }: { x: number; y: number }) {
  return (
    <g stroke="var(--fault)" strokeWidth="1.4" fill="none">
      <rect x={x - 6.5} y={y - 7.5} width="13" height="15" rx="2" strokeDasharray="2 2" />
      <path d={`M${x - 3.5} ${y - 3.5}l7 7m0 -7l-7 7`} />
    </g>
  )
}

function FunctionCall({ at, y, text }: { at: TrackGeometry; y: number; text: string | null }) {
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

function Wire({ stretch, y, twoWay, broken, cut, fault }: WireProps) {
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

function Queue({ at, y, look, backlog, id }: QueueProps) {
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

function fitName(name: string, most: number): string {
  return name.length <= most ? name : `${name.slice(0, most - 1)}…`
}

interface TrackButtonsProps {
  lane: Lane
  order: number
  at: TrackGeometry
  aim: Aim | null
  experiment: Experiment
  view: RunView | null
  onAim: (aim: Aim) => void
}

/** Wires and services as buttons, with room for a finger; they aim the fault drawer. */
function TrackButtons({ lane, order, at, aim, experiment, view, onAim }: TrackButtonsProps) {
  const { words, locale } = useWords()
  const edge = lane.call.id
  const top = at.headPx + order * at.rowPx + 5
  const facts = factsOf(lane.call.protocol)
  const measured = view?.lanes[lane.id]
  const legs = facts.legs.map((leg) => ({ aim: { lane: lane.id, edge, leg } satisfies Aim, ...stretchOf(leg, at) }))
  const aimed = (candidate: Aim) => aim !== null && aimKey(aim) === aimKey(candidate)
  const place = (left: number, right: number) => ({ left, width: right - left, top, height: at.rowPx - 6 })
  const look =
    'absolute z-10 border-transparent border-b border-dashed hover:border-fault-line aria-pressed:border-fault-line'
  const service: Aim = { lane: lane.id, edge, leg: facts.legs.at(-1) ?? null }
  return (
    <>
      {legs.map((leg) => (
        <button
          key={leg.aim.leg}
          type="button"
          aria-pressed={aimed(leg.aim)}
          aria-label={words.topology.aim(aimLabel(leg.aim, experiment, { locale, words }))}
          data-testid={`aim-${lane.id}-${leg.aim.leg}`}
          className={look}
          style={place(leg.left, leg.right - 8)}
          onClick={() => onAim(leg.aim)}
        />
      ))}
      <button
        type="button"
        aria-pressed={facts.legs.length === 0 && aimed(service)}
        aria-label={words.topology.aim(`${lane.name[locale]} · ${serviceWord(lane, words)}`)}
        data-testid={`aim-${lane.id}-service`}
        className={look}
        style={place(at.service - 12, at.service + 12)}
        onClick={() => onAim(service)}
      />
      <span className="sr-only">
        {measured &&
          `${lane.name[locale]}: ${words.topology.inFlight(formatCount(measured.inFlight))}, ${words.topology.backlog(formatCount(measured.backlog))}`}
      </span>
    </>
  )
}
