'use client'
/** Every lane as a track: who calls, over which wire, through which queue, to whom. Still; the numbers move. */
import { useRef } from 'react'
import { type Aim, actsOn, aimKey } from '#components/run/fault-aim.ts'
import { activeFaults } from '#components/run/fault-spans.ts'
import { formatCount, formatPerSecond, NOTHING } from '#components/run/format.ts'
import { type LaneLook, lookOf, markerPath } from '#components/run/lane-look.ts'
import { aimLabel, serviceWord } from '#components/run/lane-words.ts'
import { loadRates } from '#components/run/readings.ts'
import { useWords } from '#components/text/use-words.tsx'
import { useWidth } from '#components/ui/use-width.ts'
import type { Experiment, Fault, Lane } from '#core/experiment.ts'
import { faultLabel } from '#core/labels.ts'
import { factsOf, type Leg, legsOf, subscribersOf } from '#core/protocols.ts'
import { isOver } from '#core/run.ts'
import { type LaneView, type RunView, recent } from '#core/run-view.ts'
import { type TrackGeometry, trackGeometry } from './track-geometry.ts'
import { FunctionCall, Node, Queue, Room, Stopped, Wire } from './track-parts.tsx'

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
  const twoLinks = experiment.lanes.some(({ call }) => legsOf(call).includes('consume'))
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
        <text {...quiet} x={(at.caller + (twoLinks ? at.broker.left : at.service)) / 2} textAnchor="middle">
          {words.topology.link}
        </text>
      )}
      {!at.narrow && twoLinks && (
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

/** A reply goes back past the broker's box, below the wires of the way there. */
const REPLY_BELOW_PX = 11
const REPLY_TOUCH_PX = 11

interface TrackProps {
  lane: Lane
  look: LaneLook
  at: TrackGeometry
  width: number
  view: RunView | null
  faults: Fault[]
}

/** Of the newest seconds; of the whole load once the run is over. */
function doneRpsOf(view: RunView, lane: LaneView): number | null {
  if (isOver(view.state)) return loadRates(lane)?.completedRps ?? null
  const { seconds, completedRps } = recent(lane, DONE_OVER_S)
  return seconds > 0 ? completedRps : null
}

function Track({ lane, look, at, width, view, faults }: TrackProps) {
  const { words, locale } = useWords()
  const facts = factsOf(lane.call.protocol)
  const legs = legsOf(lane.call)
  const measured = view?.lanes[lane.id]
  const y = at.rowPx / 2 + 3
  const on = (leg: Leg | null) => faults.filter((fault) => actsOn(fault, { lane: lane.id, edge: lane.call.id, leg }))
  const stopped = on(null).length > 0
  const absent = (measured?.failure ?? null) !== null
  const doneRps = view && measured && !absent ? doneRpsOf(view, measured) : null
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
        {measured ? (absent ? NOTHING : formatCount(measured.inFlight)) : ''}
      </text>
      {legs.length === 0 && <FunctionCall at={at} y={y} text={at.narrow ? null : words.topology.inProcess} />}
      {legs.map((leg) => (
        <Wire
          key={leg}
          stretch={stretchOf(leg, at)}
          y={leg === 'reply' ? y + REPLY_BELOW_PX : y}
          twoWay={!facts.engine && !handsOver(lane)}
          broken={stopped && (leg !== 'produce' || !facts.engine)}
          fault={on(leg)
            .map((fault) => faultLabel(fault, locale))
            .join(', ')}
          cut={absent || on(leg).some((fault) => fault.type === 'down')}
        />
      ))}
      {facts.engine && (
        <Queue at={at} y={y} look={look} backlog={measured && !absent ? measured.backlog : null} id={lane.id} />
      )}
      {!facts.engine && legs.includes('produce') && (
        <Room at={at} y={y} text={words.topology.room(subscribersOf(lane.call))} />
      )}
      <Node x={at.caller} y={y} />
      {stopped ? <Stopped x={at.service} y={y} /> : <Node x={at.service} y={y} />}
      <text {...number} x={at.done} fill="var(--text-2)" data-testid={`lane-${lane.id}-done-rate`}>
        {doneRps !== null ? formatPerSecond(doneRps) : view ? NOTHING : ''}
      </text>
    </>
  )
}

/** Nobody is told what became of it. */
function handsOver({ call: { style } }: Lane): boolean {
  return style === 'one-way' || style === 'publish-subscribe'
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
  const measured = view?.lanes[lane.id]
  const legs = legsOf(lane.call).map((leg) => ({
    aim: { lane: lane.id, edge, leg } satisfies Aim,
    ...stretchOf(leg, at),
  }))
  const aimed = (candidate: Aim) => aim !== null && aimKey(aim) === aimKey(candidate)
  const place = (left: number, right: number) => ({ left, width: right - left, top, height: at.rowPx - 6 })
  const placeOf = ({ aim: { leg }, left, right }: (typeof legs)[number]) => {
    const whole = place(left, right - 8)
    if (!legs.some((each) => each.aim.leg === 'reply')) return whole
    const above = whole.height - REPLY_TOUCH_PX
    return leg === 'reply' ? { ...whole, top: top + above, height: REPLY_TOUCH_PX } : { ...whole, height: above }
  }
  const look =
    'absolute z-10 border-transparent border-b border-dashed hover:border-fault-line aria-pressed:border-fault-line'
  const service: Aim = { lane: lane.id, edge, leg: legsOf(lane.call).at(-1) ?? null }
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
          style={placeOf(leg)}
          onClick={() => onAim(leg.aim)}
        />
      ))}
      <button
        type="button"
        aria-pressed={legs.length === 0 && aimed(service)}
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
