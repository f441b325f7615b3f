/** Toxiproxy's proxies over links of ours, in a thread of their own. Whatever changes them does so one at a time. */
import type { Address } from '#core/address.ts'
import { createLinkCounters, readLinkCounters } from '#server/link/counters.ts'
import type { FaultOnLink } from '#server/link/link.ts'
import type { Thread } from '#server/runs/thread.ts'
import type { LinksApi } from '#server/runs/threads/links.ts'
import { ApiError, missingField, proxyExists, proxyNotFound, tooMany, toxicExists, toxicNotFound } from './api-error.ts'
import { addressOf, listenPortOf } from './listen-address.ts'
import { changedToxic, faultIdOf, faultOf, type Toxic, toxicOf } from './toxic.ts'

export interface ProxyInput {
  name: string
  listen: string
  upstream: string
  enabled: boolean
}

interface Proxy extends ProxyInput {
  /** By name, in the order in which they were added. */
  toxics: Map<string, Toxic>
  address: Address
  counters: SharedArrayBuffer
}

export interface ProxiesOptions {
  links: Thread<LinksApi>
  /** Hosts beyond loopback that the operator allowed. */
  allowedHosts: string[]
}

/** The link's own fault of a proxy that is not enabled. */
const DISABLED = 'disabled'
const MOST_PROXIES = 256
const MOST_TOXICS = 16

export class Proxies {
  readonly #o: ProxiesOptions
  readonly #proxies = new Map<string, Proxy>()
  #last: Promise<unknown> = Promise.resolve()

  constructor(options: ProxiesOptions) {
    this.#o = options
  }

  /** By name. */
  list(): Record<string, ReturnType<typeof shown>> {
    return Object.fromEntries([...this.#proxies].map(([name, proxy]) => [name, shown(proxy)]))
  }

  show(name: string) {
    return shown(this.#get(name))
  }

  toxics(name: string): Toxic[] {
    return [...this.#get(name).toxics.values()]
  }

  toxic(name: string, toxicName: string): Toxic {
    const found = this.#get(name).toxics.get(toxicName)
    if (!found) throw toxicNotFound()
    return found
  }

  /** What has passed, by proxy. */
  traffic() {
    return [...this.#proxies.values()].map(({ name, listen, upstream, counters }) => {
      const { up, down } = readLinkCounters(new Float64Array(counters))
      return { name, listen, upstream, up, down }
    })
  }

  create(input: ProxyInput) {
    return this.#alone(async () => {
      if (this.#proxies.has(input.name)) throw proxyExists()
      this.#makeRoomFor([input])
      return shown(await this.#open(input, new Map()))
    })
  }

  /** Where listen or upstream change, its connections are dropped; its toxics stay. */
  update(name: string, change: (now: ProxyInput) => ProxyInput) {
    return this.#alone(async () => {
      const proxy = this.#get(name)
      const next = { ...change(proxy), name }
      if (next.listen !== proxy.listen || next.upstream !== proxy.upstream) {
        this.#vet(next)
        await this.#close(proxy)
        return shown(await this.#open(next, proxy.toxics))
      }
      if (next.enabled !== proxy.enabled) await this.#enable(proxy, next.enabled)
      return shown(proxy)
    })
  }

  remove(name: string): Promise<void> {
    return this.#alone(() => this.#close(this.#get(name)))
  }

  #makeRoomFor(inputs: readonly ProxyInput[]): void {
    const names = new Set([...this.#proxies.keys(), ...inputs.map(({ name }) => name)])
    if (names.size > MOST_PROXIES) throw tooMany('proxies', MOST_PROXIES)
  }

  /** What is there with the same addresses is left as it is; anything else of these names is replaced. */
  populate(inputs: ProxyInput[]) {
    return this.#alone(async () => {
      this.#makeRoomFor(inputs)
      const done: Proxy[] = []
      for (const input of inputs) {
        const there = this.#proxies.get(input.name)
        const isSame = there?.upstream === input.upstream && sameListen(there, input.listen)
        if (there && isSame) done.push(there)
        else {
          this.#vet(input)
          if (there) await this.#close(there)
          done.push(await this.#open(input, new Map()))
        }
      }
      return done.map(shown)
    })
  }

  /** All are enabled, and no toxic is left. */
  reset(): Promise<void> {
    return this.#alone(async () => {
      for (const proxy of this.#proxies.values()) {
        for (const name of [...proxy.toxics.keys()]) await this.#removeToxic(proxy, name)
        if (!proxy.enabled) await this.#enable(proxy, true)
      }
    })
  }

  addToxic(name: string, body: Record<string, unknown>): Promise<Toxic> {
    return this.#alone(async () => {
      const proxy = this.#get(name)
      const toxic = toxicOf(body)
      if (proxy.toxics.has(toxic.name)) throw toxicExists()
      if (proxy.toxics.size >= MOST_TOXICS) throw tooMany('toxics of a proxy', MOST_TOXICS)
      return this.#setToxic(proxy, toxic)
    })
  }

  updateToxic(name: string, toxicName: string, body: Record<string, unknown>): Promise<Toxic> {
    return this.#alone(async () => {
      const toxic = this.toxic(name, toxicName)
      return this.#setToxic(this.#get(name), changedToxic(toxic, body))
    })
  }

  removeToxic(name: string, toxicName: string): Promise<void> {
    return this.#alone(async () => {
      this.toxic(name, toxicName)
      await this.#removeToxic(this.#get(name), toxicName)
    })
  }

  close(): Promise<void> {
    return this.#alone(async () => {
      for (const proxy of [...this.#proxies.values()]) await this.#close(proxy)
    })
  }

  #alone<T>(act: () => Promise<T>): Promise<T> {
    const result = this.#last.then(act)
    this.#last = result.catch(() => {})
    return result
  }

  #get(name: string): Proxy {
    const found = this.#proxies.get(name)
    if (!found) throw proxyNotFound()
    return found
  }

  /** Before anything that is there is given up for it. */
  #vet({ listen, upstream }: ProxyInput): void {
    listenPortOf(listen)
    addressOf(upstream, 'dial')
  }

  async #open(input: ProxyInput, toxics: Map<string, Toxic>): Promise<Proxy> {
    const { links, allowedHosts } = this.#o
    const port = listenPortOf(input.listen)
    const upstream = addressOf(input.upstream, 'dial')
    const counters = createLinkCounters()
    const opening = links.call('open', input.name, upstream, counters, allowedHosts, { port })
    const address = await opening.catch((error: Error) => {
      throw errorOfOpening(error, input)
    })
    const proxy: Proxy = {
      ...input,
      enabled: true,
      listen: `${address.host}:${address.port}`,
      toxics,
      address,
      counters,
    }
    this.#proxies.set(input.name, proxy)
    for (const toxic of toxics.values()) await links.call('setFault', input.name, faultOf(toxic))
    if (!input.enabled) await this.#enable(proxy, false)
    return proxy
  }

  async #close(proxy: Proxy): Promise<void> {
    this.#proxies.delete(proxy.name)
    await this.#o.links.call('closeOne', proxy.name)
  }

  async #enable(proxy: Proxy, enabled: boolean): Promise<void> {
    const { links } = this.#o
    const fault: FaultOnLink = { id: DISABLED, type: 'down', stream: 'downstream', toxicity: 1, attributes: {} }
    if (enabled) await links.call('clearFault', proxy.name, DISABLED)
    else await links.call('setFault', proxy.name, fault)
    proxy.enabled = enabled
  }

  async #setToxic(proxy: Proxy, toxic: Toxic): Promise<Toxic> {
    await this.#o.links.call('setFault', proxy.name, faultOf(toxic))
    proxy.toxics.set(toxic.name, toxic)
    return toxic
  }

  async #removeToxic(proxy: Proxy, toxicName: string): Promise<void> {
    proxy.toxics.delete(toxicName)
    await this.#o.links.call('clearFault', proxy.name, faultIdOf(toxicName))
  }
}

/** @throws ApiError @param at where in a list it stands, in Toxiproxy's words */
export function proxyInput(body: Record<string, unknown>, at = ''): ProxyInput {
  const text = (name: string) => (typeof body[name] === 'string' ? (body[name] as string) : '')
  for (const name of ['name', 'upstream']) if (text(name) === '') throw missingField(name + at)
  const { enabled = true } = body
  return { name: text('name'), listen: text('listen'), upstream: text('upstream'), enabled: enabled === true }
}

function sameListen({ listen, address }: Proxy, asked: string): boolean {
  if (listen === asked) return true
  try {
    return listenPortOf(asked) === address.port
  } catch {
    return false
  }
}

function errorOfOpening(error: Error, { listen, upstream }: ProxyInput): Error {
  if (/EADDRINUSE/.test(error.message)) return new ApiError(500, `listen tcp ${listen}: bind: address already in use`)
  if (/EACCES/.test(error.message)) return new ApiError(500, `listen tcp ${listen}: bind: permission denied`)
  if (/is not a TCP port/.test(error.message)) return new ApiError(500, `dial tcp ${upstream}: invalid port`)
  // Not one of Toxiproxy's: a public lab must not become an open proxy.
  if (/is neither/.test(error.message)) return new ApiError(403, `${error.message}; list it in WIRELAB_ALLOW_UPSTREAM`)
  return error
}

function shown({ name, listen, upstream, enabled, toxics }: Proxy) {
  return { name, listen, upstream, enabled, toxics: [...toxics.values()] }
}
