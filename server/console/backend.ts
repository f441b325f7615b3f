/**
 * One always-on backend: a service, a broker where one stands between, and a link for every leg. Service and broker have threads of
 * their own, so that what kills one protocol leaves the others alone; whoever dies is started again behind the same links.
 *
 *   client ──▶ [ link of the first leg ] ──▶ service, or broker ──▶ [ link of the second leg ] ──▶ consumers
 */
import { randomBytes } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { DEFAULT_CALLER, DEFAULT_TIMEOUT_MS, defaultService } from '#core/defaults.ts'
import type { Fault, Lane } from '#core/experiment.ts'
import { linkFaultsOf } from '#core/fault-places.ts'
import { factsOf, type Leg, legsOf, type Options, type ProtocolId } from '#core/protocols.ts'
import type { LegBytes } from '#core/run.ts'
import { createLinkCounters, readLinkCounters } from '#server/link/counters.ts'
import type { Address, Addresses, Env } from '#server/protocols/protocol.ts'
import { type Calls, Thread } from '#server/runs/thread.ts'
import type { EngineApi, EngineData } from '#server/runs/threads/engine.ts'
import type { LinksApi } from '#server/runs/threads/links.ts'
import type { Execution } from './executions.ts'
import type { ServiceApi, ServiceData } from './threads/service.ts'

export type BackendStatus = { is: 'starting' } | { is: 'ready' } | { is: 'failed'; detail: string }

export interface BackendOptions {
  /** Names it among the console's backends, and at a broker: small letters, digits and hyphens. */
  key: string
  protocol: ProtocolId
  options: Options
  seed: number
  originNs: bigint
  links: () => Thread<LinksApi>
  /** Port of the first leg's link; a free one where there is none. */
  fixedPort?: number
  external: Env['external']
  tls?: Env['tls']
}

interface Wire {
  address: Address
  counters: SharedArrayBuffer
}

/** What a flood may fill of one thread's memory before that thread, and no other, is ended. */
const THREAD_LIMITS = { maxOldGenerationSizeMb: 192, maxYoungGenerationSizeMb: 8 }
const SUFFIX_BYTES = 4
const RESTART_AFTER_MS = 1000
const LONGEST_RESTART_MS = 30_000
const CLOSE_WITHIN_MS = 5000
const SERVICE_THREAD = new URL('./threads/service.ts', import.meta.url)
const ENGINE_THREAD = new URL('../runs/threads/engine.ts', import.meta.url)

export class Backend {
  readonly protocol: ProtocolId
  readonly lane: Lane
  readonly env: Env
  readonly faults = new Map<string, Fault>()
  readonly #o: BackendOptions
  readonly #wires = new Map<Leg, Wire>()
  readonly #closing = new AbortController()
  readonly #suffix = randomBytes(SUFFIX_BYTES).toString('hex')
  #service: Thread<ServiceApi> | null = null
  #engine: Thread<EngineApi> | null = null
  #address: Address | null = null
  #engineAddress: Address | null = null
  #status: BackendStatus = { is: 'starting' }
  #opened: Promise<void> | null = null
  /** A thread of this life died, and why. */
  #died: string | null = null
  #restartMs = RESTART_AFTER_MS
  #restarting: Promise<void> = Promise.resolve()

  constructor(options: BackendOptions) {
    const { key, protocol, external, tls } = options
    this.#o = options
    this.protocol = protocol
    const facts = factsOf(protocol)
    this.lane = {
      id: key,
      name: { ko: facts.name, en: facts.name },
      caller: DEFAULT_CALLER,
      timeoutMs: DEFAULT_TIMEOUT_MS,
      call: { id: 'e1', protocol, style: facts.defaultStyle, options: options.options, to: defaultService },
    }
    this.env = { scope: scopeOf(key), external, style: facts.defaultStyle, seed: options.seed, lane: key, tls }
  }

  get status(): BackendStatus {
    return this.#status
  }

  /** The service itself, or the broker; null until it is known. */
  get address(): Address | null {
    return this.#address
  }

  /** What a client dials. */
  get at(): Addresses {
    const at: Addresses = this.#engineAddress ? { engine: this.#engineAddress } : {}
    for (const [leg, { address }] of this.#wires) at[leg] = address
    return at
  }

  get legs(): { leg: Leg; address: Address; bytes: LegBytes }[] {
    return [...this.#wires].map(([leg, { address, counters }]) => ({
      leg,
      address,
      bytes: readLinkCounters(new Float64Array(counters)),
    }))
  }

  linkKey(leg: Leg): string {
    return `${this.#o.key}/${leg}`
  }

  /** Start it; once, and again later where that fails. Never rejects: how it went is its {@link status}. */
  open(): Promise<void> {
    this.#opened ??= this.#live().then(() => {
      if (this.#status.is === 'failed') this.#restarting = this.#restart()
    })
    return this.#opened
  }

  /** What the service has done with an order, waiting at most `waitMs` for it. */
  async executed(orderId: string, waitMs: number): Promise<Execution | null> {
    return (await this.#service?.call('executed', orderId, waitMs).catch(() => null)) ?? null
  }

  /** @throws where the thread of the links is gone */
  async setFault(fault: Fault): Promise<void> {
    if (this.faults.has(fault.id)) await this.clearFault(fault.id)
    this.faults.set(fault.id, fault)
    const onLinks = linkFaultsOf(fault, this.lane.call)
    for (const { leg, fault: on } of onLinks ?? []) await this.#o.links().call('setFault', this.linkKey(leg), on)
    if (!onLinks) await this.#service?.call('setFault', this.lane.id, fault)
  }

  async clearFault(faultId: string): Promise<boolean> {
    const fault = this.faults.get(faultId)
    if (!fault) return false
    this.faults.delete(faultId)
    const onLinks = linkFaultsOf(fault, this.lane.call)
    for (const { leg } of onLinks ?? []) await this.#o.links().call('clearFault', this.linkKey(leg), faultId)
    if (!onLinks) await this.#service?.call('clearFault', this.lane.id, faultId)
    return true
  }

  /** The thread of the service, as an accident would end it. For tests. */
  async kill(): Promise<void> {
    await this.#service?.kill()
  }

  /** Resolves to the names of the threads that had to be ended from outside. */
  async close(): Promise<string[]> {
    this.#closing.abort()
    await this.#opened
    await this.#restarting
    const terminated = await this.#end()
    await Promise.all([...this.#wires.keys()].map((leg) => this.#closeLink(leg)))
    return terminated
  }

  /** Its links are gone: nothing can reach it any more. */
  async fail(detail: string): Promise<void> {
    this.#closing.abort()
    await this.#opened
    await this.#restarting
    this.#status = { is: 'failed', detail }
    await this.#end()
  }

  async #live(): Promise<void> {
    this.#status = { is: 'starting' }
    this.#died = null
    try {
      await this.#start()
      for (const fault of this.faults.values()) {
        if (!linkFaultsOf(fault, this.lane.call)) await this.#service?.call('setFault', this.lane.id, fault)
      }
      if (this.#died) throw new Error(this.#died)
      this.#status = { is: 'ready' }
      this.#restartMs = RESTART_AFTER_MS
    } catch (error) {
      this.#status = { is: 'failed', detail: error instanceof Error ? error.message : String(error) }
      await this.#end()
    }
  }

  /** Broker, then the links before it, then the service behind them; where there is no broker, the service first. */
  async #start(): Promise<void> {
    const { seed, originNs, protocol } = this.#o
    const data: ServiceData = { seed, originNs }
    const service = this.#spawn<ServiceApi>(SERVICE_THREAD, 'service', data)
    this.#service = service
    const named = await service.call('externalEngine', protocol, this.env)
    // A real broker may serve another lab as well; the embedded one is ours alone, and its names may be short.
    if (named) this.env.scope = `${scopeOf(this.#o.key)}-${this.#suffix}`
    const facts = factsOf(protocol)
    if (facts.engine) {
      const engine = named ?? (await this.#openEngine())
      this.#address = engine
      this.#engineAddress = engine
      for (const leg of legsOf(this.lane.call)) await this.#lead(leg, engine, named ? [named.host] : [])
    }
    const listening = await service.call('serve', { index: 0, lane: this.lane, env: this.env }, this.at)
    if (facts.engine || !listening) return
    this.#address = listening
    for (const leg of legsOf(this.lane.call)) await this.#lead(leg, listening, [])
  }

  async #openEngine(): Promise<Address> {
    const { protocol, options } = this.#o
    const data: EngineData = { protocol, options, env: this.env }
    const engine = this.#spawn<EngineApi>(ENGINE_THREAD, 'engine', data)
    this.#engine = engine
    return engine.call('open')
  }

  /** Open the link of a leg, or let the one there is lead to where the backend stands now. */
  async #lead(leg: Leg, upstream: Address, allowedHosts: string[]): Promise<void> {
    const { fixedPort } = this.#o
    const links = this.#o.links()
    const key = this.linkKey(leg)
    if (this.#wires.has(leg)) return links.call('retarget', key, upstream)
    const counters = createLinkCounters()
    const port = leg === legsOf(this.lane.call)[0] ? fixedPort : undefined
    const address = await links
      .call('open', key, upstream, counters, allowedHosts, { port, capture: true, protocol: this.lane.call.protocol })
      .catch((error: Error) => {
        throw /EADDRINUSE/.test(error.message) ? new Error(`port ${port} is in use`) : error
      })
    this.#wires.set(leg, { address, counters })
  }

  async #closeLink(leg: Leg): Promise<void> {
    await this.#o
      .links()
      .call('closeOne', this.linkKey(leg))
      .catch(() => {})
  }

  #spawn<Api extends Calls<Api>>(module: URL, role: string, data: unknown): Thread<Api> {
    const thread: Thread<Api> = new Thread<Api>(module, {
      name: `console:${role}:${this.#o.key}`,
      data,
      unmeasured: true,
      limits: THREAD_LIMITS,
      onDeath: (detail) => this.#mourn(thread, detail),
    })
    return thread
  }

  /** Without its broker a service is worth nothing, nor the other way round: both are started anew. */
  #mourn(dead: object, detail: string): void {
    if (dead === this.#service) this.#service = null
    else if (dead === this.#engine) this.#engine = null
    else return
    this.#died = detail
    if (this.#status.is === 'starting') return
    this.#status = { is: 'failed', detail }
    this.#restarting = this.#restart()
  }

  /** Until it is ready, after longer and longer pauses. */
  async #restart(): Promise<void> {
    await this.#end()
    const { signal } = this.#closing
    while (!signal.aborted) {
      const afterMs = this.#restartMs
      this.#restartMs = Math.min(LONGEST_RESTART_MS, afterMs * 2)
      await delay(afterMs, undefined, { signal }).catch(() => {})
      if (signal.aborted) return
      await this.#live()
      if (this.status.is === 'ready') return
    }
  }

  /** Service before broker; what does not answer any more is ended all the same. */
  async #end(): Promise<string[]> {
    const threads = [this.#service, this.#engine]
    const terminated: string[] = []
    this.#service = null
    this.#engine = null
    for (const thread of threads) {
      if (!thread) continue
      const bound = new AbortController()
      await Promise.race([
        thread.call('close').catch(() => {}),
        delay(CLOSE_WITHIN_MS, undefined, { signal: bound.signal }).catch(() => {}),
      ])
      bound.abort()
      if ((await thread.end()) === 'terminated') terminated.push(thread.name)
    }
    return terminated
  }
}

function scopeOf(key: string): string {
  return `wirelab-console-${key}`
}
