'use client'
/** One lane as a track: who calls, over which wire, through which queue, to whom, and what is the matter with each. */
import { actsOn } from '#components/run/fault-aim.ts'
import { formatCount, formatPerSecond, NOTHING } from '#components/run/format.ts'
import { type LaneLook, markerPath } from '#components/run/lane-look.ts'
import { type PlaceState, placeState } from '#components/run/place-state.ts'
import { breakersAt } from '#components/run/policy-facts.ts'
import { useWords } from '#components/text/use-words.tsx'
import type { Fault, Lane } from '#core/experiment.ts'
import { faultLabel } from '#core/labels.ts'
import { factsOf, type Leg, legsOf, subscribersOf } from '#core/protocols.ts'
import type { RunView } from '#core/run-view.ts'
import { isTwoWay, REPLY_BELOW_PX, stretchOf } from './track-flow.ts'
import type { TrackGeometry } from './track-geometry.ts'
import { FunctionCall, Node, Queue, Room, Service, Switch, Waiting, Wire } from './track-parts.tsx'

export interface TrackProps {
  lane: Lane
  look: LaneLook
  at: TrackGeometry
  width: number
  view: RunView | null
  faults: Fault[]
  /** Done a second, of the newest seconds or of the whole load; null where nothing can be said. */
  doneRps: number | null
  /** Sends a second, written on the wires where nothing is to move; null where dots say it, or before a run. */
  sentRps: number | null
}

/** What is the matter with a lane's wires and places, for its picture and for what moves on it. */
export interface TrackState {
  service: PlaceState
  broker: PlaceState
  on: (leg: Leg) => Fault[]
  isCut: (leg: Leg | null) => boolean
  /** Where on a leg's wire what goes over it ends; null where it arrives. */
  gap: (leg: Leg | null) => { from: number; to: number } | null
}

const GAP_HALF_PX = 7
const GAP_NEAR_PX = { far: 26, near: 10 }

export function trackState({
  lane,
  at,
  view,
  faults,
}: Pick<TrackProps, 'lane' | 'at' | 'view' | 'faults'>): TrackState {
  const edge = lane.call.id
  const service = placeState(view, { lane: lane.id, edge, parts: ['service', 'consumer'] })
  const broker = placeState(view, { lane: lane.id, edge, parts: ['engine'] })
  const isQueue = factsOf(lane.call.protocol).engine
  const isAbsent = (view?.lanes[lane.id]?.failure ?? null) !== null
  const on = (leg: Leg) => faults.filter((fault) => actsOn(fault, { lane: lane.id, edge, leg }))
  const isCut = (leg: Leg | null) => isAbsent || (leg !== null && on(leg).some(({ type }) => type === 'down'))
  const gap = (leg: Leg | null) => {
    const { left, right } = stretchOf(leg, at)
    const middle = (left + right) / 2
    if (isCut(leg)) return { from: middle - GAP_HALF_PX, to: middle + GAP_HALF_PX }
    const nearLeft = { from: left + GAP_NEAR_PX.near, to: left + GAP_NEAR_PX.far }
    const nearRight = { from: right - GAP_NEAR_PX.far, to: right - GAP_NEAR_PX.near }
    // A broker that is gone cuts both of its wires at its box, a consumer that is gone only its own.
    if (isQueue && broker.is === 'down') return leg === 'consume' ? nearLeft : nearRight
    if (service.is !== 'down' || (isQueue && leg !== 'consume')) return null
    return nearRight
  }
  return { service, broker, on, isCut, gap }
}

export function Track(props: TrackProps) {
  const { lane, look, at, width, view, doneRps, sentRps } = props
  const { words, locale } = useWords()
  const facts = factsOf(lane.call.protocol)
  const legs = legsOf(lane.call)
  const measured = view?.lanes[lane.id]
  const y = at.rowPx / 2 + 3
  const state = trackState(props)
  const isAbsent = (measured?.failure ?? null) !== null
  const label = ({ faults }: PlaceState) => faults.map(({ fault }) => faultLabel(fault, locale)).join(', ')
  const circuit = breakersAt(lane, measured, null).find(({ edge }) => edge === lane.call.id)?.state ?? null
  const number = { fontSize: 12, fontFamily: 'var(--mono)', y: y + 4, textAnchor: 'end' } as const
  const faultOn = (leg: Leg) =>
    state
      .on(leg)
      .map((fault) => faultLabel(fault, locale))
      .join(', ')
  const first = legs[0] ?? null
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
        {measured ? (isAbsent ? NOTHING : formatCount(measured.inFlight)) : ''}
      </text>
      {legs.length === 0 && <FunctionCall at={at} y={y} text={at.narrow ? null : words.topology.inProcess} />}
      {legs.map((leg) => (
        <Wire
          key={leg}
          stretch={stretchOf(leg, at)}
          y={leg === 'reply' ? y + REPLY_BELOW_PX : y}
          twoWay={isTwoWay(lane)}
          gap={state.gap(leg)}
          fault={faultOn(leg)}
        />
      ))}
      {facts.engine && (
        <Queue
          {...{ at, y, look }}
          backlog={measured && !isAbsent ? measured.backlog : null}
          id={lane.id}
          state={state.broker.is}
          fault={label(state.broker)}
        />
      )}
      {!facts.engine && legs.includes('produce') && (
        <Room at={at} y={y} text={words.topology.room(subscribersOf(lane.call))} />
      )}
      <Node x={at.caller} y={y} />
      {circuit !== null && (
        <Switch
          x={at.caller + 5}
          y={y}
          is={circuit}
          text={at.narrow && first !== null && faultOn(first) !== '' ? '' : words.policy.breaker[circuit]}
        />
      )}
      {sentRps !== null && <Sends at={at} y={y} text={`${formatPerSecond(sentRps)}/s`} />}
      {!facts.engine && !isAbsent && (
        <Waiting x={at.service - 9} y={y} look={look} count={measured?.now.serviceQueued ?? 0} id={lane.id} />
      )}
      <Service x={at.service} y={y} is={state.service.is} fault={fitName(label(state.service), at.narrow ? 12 : 24)} />
      <text {...number} x={at.done} fill="var(--text-2)" data-testid={`lane-${lane.id}-done-rate`}>
        {doneRps !== null ? formatPerSecond(doneRps) : view ? NOTHING : ''}
      </text>
    </>
  )
}

/** In place of what would move. Below the wire, since what is wrong with it stands above. */
function Sends({ at, y, text }: { at: TrackGeometry; y: number; text: string }) {
  return (
    <text x={at.caller + 10} y={y + 13} fontSize={11} fontFamily="var(--mono)" fill="var(--text-2)">
      {text}
    </text>
  )
}

function fitName(name: string, most: number): string {
  return name.length <= most ? name : `${name.slice(0, most - 1)}…`
}
