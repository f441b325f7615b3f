/** What presses on a lane besides its latency, and only where there is something to say: most lanes have none of it. */
import { type Lane, NON_BLOCKING } from '#core/experiment.ts'
import type { GaugeName } from '#core/gauges.ts'
import type { Histogram } from '#core/histogram.ts'
import { isOver, type LabHealth } from '#core/run.ts'
import type { LaneView, RunView } from '#core/run-view.ts'
import { formatCount, formatMs, formatUsAsMs, NOTHING } from './format.ts'

export const pressureNames = [
  'slots', // held by blocking callers, of how many
  'callerQueue', // due, and waiting for a slot
  'queueWait', // due → slot taken, p50 / p99
  'rejected', // found neither a slot nor room to wait for one
  'service', // being worked on / waiting in the service for a place
  'loopDelay', // p99 of the threads that only this lane uses
  'handshakes', // that showed certificates: how many, p50
  'resumptions', // that resumed a session: how many, p50
] as const
export type PressureName = (typeof pressureNames)[number]

export interface Pressure {
  name: PressureName
  /** A dash where it is not known of the second that is asked for. */
  value: string
}

/**
 * Of one second (gauges as means over it); of now; or, once the run is over, of all of its load.
 * What has once been said stays for as long as the run is looked at, so that no line comes and goes.
 */
export function pressuresOf(lane: Lane, view: RunView | null, second: number | null): Pressure[] {
  const measured = view?.lanes[lane.id]
  if (!view || !measured) return []
  const values = valuesOf(lane, { view, measured, second })
  return pressureNames.flatMap((name) => {
    const value = values[name]
    return value === null ? [] : [{ name, value }]
  })
}

interface Asked {
  view: RunView
  measured: LaneView
  second: number | null
}

/** null: nothing to say. */
function valuesOf(lane: Lane, asked: Asked): Record<PressureName, string | null> {
  const { view, measured, second } = asked
  const { hist, flow } = measured
  const bin = second === null ? null : measured.bins[second]
  const gauge = (name: GaugeName) => gaugeText(name, asked)
  const ofRun = (value: string) => (second === null ? value : NOTHING)
  const slots = slotsOf(lane)
  const queued = bin === null ? hist.queued : bin?.queued
  const loopDelayMs = loopDelayOf(lane.id, isOver(view.state) ? view.labMax : view.lab)
  return {
    slots: slots === null ? null : `${gauge('slotsBusy')} / ${formatCount(slots)}`,
    callerQueue: flow.gauges.callerQueue.peak > 0 ? gauge('callerQueue') : null,
    queueWait: flow.gauges.callerQueue.peak > 0 && slots !== null ? percentiles(queued) : null,
    rejected: measured.rejected > 0 ? countText(bin === null ? measured.rejected : bin?.rejected) : null,
    service: flow.gauges.serviceQueued.peak > 0 ? `${gauge('serviceActive')} / ${gauge('serviceQueued')}` : null,
    loopDelay: loopDelayMs === null ? null : ofRun(formatMs(loopDelayMs)),
    handshakes: hist.handshake.n > 0 ? ofRun(countAndMedian(hist.handshake)) : null,
    resumptions: hist.resumed.n > 0 ? ofRun(countAndMedian(hist.resumed)) : null,
  }
}

/** Null where nothing is held. Runs of earlier versions say nothing of callers. */
function slotsOf({ caller }: Lane): number | null {
  return caller === undefined || caller === NON_BLOCKING ? null : caller.blocking.slots
}

function gaugeText(name: GaugeName, { view, measured, second }: Asked): string {
  const bin = second === null ? null : measured.bins[second]
  if (bin) return meanText(bin.flow.gauges[name].areaUs, bin.coveredUs)
  if (second !== null) return NOTHING
  if (!isOver(view.state)) return formatCount(measured.now[name])
  return meanText(measured.flowInLoad.gauges[name].areaUs, measured.loadUs)
}

function meanText(areaUs: number, overUs: number): string {
  return overUs > 0 ? (areaUs / overUs).toFixed(1) : NOTHING
}

function countText(count: number | undefined): string {
  return count === undefined ? NOTHING : formatCount(count)
}

function percentiles(waits: Histogram | undefined): string {
  const at = (p: number) => formatUsAsMs(waits?.percentile(p) ?? null)
  return `${at(50)} / ${at(99)}`
}

function countAndMedian(durations: Histogram): string {
  return `${formatCount(durations.n)} · ${formatUsAsMs(durations.percentile(50))}`
}

const OWN_THREAD = /^(?:callers|services):(?<lane>[^/]+)/

/** A thread of a lane's own is called after it: `services:cart`, of a service further on `services:cart/e2`. */
function loopDelayOf(laneId: string, { loopDelayP99Ms }: LabHealth): number | null {
  const isOwn = (thread: string) => OWN_THREAD.exec(thread)?.groups?.lane === laneId
  const known = Object.entries(loopDelayP99Ms).flatMap(([thread, delayMs]) => (isOwn(thread) ? delayMs : []))
  return known.length === 0 ? null : Math.max(...known)
}
