/**
 * The console's backends: one for each protocol, always on, and a few more for whoever sends with options of his own.
 * They share the thread of the links.
 */
import { createHash } from 'node:crypto'
import { defaultsOf } from '#core/fields.ts'
import { factsOf, type Options, type ProtocolId } from '#core/protocols.ts'
import type { Env } from '#server/protocols/protocol.ts'
import { Thread } from '#server/runs/thread.ts'
import type { LinksApi, LinksData } from '#server/runs/threads/links.ts'
import { type Certificates, issueCertificates } from '#server/runtime/certificates.ts'
import { Backend } from './backend.ts'
import { consoleFactsOf, consoleProtocols } from './facts.ts'

export interface BackendsOptions {
  seed: number
  originNs: bigint
  external: Env['external']
  fixedPorts: boolean
}

/** Backends with options of their own; the one that was used longest ago goes. */
const MAX_VARIANTS = 4
const HASH_CHARACTERS = 8
const LINKS_THREAD = new URL('../runs/threads/links.ts', import.meta.url)

export class Backends {
  /** In the order of the protocols. */
  readonly always: readonly Backend[]
  readonly #o: BackendsOptions
  /** The one that was used longest ago first. */
  readonly #variants = new Map<string, Backend>()
  #links: Thread<LinksApi> | null = null
  /** Issued when an option first asks for TLS. */
  #certificates: Certificates | undefined
  #closed = false

  constructor(options: BackendsOptions) {
    this.#o = options
    this.always = consoleProtocols.map((protocol) => this.#make(protocol, protocol, idleOptionsOf(protocol)))
  }

  /** Begun when it is first needed. */
  get links(): Thread<LinksApi> {
    const { seed, originNs } = this.#o
    const data: LinksData = { seed, originNs }
    this.#links ??= new Thread<LinksApi>(LINKS_THREAD, {
      name: 'console:links',
      data,
      unmeasured: true,
      onDeath: (detail) => {
        for (const backend of this.all()) void backend.fail(detail)
      },
    })
    return this.#links
  }

  all(): Backend[] {
    return [...this.always, ...this.#variants.values()]
  }

  /** One after the other, so that what else the machine is asked for has room beside it. */
  async open(): Promise<void> {
    for (const backend of this.always) {
      if (this.#closed) return
      await backend.open()
    }
  }

  of(protocol: ProtocolId): Backend | undefined {
    return this.always.find((backend) => backend.protocol === protocol)
  }

  /** All that speak this protocol, with whatever options. */
  speaking(protocol: ProtocolId): Backend[] {
    return this.all().filter((backend) => backend.protocol === protocol)
  }

  /** The one with these options: the one that is always on where they say nothing new. */
  async with(protocol: ProtocolId, options: Options): Promise<Backend> {
    const ordinary = this.of(protocol)
    const added = { ...idleOptionsOf(protocol), ...changesIn(protocol, options) }
    if (ordinary && same(ordinary.lane.call.options, added)) return ordinary
    const key = `${protocol}-${hashOf(added)}`
    const known = this.#variants.get(key)
    this.#variants.delete(key)
    const backend = known ?? this.#make(key, protocol, added)
    this.#variants.set(key, backend)
    const [oldest] = this.#variants
    if (this.#variants.size > MAX_VARIANTS && oldest) {
      this.#variants.delete(oldest[0])
      void oldest[1].close()
    }
    if (!known) {
      await backend.open()
      for (const fault of ordinary?.faults.values() ?? []) await backend.setFault(fault)
    }
    return backend
  }

  /** Resolves to the names of the threads that had to be ended from outside. */
  async close(): Promise<string[]> {
    this.#closed = true
    const ends = await Promise.all(this.all().map((backend) => backend.close()))
    await this.#links?.call('close').catch(() => {})
    const left = await this.#links?.end()
    return left === 'terminated' ? [...ends.flat(), 'console:links'] : ends.flat()
  }

  #make(key: string, protocol: ProtocolId, options: Options): Backend {
    const { seed, originNs, external, fixedPorts } = this.#o
    if (asksForTls(options)) this.#certificates ??= issueCertificates()
    const fixedPort = fixedPorts && key === protocol ? consoleFactsOf(protocol).fixedPort : undefined
    return new Backend({
      key,
      protocol,
      options,
      seed,
      originNs,
      links: () => this.links,
      fixedPort,
      external,
      tls: this.#certificates,
    })
  }
}

function idleOptionsOf(protocol: ProtocolId): Options {
  return { ...defaultsOf(factsOf(protocol).options), ...consoleFactsOf(protocol).idle }
}

/** Of options that a person wrote, those that differ from the defaults. */
function changesIn(protocol: ProtocolId, options: Options): Options {
  const defaults: Options = defaultsOf(factsOf(protocol).options)
  return Object.fromEntries(Object.entries(options).filter(([name, value]) => value !== defaults[name]))
}

function same(one: Options, other: Options): boolean {
  return hashOf(one) === hashOf(other)
}

function hashOf(options: Options): string {
  const text = JSON.stringify(Object.entries(options).sort(([a], [b]) => (a < b ? -1 : 1)))
  return createHash('sha256').update(text).digest('hex').slice(0, HASH_CHARACTERS)
}

function asksForTls({ tls }: Options): boolean {
  return tls !== undefined && tls !== 'off'
}
