/** The thread of the callers; services that are called in process live here too. */
import { join } from 'node:path'
import { workerData } from 'node:worker_threads'
import { hasCalls } from '#core/call-path.ts'
import type { Workload } from '#core/experiment.ts'
import { JournalWriter } from '#core/journal.ts'
import { LaneLoad } from '#server/load/lane-load.ts'
import { makeOrder } from '#server/load/orders.ts'
import { registry } from '#server/protocols/index.ts'
import type { Addresses, Client } from '#server/protocols/protocol.ts'
import { type Handshake, tlsHandshakes } from '#server/protocols/tls.ts'
import { openPublisher, type Publisher } from '#server/publishing/publisher.ts'
import { timersFrom } from '#server/runtime/timing.ts'
import { offer } from '../thread.ts'
import { createHost, type HostedLane } from './hosted.ts'
import { Onward } from './onward.ts'
import { publisherJournal } from './publisher-journal.ts'
import { replicated } from './replicas.ts'
import { runJournal } from './run-journal.ts'
import { Spans } from './spans.ts'
import { traced } from './traced-client.ts'

export interface CallersData {
  run: string
  seed: number
  payloadBytes: number
  originNs: bigint
  journal: SharedArrayBuffer
  maxOrdersPerLane: number
  /** Which of the run's threads it is. */
  thread: number
  /** Somebody collects spans: also of lanes with one service. */
  traced: boolean
  folder?: string
}

const given = workerData as { health: SharedArrayBuffer; data: CallersData }
const { run, seed, payloadBytes, originNs, maxOrdersPerLane, folder } = given.data
const timers = timersFrom(originNs)
const journal = new JournalWriter(given.data.journal)
const spans = new Spans(given.data.thread)
const host = createHost({
  seed,
  timers,
  journalOf: runJournal({ run, timers, journal, spans, traced: given.data.traced }),
  folder,
  onward: (hosted) => new Onward({ hosted, timers, journal, spans, payloadBytes }),
})
const lanes = new Map<string, { load: LaneLoad; client: Client }>()
const publishers = new Map<string, Publisher>()

/** Of each lane, by what its environment calls it. */
const laneOfScope = new Map<string, number>()
const US_PER_MS = 1000

tlsHandshakes.subscribe((message) => {
  const { scope, resumed, durationMs } = message as Handshake
  const lane = laneOfScope.get(scope)
  if (lane === undefined) return
  const tUs = timers.nowUs()
  const intendedUs = tUs - durationMs * US_PER_MS
  journal.write({ kind: 'handshake', lane, seq: 0, tUs, intendedUs, outcome: 'ok', n: resumed ? 1 : 0, subscriber: 0 })
})

const each = (act: (load: LaneLoad) => void) => {
  for (const { load } of lanes.values()) act(load)
}

/** @param at one a replica */
async function clientOf({ index, lane, env }: HostedLane, at: Addresses[]): Promise<Client> {
  const { protocol } = await registry[lane.call.protocol]()
  const connect = async () => {
    const clients = await Promise.all(at.map((addresses) => protocol.connect(lane.call.options, env, addresses)))
    const client = replicated(clients, { balance: lane.call.policy?.balance, seed, name: env.scope })
    return hasCalls(lane.call) || given.data.traced
      ? traced(client, { lane: index, edge: 0, timers, journal, spans })
      : client
  }
  if (!lane.call.publish) return connect()
  if (folder === undefined) throw new Error(`lane ${lane.id} has no folder for its database`)
  const publisher = await openPublisher({
    spec: lane.call.publish,
    seed,
    lane: lane.id,
    file: join(folder, `${lane.id}.orders.sqlite`),
    publishTimeoutMs: lane.timeoutMs,
    timers,
    connect,
    onEvent: publisherJournal({ lane: index, timers, journal }),
  })
  publishers.set(lane.id, publisher)
  return publisher
}

const api = {
  ...host,
  async connect(hosted: HostedLane, workload: Workload, addresses: Addresses[]): Promise<void> {
    const { index, lane, env } = hosted
    laneOfScope.set(env.scope, index)
    const client = await clientOf(hosted, addresses)
    const source = { run, lane: lane.id, seed, payloadBytes: lane.call.requestBytes ?? payloadBytes }
    const load = new LaneLoad({
      lane: { index, id: lane.id, caller: lane.caller, timeoutMs: lane.timeoutMs, policy: lane.call.policy },
      seed,
      workload,
      client,
      timers,
      journal: (record) => journal.write(record),
      order: (seq) => makeOrder(source, seq),
      maxOrders: maxOrdersPerLane,
    })
    lanes.set(lane.id, { load, client })
  },
  /** `turns`: each lane waits for its own {@link resumeOne}. */
  begin: (atUs: number, { turns }: { turns: boolean }) =>
    each((load) => {
      load.start(atUs)
      if (turns) load.pause()
    }),
  pause: () => each((load) => load.pause()),
  resume: () => each((load) => load.resume()),
  pauseOne: (lane: string) => lanes.get(lane)?.load.pause(),
  resumeOne: (lane: string) => lanes.get(lane)?.load.resume(),
  change: (lane: string, workload: Workload) => lanes.get(lane)?.load.change(workload),
  endLoad(): void {
    each((load) => load.stop())
    for (const publisher of publishers.values()) publisher.liftCrashes()
  },
  abandon: () => each((load) => load.abandon()),
  /** Orders without a verdict, the ones that wait for a slot among them. */
  outstandingOf(lane: string): number {
    const load = lanes.get(lane)?.load
    return load ? load.inFlight + load.queued : 0
  },
  /** Not those that wait for a slot: between the lane's turns they get none. */
  inFlightOf: (lane: string) => lanes.get(lane)?.load.inFlight ?? 0,
  /** Orders that the service of this lane has in hand or still has to publish. */
  unpublished: (lane: string) => publishers.get(lane)?.outstanding ?? 0,
  async close(): Promise<void> {
    each((load) => load.abandon())
    await Promise.all([...lanes.values()].map(({ client }) => client.close()))
    await host.close()
  },
}

export type CallersApi = typeof api
offer(api, given)
