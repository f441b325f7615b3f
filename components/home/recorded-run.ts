/** A recorded run as the start page shows it: folded once on the server, then only numbers. */

import { percentileValues, perSecond, type Values, wholeSeconds } from '#components/charts/series.ts'
import type { Experiment, Fault } from '#core/experiment.ts'
import { Histogram } from '#core/histogram.ts'
import { factsOf } from '#core/protocols.ts'
import type { RecordedRun } from '#core/recording.ts'
import type { LedgerCounts } from '#core/run.ts'
import { createRunView, type FaultWindow, foldEvents, type RunView } from '#core/run-view.ts'

export interface HomeLane {
  id: string
  callerP50Ms: Values
  backlog: Values
  engine: boolean
  ledger: LedgerCounts
}

export interface HomeRun {
  experiment: Experiment
  seconds: number
  /** Intended sends over all lanes. */
  n: number
  lanes: HomeLane[]
  spans: { fault: Fault; fromS: number; toS: number }[]
  /** Lanes whose callers a slow wire held, and how long, µs. */
  bent: { lanes: string[]; heldUs: number } | null
  /** A queue that fell behind while its callers were told yes as fast as before. */
  unnoticed: { lane: string; backlogMax: number } | null
}

const US_PER_S = 1_000_000
/** So much above what it was before, a lane is bent. */
const BENT = 1.5
const BENT_BY_US = 5000
const WORTH_SAYING = 10

export function homeRunFrom(recording: RecordedRun): HomeRun {
  const view = createRunView(recording.experiment)
  foldEvents(view, recording.events)
  const seconds = wholeSeconds(view)
  return {
    experiment: recording.experiment,
    seconds,
    n: Object.values(view.lanes).reduce((sum, lane) => sum + lane.offered, 0),
    lanes: recording.experiment.lanes.flatMap(({ id, call }) => {
      const lane = view.lanes[id]
      if (!lane) return []
      return {
        id,
        callerP50Ms: percentileValues(lane, { metric: 'caller', p: 50, seconds }),
        backlog: perSecond(lane, seconds, (bin) => bin.backlog),
        engine: factsOf(call.protocol).engine,
        ledger: lane.ledger,
      }
    }),
    spans: view.faults.map(({ fault, setUs, clearedUs }) => ({
      fault,
      fromS: setUs / US_PER_S,
      toS: (clearedUs ?? view.elapsedUs) / US_PER_S,
    })),
    bent: bentBy(view),
    unnoticed: unnoticedIn(view),
  }
}

function bentBy(view: RunView): HomeRun['bent'] {
  for (const window of view.faults) {
    if (window.fault.type !== 'latency') continue
    const bent = view.experiment.lanes.flatMap(({ id }) => {
      const heldUs = heldDuring(window, id)
      return heldUs !== null && isBent(view, window, { lane: id, heldUs }) ? [{ id, heldUs }] : []
    })
    if (bent.length > 0 && bent.length < view.experiment.lanes.length) {
      return { lanes: bent.map(({ id }) => id), heldUs: Math.max(...bent.map(({ heldUs }) => heldUs)) }
    }
  }
  return null
}

function unnoticedIn(view: RunView): HomeRun['unnoticed'] {
  for (const window of view.faults) {
    if (window.fault.type !== 'stop') continue
    for (const { id, call } of view.experiment.lanes) {
      const during = window.lanes[id]
      const heldUs = heldDuring(window, id)
      if (!during || heldUs === null || !factsOf(call.protocol).engine) continue
      if (during.backlogMax < WORTH_SAYING || isBent(view, window, { lane: id, heldUs })) continue
      return { lane: id, backlogMax: during.backlogMax }
    }
  }
  return null
}

function heldDuring(window: FaultWindow, lane: string): number | null {
  return window.lanes[lane]?.hist.caller.percentile(50) ?? null
}

function isBent(view: RunView, window: FaultWindow, { lane, heldUs }: { lane: string; heldUs: number }): boolean {
  const before = new Histogram()
  for (const bin of view.lanes[lane]?.bins.slice(0, Math.floor(window.setUs / US_PER_S)) ?? [])
    if (bin) before.merge(bin.caller)
  const usual = before.percentile(50)
  return usual !== null && heldUs > usual * BENT && heldUs - usual > BENT_BY_US
}
