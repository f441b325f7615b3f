/** All threads and wires of one run: opened in order, closed together, so that a run leaves nothing behind. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { edgesOf, type PlacedEdge, pathEdgesOf, pathOf } from '#core/call-path.ts'
import { type Edge, type Experiment, type Lane, NON_BLOCKING, type Workload } from '#core/experiment.ts'
import { createJournalMemory } from '#core/journal.ts'
import { factsOf, type Leg, legsOf, orderKeysOf, subscribersOf } from '#core/protocols.ts'
import { createLinkCounters } from '#server/link/counters.ts'
import type { Address, Addresses, Env } from '#server/protocols/protocol.ts'
import { issueCertificates } from '#server/runtime/certificates.ts'
import { originNow, timersFrom } from '#server/runtime/timing.ts'
import { awaitedBroker, type OpenedLane, type Opening, openInTime } from './lane-opening.ts'
import { CALLERS, placesOf, SERVICES } from './places.ts'
import { collectorIn } from './span-export.ts'
import { type Calls, Thread } from './thread.ts'
import type { CallersApi, CallersData } from './threads/callers.ts'
import type { CoordinatorApi, CoordinatorData, CoordinatorEvent } from './threads/coordinator.ts'
import type { EngineApi, EngineData } from './threads/engine.ts'
import { type HostApi, type HostedLane, serviceKey } from './threads/hosted.ts'
import type { LinksApi, LinksData } from './threads/links.ts'
import type { ServicesApi, ServicesData } from './threads/services.ts'
import { runCaptureLimits } from './wire.ts'

/** Of a lane whose broker, named by the operator, did not answer. */
export interface LaneFailure {
  detail: string
  address: string
}

export interface ThreadsOptions {
  run: string
  experiment: Experiment
  maxOrdersPerLane: number
  external: Env['external']
  onEvent: (event: CoordinatorEvent) => void
  /** At once, while others are still waited for. */
  onLaneFailed: (lane: string, failure: LaneFailure) => void
  onDeath: (detail: string) => void
}

const CLOSE_WITHIN_MS = 5000

/** The link of one leg of an edge, and of one replica behind it, as the thread of the links knows it. */
export function linkKey({ lane, edge, leg, replica = 0 }: { lane: string; edge: string; leg: Leg; replica?: number }) {
  return `${serviceKey(lane, edge, replica)}/${leg}`
}

export function replicasOf({ edge }: Pick<PlacedEdge, 'edge'>): number[] {
  return Array.from({ length: edge.to.replicas ?? 1 }, (_, replica) => replica)
}

function workloadOf(experiment: Experiment, lane: Lane): Workload {
  return lane.workload ?? experiment.workload
}

function asksForTls({ call }: Lane): boolean {
  return edgesOf(call).some(({ edge: { options } }) => options.tls !== undefined && options.tls !== 'off')
}

function needsFolder({ call }: Lane): boolean {
  return call.publish !== undefined || edgesOf(call).some(({ edge }) => edge.to.idempotent || keepsLog(edge))
}

function keepsLog({ options }: Edge): boolean {
  return options.storage === 'disk'
}

export class Threads {
  readonly timers
  /** Where their clock begins. */
  readonly originNs = originNow()
  readonly #o: ThreadsOptions
  readonly #open: Pick<Thread<never>, 'name' | 'health' | 'end'>[] = []
  /** Lanes that take no part, and how that went. */
  readonly failed = new Map<string, LaneFailure>()
  /** Embedded brokers, by the service behind them. */
  readonly #engines = new Map<string, Thread<EngineApi>>()
  /** By name, see places.ts. */
  readonly #callers = new Map<string, Thread<CallersApi>>()
  readonly #services = new Map<string, Thread<ServicesApi>>()
  #folder: string | undefined
  /** Their memory, for whoever recounts what was written; the callers' first. */
  journals: readonly SharedArrayBuffer[] = []
  #links!: Thread<LinksApi>
  #coordinator!: Thread<CoordinatorApi, CoordinatorEvent>

  constructor(options: ThreadsOptions) {
    this.#o = options
    this.timers = timersFrom(this.originNs)
  }

  get links() {
    return this.#links
  }
  /** The ones that lanes share. */
  get callers() {
    return this.#callers.get(CALLERS) as Thread<CallersApi>
  }
  get services() {
    return this.#services.get(SERVICES) as Thread<ServicesApi>
  }
  get coordinator() {
    return this.#coordinator
  }

  /** Whatever is asked of all callers. */
  eachCaller<T>(ask: (callers: Thread<CallersApi>) => Promise<T>): Promise<T[]> {
    return Promise.all([...this.#callers.values()].map(ask))
  }

  callersOf(laneId: string): Thread<CallersApi> {
    const lane = this.#o.experiment.lanes.find(({ id }) => id === laneId)
    const callers = lane && this.#callers.get(placesOf(lane).callers)
    if (!callers) throw new Error(`lane ${laneId} has no callers`)
    return callers
  }

  /** Where the service behind an edge of a lane lives; by default behind its caller's own. */
  hostOf(lane: Lane, edgeIndex = 0): Thread<HostApi> {
    const service = placesOf(lane).services[edgeIndex] ?? SERVICES
    // Both offer all of HostApi; `call` is generic, so the compiler cannot see that one is the other.
    return (this.#services.get(service) ?? this.#callers.get(service)) as unknown as Thread<HostApi>
  }

  /** The embedded broker before an edge; absent where the operator named one, or there is none. */
  engineOf(laneId: string, edgeId: string, replica = 0): Thread<EngineApi> | undefined {
    return this.#engines.get(serviceKey(laneId, edgeId, replica))
  }

  /** Orders that some service of the lane works on, or that wait in it for a place. */
  async busyOf(laneId: string): Promise<number> {
    const hosts = [...this.#callers.values(), ...this.#services.values()] as unknown as Thread<HostApi>[]
    const busy = await Promise.all(hosts.map((host) => host.call('busy', laneId)))
    return busy.reduce((sum, each) => sum + each, 0)
  }

  /** Start everything up to the moment before the first order. */
  async open(): Promise<void> {
    const { run, experiment, external } = this.#o
    if (experiment.lanes.some(needsFolder)) {
      this.#folder = await mkdtemp(join(tmpdir(), `wirelab-run-${run}-`))
    }
    const links: LinksData = { seed: experiment.seed, originNs: this.originNs }
    this.#links = this.#spawn<LinksApi>('links', { data: links })
    const journals = this.#openEnds()
    this.journals = journals
    const wires: CoordinatorData['links'] = []
    // Issued here, once: both ends of a lane must know the same authority, and they live on different threads.
    const certificates = experiment.lanes.some(asksForTls) ? issueCertificates() : undefined
    await Promise.all(
      experiment.lanes.map(async (lane, index) => {
        const envOf = ({ edge, index: at }: PlacedEdge): Env => ({
          // No lane has a capital letter: what is behind one is nobody else's.
          scope: `wirelab-${run}-${lane.id}${at === 0 ? '' : `-E${at}`}`,
          external,
          style: edge.style,
          seed: experiment.seed,
          lane: lane.id,
          tellsDeadline: (edge.policy?.deadline ?? lane.call.policy?.deadline)?.propagate === true,
          responseBytes: edge.responseBytes,
          tls: certificates,
          folder: this.#folder,
        })
        const named = await Promise.all(
          edgesOf(lane.call).map((placed) =>
            this.hostOf(lane, placed.index).call('externalEngine', placed.edge.protocol, envOf(placed)),
          ),
        )
        const opened: OpenedLane = { index, lane, wires, envOf, named, at: [] }
        const opening = this.#openLane(opened)
        await openInTime(opening, opened).catch((error: Error) => {
          const outside = awaitedBroker(opened)
          opening.abandon()
          const who = `lane ${lane.id} (${lane.call.protocol})`
          if (!outside) throw new Error(`${who}: ${error.message}`)
          const address = `${outside.host}:${outside.port}`
          const detail = `${who}: the broker at ${address} cannot be used: ${error.message}`
          this.failed.set(lane.id, { detail, address })
          this.#o.onLaneFailed(lane.id, { detail, address })
        })
      }),
    )
    // With nobody left there is no run.
    if (this.failed.size === experiment.lanes.length) {
      throw new Error([...this.failed.values()].map(({ detail }) => detail).join('; '))
    }
    const coordinator: CoordinatorData = {
      originNs: this.originNs,
      lanes: experiment.lanes.map(({ id, caller, call }) => ({
        id,
        blocking: caller !== NON_BLOCKING,
        orderKeys: orderKeysOf(call),
        subscribers: subscribersOf(call),
        database: call.publish !== undefined,
        consumed: factsOf(call.protocol).engine,
        path: pathOf(call),
        edges: pathEdgesOf(call),
      })),
      interleaved: experiment.mode === 'interleaved',
      journals,
      links: wires,
      run,
      collector: collectorIn(external),
      health: this.#open.map((thread) => ({ thread: thread.name, memory: thread.health })),
    }
    this.#coordinator = this.#spawn<CoordinatorApi, CoordinatorEvent>('coordinator', {
      data: coordinator,
      onEvent: this.#o.onEvent,
    })
  }

  /** The threads of callers and services. Returns their journals, the callers' first. */
  #openEnds(): SharedArrayBuffer[] {
    const { run, experiment, external, maxOrdersPerLane } = this.#o
    const { seed, payloadBytes } = experiment
    const journals: SharedArrayBuffer[] = []
    const common = () => {
      const journal = createJournalMemory()
      journals.push(journal)
      const thread = journals.length - 1
      const traced = collectorIn(external) !== null
      return { run, seed, originNs: this.originNs, journal, thread, traced, payloadBytes, folder: this.#folder }
    }
    const places = experiment.lanes.map(placesOf)
    for (const name of new Set([CALLERS, ...places.map(({ callers }) => callers)])) {
      const data: CallersData = { ...common(), maxOrdersPerLane }
      this.#callers.set(name, this.#spawn<CallersApi>('callers', { data, name }))
    }
    for (const name of new Set([SERVICES, ...places.flatMap(({ services }) => services)])) {
      if (this.#callers.has(name)) continue
      const data: ServicesData = common()
      this.#services.set(name, this.#spawn<ServicesApi>('services', { data, name }))
    }
    return journals
  }

  /** What is called is there before who calls it, and the caller comes last. */
  #openLane(opened: OpenedLane): Opening {
    let isAbandoned = false
    const goOn = () => {
      if (isAbandoned) throw new Error('given up')
    }
    const open = async () => {
      const { index, lane, envOf, at } = opened
      const edges = edgesOf(lane.call)
      for (const placed of edges.toReversed()) {
        await this.#openEdge(opened, placed, goOn).catch((error: Error) => {
          if (placed.index === 0) throw error
          throw new Error(`${placed.edge.id} (${placed.edge.protocol}): ${error.message}`)
        })
        goOn()
      }
      const hosted = { index, lane, env: envOf(edges[0] as PlacedEdge) }
      const workload = workloadOf(this.#o.experiment, lane)
      await this.callersOf(lane.id).call('connect', hosted, workload, at[0] as Addresses[])
    }
    return {
      task: open(),
      abandon() {
        isAbandoned = true
      },
    }
  }

  /**
   * Engine, then the service behind it, then the links before both, and then whom that service calls in turn.
   * @param goOn asked between two steps; throws where nobody waits any more
   */
  async #openEdge(opened: OpenedLane, placed: PlacedEdge, goOn: () => void): Promise<void> {
    const { lane, index, envOf, named } = opened
    const { edge, index: edgeIndex } = placed
    const env = envOf(placed)
    const host = this.hostOf(lane, edgeIndex)
    const facts = factsOf(edge.protocol)
    const outside = named[edgeIndex] ?? null
    // An operator who names a broker's address allows the links to dial it; nobody else can.
    const allowedHosts = outside ? [outside.host] : []
    const openLink = (leg: Leg, upstream: Address, replica: number): Promise<Address> => {
      const counters = createLinkCounters()
      opened.wires.push({ lane: lane.id, edge: edge.id, leg, counters })
      const key = linkKey({ lane: lane.id, edge: edge.id, leg, replica })
      // The bytes of an order are those between its caller and the first service.
      const capture = edgeIndex === 0 ? runCaptureLimits : undefined
      const how = { capture, protocol: edge.protocol }
      return this.#links.call('open', key, upstream, counters, allowedHosts, how)
    }
    const behind: Addresses[] = []
    for (const replica of replicasOf(placed)) {
      const at: Addresses = {}
      if (facts.engine) {
        const engine = outside ?? (await this.#openEngine(lane, { placed, replica, env }))
        at.engine = engine
        for (const leg of legsOf(edge)) at[leg] = await openLink(leg, engine, replica)
      }
      const hosted: HostedLane = { index, lane, env, placed, replica }
      const listening = await host.call('serve', hosted, at)
      if (!facts.engine && listening) for (const leg of legsOf(edge)) at[leg] = await openLink(leg, listening, replica)
      goOn()
      const key = serviceKey(lane.id, edge.id, replica)
      await host.call('attach', key, at)
      for (const next of edgesOf(lane.call).filter(({ parent }) => parent === edgeIndex)) {
        const calls = { placed: next, env: envOf(next), at: opened.at[next.index] as Addresses[] }
        await host.call('connectOnward', key, calls)
      }
      behind.push(at)
    }
    opened.at[edgeIndex] = behind
  }

  async #openEngine(
    lane: Lane,
    { placed: { edge, index }, replica, env }: { placed: PlacedEdge; replica: number; env: Env },
  ): Promise<Address> {
    const { protocol, options } = edge
    const data: EngineData = { protocol, options, env }
    const name = index === 0 ? `engine:${lane.id}` : `engine:${lane.id}/${edge.id}`
    const engine = this.#spawn<EngineApi>('engine', { data, name })
    this.#engines.set(serviceKey(lane.id, edge.id, replica), engine)
    return engine.call('open')
  }

  #spawn<Api extends Calls<Api>, Event = never>(
    module: 'links' | 'services' | 'callers' | 'engine' | 'coordinator',
    options: { data: unknown; name?: string; onEvent?: (event: Event) => void },
  ): Thread<Api, Event> {
    const thread = new Thread<Api, Event>(new URL(`./threads/${module}.ts`, import.meta.url), {
      name: options.name ?? module,
      data: options.data,
      onEvent: options.onEvent,
      onDeath: this.#o.onDeath,
    })
    this.#open.push(thread)
    return thread
  }

  /**
   * Close sockets from within first, callers before services before links before brokers; then let the
   * threads leave. Resolves to the names of those that had to be terminated: each had left something open.
   */
  async close(): Promise<string[]> {
    await politely(...[...this.#callers.values()].map((callers) => callers.call('close')))
    await politely(...[...this.#services.values()].map((services) => services.call('close')))
    await politely(this.#links?.call('close'))
    await politely(...[...this.#engines.values()].map((engine) => engine.call('close')))
    const ends = await Promise.all(this.#open.map(async (thread) => ({ name: thread.name, how: await thread.end() })))
    if (this.#folder !== undefined) await rm(this.#folder, { recursive: true, force: true })
    return ends.filter(({ how }) => how === 'terminated').map(({ name }) => name)
  }
}

/** A thread that cannot answer any more (it died, or it burns) is ended all the same. */
async function politely(...closing: (Promise<void> | undefined)[]): Promise<void> {
  const bound = new AbortController()
  await Promise.race([
    Promise.allSettled(closing),
    delay(CLOSE_WITHIN_MS, undefined, { signal: bound.signal }).catch(() => {}),
  ])
  bound.abort()
}
