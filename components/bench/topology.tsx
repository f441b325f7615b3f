'use client'
/** Every lane as a track: who calls, over which wire, through which queue, to whom. Dots pass as often as orders do. */
import { useRef } from 'react'
import type { Aim } from '#components/run/fault-aim.ts'
import { activeFaults } from '#components/run/fault-spans.ts'
import { lookOf } from '#components/run/lane-look.ts'
import { loadRates } from '#components/run/readings.ts'
import { peakRps, workloadOf } from '#components/run/workload-now.ts'
import { useWords } from '#components/text/use-words.tsx'
import { useReducedMotion } from '#components/ui/use-reduced-motion.ts'
import { useWidth } from '#components/ui/use-width.ts'
import type { Experiment } from '#core/experiment.ts'
import { type Recent, recent } from '#core/lane-bins.ts'
import { factsOf, legsOf } from '#core/protocols.ts'
import { isOver } from '#core/run.ts'
import type { RunView } from '#core/run-view.ts'
import { Track, trackState } from './track.tsx'
import { TrackButtons } from './track-buttons.tsx'
import { TrackDots } from './track-dots.tsx'
import { dotUnit, flowsOf } from './track-flow.ts'
import { ORDERS_PER_SLAT, type TrackGeometry, trackGeometry } from './track-geometry.ts'

export interface TopologyProps {
  experiment: Experiment
  view: RunView | null
  aim: Aim | null
  focusLane: string | null
  /** The view is of an earlier time and does not move. */
  frozen: boolean
  onAim: (aim: Aim) => void
}

/** Rates are means over these newest seconds. */
const RATE_OVER_S = 3
/** Below this the parts of a track would overlap; nothing is this narrow but a layout that has not settled. */
const NARROWEST_PX = 280

export function Topology({ experiment, view, aim, focusLane, frozen, onAim }: TopologyProps) {
  const holder = useRef<HTMLDivElement>(null)
  const width = useWidth(holder)
  const calm = useReducedMotion()
  const { words } = useWords()
  const at = trackGeometry(width)
  const height = at.headPx + at.rowPx * experiment.lanes.length + 6
  const faults = activeFaults(view)
  const underWay = view !== null && (view.state.is === 'running' || view.state.is === 'draining')
  const lanes = experiment.lanes.map((lane, order) => {
    const measured = view?.lanes[lane.id]
    const newest = measured && !measured.failure ? recent(measured, RATE_OVER_S) : null
    const dimmed = focusLane !== null && focusLane !== lane.id
    return { lane, newest, look: lookOf(order), top: at.headPx + order * at.rowPx, dimmed }
  })
  const tracks = lanes.map(({ lane, newest, look, top, dimmed }) => {
    const { gap } = trackState({ lane, at, view, faults })
    const flows = newest ? flowsOf({ lane, at, recent: newest, stopsAt: (leg) => gap(leg)?.from ?? null }) : []
    return { lane: lane.id, token: look.lineToken, y: top + at.rowPx / 2 + 3, dimmed, flows }
  })
  const unit = useUnit(
    view,
    Math.max(
      ...experiment.lanes.map(({ id }) => peakRps(workloadOf(experiment, view, id))),
      ...tracks.flatMap(({ flows }) => flows.map(({ perS }) => perS)),
    ),
  )
  const moves = underWay && !calm
  return (
    <>
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
              {lanes.map(({ lane, newest, look, top, dimmed }) => (
                <g key={lane.id} transform={`translate(0 ${top})`} opacity={dimmed ? 0.35 : 1}>
                  <Track
                    {...{ lane, look, at, width, view, faults }}
                    doneRps={doneRpsOf(view, lane.id, newest)}
                    sentRps={underWay && calm && newest ? newest.attemptsRps : null}
                  />
                </g>
              ))}
            </svg>
            <TrackDots {...{ tracks, unit, width, height }} motion={moves ? (frozen ? 'still' : 'moving') : 'none'} />
            {lanes.map(({ lane }, order) => (
              <TrackButtons key={lane.id} {...{ lane, order, at, aim, onAim, experiment, view }} />
            ))}
          </>
        )}
      </section>
      <p className="min-h-6 px-4 pb-1 text-12 text-ink-3 max-mid:min-h-11" data-testid="track-legend">
        {[
          moves ? words.topology.dots(unit) : underWay ? words.topology.sends : '',
          words.topology.slats(ORDERS_PER_SLAT),
        ]
          .filter(Boolean)
          .join(' · ')}
      </p>
    </>
  )
}

/** Grows with the largest rate of a run, and never shrinks in it: dots that change their meaning back and forth have none. */
function useUnit(view: RunView | null, mostPerS: number): number {
  const kept = useRef<{ of: Experiment | null; unit: number }>({ of: null, unit: 1 })
  const of = view?.experiment ?? null
  const unit = dotUnit(mostPerS)
  kept.current = { of, unit: kept.current.of === of ? Math.max(kept.current.unit, unit) : unit }
  return kept.current.unit
}

/** Of the newest seconds; of the whole load once the run is over. */
function doneRpsOf(view: RunView | null, lane: string, newest: Recent | null): number | null {
  const measured = view?.lanes[lane]
  if (!view || !measured || !newest) return null
  if (isOver(view.state)) return loadRates(measured)?.completedRps ?? null
  return newest.seconds > 0 ? newest.completedRps : null
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
