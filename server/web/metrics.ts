/**
 * What a monitor reads at `/metrics`. The numbers of lanes are those of the run that is on, or was the last until
 * another starts: short runs would end unseen between two scrapes. With every run they begin at 0, as after a restart.
 */
import type { Histogram } from '#core/histogram.ts'
import { acknowledgedOf, completedOf, doneThoughToldFailed, promisedButLost } from '#core/ledger.ts'
import { isOver, type LabHealth } from '#core/run.ts'
import type { LaneView, RunView } from '#core/run-view.ts'
import type { LabWatched } from '../runs/lab.ts'
import { exposition, type Family, type Labels, type Sample, valueText } from './exposition.ts'

/** Upper edges, s: from a function call to a caller's longest patience. */
const BUCKETS_S = [
  0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60,
]
const US_PER_S = 1e6
const MS_PER_S = 1000

/** Of this process, as Node measures it. */
interface ProcessUsage {
  /** User and system, since its start. */
  cpuSeconds: number
  residentBytes: number
}

export function usageOfProcess(): ProcessUsage {
  const { user, system } = process.cpuUsage()
  return { cpuSeconds: (user + system) / US_PER_S, residentBytes: process.memoryUsage.rss() }
}

export function metricsText({ runs, latest }: LabWatched, usage: ProcessUsage): string {
  return exposition([
    counter('wirelab_runs_started_total', 'Runs started since this process began.', [{ value: runs.started }]),
    counter(
      'wirelab_runs_total',
      'Runs that ended since this process began, by how they ended.',
      (['finished', 'failed', 'interrupted'] as const).map((state) => ({
        labels: { state },
        value: runs.ended[state] ?? 0,
      })),
    ),
    ...(latest === null ? [] : runFamilies(latest)),
    counter('process_cpu_seconds_total', 'User and system CPU time of this process.', [{ value: usage.cpuSeconds }]),
    gauge('process_resident_memory_bytes', 'Resident memory of this process.', [{ value: usage.residentBytes }]),
  ])
}

function runFamilies({ id, view }: { id: string; view: RunView }): Family[] {
  return [
    gauge('wirelab_run_info', 'The run that is on, or the last one; always 1.', [
      { labels: { run: id, experiment: view.experiment.id, state: view.state.is }, value: 1 },
    ]),
    gauge('wirelab_run_on', '1 while that run is on, 0 after it.', [{ value: isOver(view.state) ? 0 : 1 }]),
    gauge('wirelab_run_active_seconds', 'Load time of that run so far, pauses left out.', [
      { value: view.activeUs / US_PER_S },
    ]),
    ...laneFamilies(view),
    ...(view.frames > 0 ? labFamilies(view.lab) : []),
  ]
}

function laneFamilies(view: RunView): Family[] {
  const lanes = view.experiment.lanes.map(({ id, call }) => ({
    labels: { experiment: view.experiment.id, lane: id, protocol: call.protocol, style: call.style },
    lane: view.lanes[id] as LaneView,
  }))
  const each = (samples: (lane: LaneView) => Sample[]) =>
    lanes.flatMap(({ labels, lane }) =>
      samples(lane).map((sample) => ({ ...sample, labels: { ...labels, ...sample.labels } })),
    )
  const one = (value: (lane: LaneView) => number) => each((lane) => [{ value: value(lane) }])
  const latency = (name: string, help: string, of: (lane: LaneView) => Histogram): Family => ({
    name,
    help: `${help} Buckets and sum are within 1 %.`,
    type: 'histogram',
    samples: each((lane) => histogramSamples(of(lane))),
  })
  return [
    counter(
      'wirelab_lane_offered_total',
      'Orders that were due.',
      one((lane) => lane.offered),
    ),
    counter(
      'wirelab_lane_not_sent_total',
      'Orders that were due and not sent, the rejected ones among them.',
      one((lane) => lane.notSent),
    ),
    counter(
      'wirelab_lane_rejected_total',
      'Orders not sent because no slot was free and the queue before them was full.',
      one((lane) => lane.rejected),
    ),
    counter(
      'wirelab_lane_attempts_total',
      'Attempts to have an order placed.',
      one((lane) => lane.attempts),
    ),
    counter(
      'wirelab_lane_sent_total',
      'Orders sent.',
      one((lane) => lane.sent),
    ),
    counter(
      'wirelab_lane_outcomes_total',
      'Orders whose caller has a verdict, by outcome.',
      each((lane) => Object.entries(lane.outcomes).map(([outcome, value]) => ({ labels: { outcome }, value }))),
    ),
    counter(
      'wirelab_lane_acknowledged_total',
      'Orders whose caller was told yes.',
      one((lane) => acknowledgedOf(lane.ledger)),
    ),
    counter(
      'wirelab_lane_completed_total',
      'Distinct orders executed.',
      one((lane) => completedOf(lane.ledger)),
    ),
    counter(
      'wirelab_lane_duplicated_total',
      'Executions beyond the first of an order.',
      one((lane) => lane.ledger.duplicated),
    ),
    counter(
      'wirelab_lane_repeated_total',
      'Distinct orders with an execution beyond their first.',
      one((lane) => lane.ledger.repeated ?? 0),
    ),
    gauge(
      'wirelab_lane_promised_but_lost',
      'Orders acknowledged and lost.',
      one((lane) => promisedButLost(lane.ledger)),
    ),
    gauge(
      'wirelab_lane_done_though_told_failed',
      'Orders done though their caller was told no, or nothing.',
      one((lane) => doneThoughToldFailed(lane.ledger)),
    ),
    gauge(
      'wirelab_lane_in_flight',
      'Orders without a verdict.',
      one((lane) => lane.inFlight),
    ),
    gauge(
      'wirelab_lane_slots_busy',
      'Slots of blocking callers that are held.',
      one((lane) => lane.now.slotsBusy),
    ),
    gauge(
      'wirelab_lane_caller_queue',
      'Orders that are due and wait for a slot.',
      one((lane) => lane.now.callerQueue),
    ),
    gauge(
      'wirelab_lane_service_active',
      'Orders being worked on.',
      one((lane) => lane.now.serviceActive),
    ),
    gauge(
      'wirelab_lane_service_queued',
      'Orders in the service that wait for a place.',
      one((lane) => lane.now.serviceQueued),
    ),
    gauge(
      'wirelab_lane_backlog',
      'Sent orders whose work is not settled.',
      one((lane) => lane.backlog),
    ),
    gauge(
      'wirelab_lane_oldest_in_flight_seconds',
      'Age of the oldest order without a verdict.',
      one((lane) => lane.oldestInFlightMs / MS_PER_S),
    ),
    counter(
      'wirelab_lane_bytes_total',
      'Bytes over the links, by leg; up is from caller to service or broker.',
      each((lane) =>
        Object.entries(lane.bytesByLeg).flatMap(([leg, { up, down }]) => [
          { labels: { leg, direction: 'up' }, value: up },
          { labels: { leg, direction: 'down' }, value: down },
        ]),
      ),
    ),
    counter(
      'wirelab_lane_connections_total',
      'Connections that the links accepted, by leg.',
      each((lane) =>
        Object.entries(lane.bytesByLeg).map(([leg, { connections }]) => ({ labels: { leg }, value: connections })),
      ),
    ),
    latency('wirelab_caller_latency_seconds', 'Intended send to verdict.', (lane) => lane.hist.caller),
    latency('wirelab_held_seconds', 'Actual send to verdict.', (lane) => lane.hist.held),
    latency(
      'wirelab_tls_handshake_seconds',
      'TLS handshakes of the callers with certificates.',
      (lane) => lane.hist.handshake,
    ),
    latency(
      'wirelab_tls_resumption_seconds',
      'TLS handshakes of the callers that resumed a session.',
      (lane) => lane.hist.resumed,
    ),
    latency(
      'wirelab_completion_latency_seconds',
      'Intended send to the work being done.',
      (lane) => lane.hist.completion,
    ),
  ]
}

/** How well the lab itself keeps up: where these are high, its numbers are about itself. */
function labFamilies({ cpu, loopDelayP99Ms }: LabHealth): Family[] {
  return [
    gauge('wirelab_lab_cpu_ratio', 'CPU that the lab took in the last frame, of all cores.', [{ value: cpu }]),
    gauge(
      'wirelab_lab_loop_delay_p99_seconds',
      'p99 of the event-loop delay in the last frame, by thread.',
      Object.entries(loopDelayP99Ms).map(([thread, ms]) => ({ labels: { thread }, value: ms / MS_PER_S })),
    ),
  ]
}

/** Cumulative, as Prometheus wants them. The sum is taken from the middles of our own, narrower buckets. */
function histogramSamples(histogram: Histogram): Sample[] {
  const bucket = (le: number, value: number): Sample => ({ suffix: '_bucket', labels: leOf(le), value })
  let sumUs = 0
  for (const { fromUs, toUs, count } of histogram.buckets()) sumUs += ((fromUs + toUs - 1) / 2) * count
  return [
    ...BUCKETS_S.map((le) => bucket(le, histogram.n - histogram.countAbove(le * US_PER_S))),
    bucket(Number.POSITIVE_INFINITY, histogram.n),
    { suffix: '_sum', value: sumUs / US_PER_S },
    { suffix: '_count', value: histogram.n },
  ]
}

function leOf(le: number): Labels {
  return { le: valueText(le) }
}

function counter(name: string, help: string, samples: Sample[]): Family {
  return { name, help, type: 'counter', samples }
}

function gauge(name: string, help: string, samples: Sample[]): Family {
  return { name, help, type: 'gauge', samples }
}
