/** A recorded run as the start page shows it: folded on the server, then only numbers. */
import { wholeSeconds } from '#components/charts/series.ts'
import { type Chart, chartOf } from '#components/picture/chart.ts'
import type { Experiment } from '#core/experiment.ts'
import { Histogram } from '#core/histogram.ts'
import { factsOf } from '#core/protocols.ts'
import type { RecordedRun } from '#core/recording.ts'
import type { LedgerCounts } from '#core/run.ts'
import { createRunView, type FaultWindow, foldEvents, offeredIn, type RunView } from '#core/run-view.ts'
import type { Locale } from '#core/text.ts'

export interface HomeLane {
  id: string
  ledger: LedgerCounts
}

export interface HomeRun {
  experiment: Experiment
  seconds: number
  /** Intended sends over all lanes. */
  n: number
  lanes: HomeLane[]
  /** Of all lanes, and of those with a queue. */
  charts: Record<'caller' | 'backlog', Chart>
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

export function homeRunFrom(recording: RecordedRun, locale: Locale): HomeRun {
  const view = createRunView(recording.experiment)
  foldEvents(view, recording.events)
  const { lanes } = recording.experiment
  const queues = lanes.filter(({ call }) => factsOf(call.protocol).engine).map(({ id }) => id)
  const backlog = chartOf('backlog', { view, whole: view, locale, lanes: queues })
  return {
    experiment: recording.experiment,
    seconds: wholeSeconds(view),
    n: offeredIn(view),
    lanes: lanes.flatMap(({ id }) => {
      const ledger = view.lanes[id]?.ledger
      return ledger ? [{ id, ledger }] : []
    }),
    charts: {
      caller: chartOf('caller', { view, whole: view, locale }),
      // No lane asked for would be all of them.
      backlog: queues.length > 0 ? backlog : { ...backlog, lines: [] },
    },
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
