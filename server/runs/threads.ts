/** All threads and wires of one run: opened in order, closed together, so that a run leaves nothing behind. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { type Experiment, type Lane, NON_BLOCKING, type Workload } from '#core/experiment.ts'
import { createJournalMemory } from '#core/journal.ts'
import { factsOf, type Leg, legsOf, orderKeysOf, subscribersOf } from '#core/protocols.ts'
import { createLinkCounters } from '#server/link/counters.ts'
import type { Address, Addresses, Env } from '#server/protocols/protocol.ts'
import { issueCertificates } from '#server/runtime/certificates.ts'
import { originNow, timersFrom } from '#server/runtime/timing.ts'
import { CALLERS, placesOf, SERVICES } from './places.ts'
import { type Calls, Thread } from './thread.ts'
import type { CallersApi, CallersData } from './threads/callers.ts'
import type { CoordinatorApi, CoordinatorData, CoordinatorEvent } from './threads/coordinator.ts'
import type { EngineApi, EngineData } from './threads/engine.ts'
import type { HostApi, HostedLane } from './threads/hosted.ts'
import type { LinksApi, LinksData } from './threads/links.ts'
import type { ServicesApi, ServicesData } from './threads/services.ts'
import { runCaptureLimits } from './wire.ts'

export interface ThreadsOptions {
  run: string
  experiment: Experiment
  maxOrdersPerLane: number
  external: Env['external']
  onEvent: (event: CoordinatorEvent) => void
  onDeath: (detail: string) => void
}

const CLOSE_WITHIN_MS = 5000
/** How long a broker that the operator named may take until its lane is set up. */
const BROKER_WITHIN_MS = 4000

/** The link of one leg, as the thread of the links knows it. */
export function linkKey(lane: string, leg: Leg): string {
  return `${lane}/${leg}`
}

function workloadOf(experiment: Experiment, lane: Lane): Workload {
  return lane.workload ?? experiment.workload
}

function asksForTls({ call }: Lane): boolean {
  return call.options.tls !== undefined && call.options.tls !== 'off'
}

export class Threads {
  readonly timers
  readonly #originNs = originNow()
  readonly #o: ThreadsOptions
  readonly #open: Pick<Thread<never>, 'name' | 'health' | 'end'>[] = []
  /** Lanes whose broker, named by the operator, did not answer, and how that went. */
  readonly failed = new Map<string, string>()
  readonly #engines: Thread<EngineApi>[] = []
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
    this.timers = timersFrom(this.#originNs)
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

  /** Where the service of a lane lives. */
  hostOf(lane: Lane): Thread<HostApi> {
    const { service } = placesOf(lane)
    // Both offer all of HostApi; `call` is generic, so the compiler cannot see that one is the other.
    return (this.#services.get(service) ?? this.#callers.get(service)) as unknown as Thread<HostApi>
  }

  /** Orders that some service of the run works on, or that wait in it for a place. */
  async busy(): Promise<number> {
    const hosts = [...this.#callers.values(), ...this.#services.values()] as unknown as Thread<HostApi>[]
    const busy = await Promise.all(hosts.map((host) => host.call('busy')))
    return busy.reduce((sum, each) => sum + each, 0)
  }

  /** Start everything up to the moment before the first order. */
  async open(): Promise<void> {
    const { run, experiment, external } = this.#o
    if (experiment.lanes.some(({ call }) => call.to.idempotent || call.publish)) {
      this.#folder = await mkdtemp(join(tmpdir(), `wirelab-run-${run}-`))
    }
    const links: LinksData = { seed: experiment.seed, originNs: this.#originNs }
    this.#links = this.#spawn<LinksApi>('links', { data: links })
    const journals = this.#openEnds()
    this.journals = journals
    const wires: CoordinatorData['links'] = []
    // Issued here, once: both ends of a lane must know the same authority, and they live on different threads.
    const certificates = experiment.lanes.some(asksForTls) ? issueCertificates() : undefined
    await Promise.all(
      experiment.lanes.map(async (lane, index) => {
        const env: Env = {
          scope: `wirelab-${run}-${lane.id}`,
          external,
          style: lane.call.style,
          seed: experiment.seed,
          lane: lane.id,
          tellsDeadline: lane.call.policy?.deadline?.propagate === true,
          tls: certificates,
        }
        const named = await this.services.call('externalEngine', lane, env)
        // An operator who names a broker's address allows the links to dial it; nobody else can.
        const allowedHosts = named ? [named.host] : []
        const openLink = async (leg: Leg, upstream: Address): Promise<Address> => {
          const counters = createLinkCounters()
          wires.push({ lane: lane.id, leg, counters })
          const { protocol } = lane.call
          const how = { capture: runCaptureLimits, protocol }
          return this.#links.call('open', linkKey(lane.id, leg), upstream, counters, allowedHosts, how)
        }
        const opening = this.#openLane({ index, lane, env }, { named, openLink })
        await (named ? inTime(opening) : opening.task).catch((error: Error) => {
          opening.abandon()
          const failure = `lane ${lane.id} (${lane.call.protocol}): ${named ? brokerAt(named) : ''}${error.message}`
          if (!named) throw new Error(failure)
          this.failed.set(lane.id, failure)
        })
      }),
    )
    // With nobody left there is no run.
    if (this.failed.size === experiment.lanes.length) throw new Error([...this.failed.values()].join('; '))
    const coordinator: CoordinatorData = {
      originNs: this.#originNs,
      lanes: experiment.lanes.map(({ id, caller, call }) => ({
        id,
        blocking: caller !== NON_BLOCKING,
        orderKeys: orderKeysOf(call),
        subscribers: subscribersOf(call),
        database: call.publish !== undefined,
        consumed: factsOf(call.protocol).engine,
      })),
      interleaved: experiment.mode === 'interleaved',
      journals,
      links: wires,
      health: this.#open.map((thread) => ({ thread: thread.name, memory: thread.health })),
    }
    this.#coordinator = this.#spawn<CoordinatorApi, CoordinatorEvent>('coordinator', {
      data: coordinator,
      onEvent: this.#o.onEvent,
    })
  }

  /** The threads of callers and services. Returns their journals, the callers' first. */
  #openEnds(): SharedArrayBuffer[] {
    const { run, experiment, maxOrdersPerLane } = this.#o
    const { seed, payloadBytes } = experiment
    const journals: SharedArrayBuffer[] = []
    const common = () => {
      const journal = createJournalMemory()
      journals.push(journal)
      return { run, seed, originNs: this.#originNs, journal, folder: this.#folder }
    }
    const places = experiment.lanes.map(placesOf)
    for (const name of new Set([CALLERS, ...places.map(({ callers }) => callers)])) {
      const data: CallersData = { ...common(), payloadBytes, maxOrdersPerLane }
      this.#callers.set(name, this.#spawn<CallersApi>('callers', { data, name }))
    }
    for (const name of new Set([SERVICES, ...places.map(({ service }) => service)])) {
      if (this.#callers.has(name)) continue
      const data: ServicesData = common()
      this.#services.set(name, this.#spawn<ServicesApi>('services', { data, name }))
    }
    return journals
  }

  /** Engine, then the service behind it, then the links before both, then the caller that dials the links. */
  #openLane(hosted: HostedLane, wires: LaneWires): Opening {
    let isAbandoned = false
    const task = this.#openSteps(hosted, wires, () => {
      if (isAbandoned) throw new Error('given up')
    })
    return {
      task,
      abandon() {
        isAbandoned = true
      },
    }
  }

  /** @param goOn asked between two steps; throws where nobody waits any more */
  async #openSteps(hosted: HostedLane, { named, openLink }: LaneWires, goOn: () => void): Promise<void> {
    const { lane, env } = hosted
    const at: Addresses = {}
    const facts = factsOf(lane.call.protocol)
    const legs = legsOf(lane.call)
    if (facts.engine) {
      const engine = named ?? (await this.#openEngine(lane, env))
      at.engine = engine
      for (const leg of legs) at[leg] = await openLink(leg, engine)
    }
    const listening = await this.hostOf(lane).call('serve', hosted, at)
    if (!facts.engine && listening) for (const leg of legs) at[leg] = await openLink(leg, listening)
    goOn()
    await this.hostOf(lane).call('attach', lane.id, at)
    goOn()
    await this.callersOf(lane.id).call('connect', hosted, workloadOf(this.#o.experiment, lane), at)
  }

  async #openEngine(lane: Lane, env: Env): Promise<Address> {
    const { protocol, options } = lane.call
    const data: EngineData = { protocol, options, env }
    const engine = this.#spawn<EngineApi>('engine', { data, name: `engine:${lane.id}` })
    this.#engines.push(engine)
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
    await politely(...this.#engines.map((engine) => engine.call('close')))
    const ends = await Promise.all(this.#open.map(async (thread) => ({ name: thread.name, how: await thread.end() })))
    if (this.#folder !== undefined) await rm(this.#folder, { recursive: true, force: true })
    return ends.filter(({ how }) => how === 'terminated').map(({ name }) => name)
  }
}

interface LaneWires {
  named: Address | null
  openLink: (leg: Leg, upstream: Address) => Promise<Address>
}

interface Opening {
  task: Promise<void>
  /** Nobody waits for it: it goes no further than where it is. */
  abandon(): void
}

function brokerAt({ host, port }: Address): string {
  return `the broker at ${host}:${port} cannot be used: `
}

async function inTime({ task }: Opening): Promise<void> {
  const bound = new AbortController()
  const late = delay(BROKER_WITHIN_MS, undefined, { signal: bound.signal }).then(() => {
    throw new Error(`no answer within ${BROKER_WITHIN_MS} ms`)
  })
  late.catch(() => {})
  try {
    await Promise.race([task, late])
  } finally {
    bound.abort()
    task.catch(() => {})
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
