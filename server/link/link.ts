/**
 * The wire of one leg: a TCP proxy that counts bytes and applies faults, to connections that are open already as
 * well as to new ones. It sees bytes only; it knows no protocol.
 *
 *   client ──► 127.0.0.1:port ──upstream──► [ faults ] ──► backend or broker
 *          ◄──────────────── [ faults ] ◄──downstream──
 */
import { connect, type Socket, type TcpNetConnectOpts } from 'node:net'
import type { Address } from '#core/address.ts'
import type { Fault } from '#core/experiment.ts'
import type { Timers } from '#core/timers.ts'
import { resetSocket } from '#server/runtime/reset-socket.ts'
import { originNow, timersFrom } from '#server/runtime/timing.ts'
import { type CaptureLimits, LinkCapture } from './capture.ts'
import { Connection } from './connection.ts'
import { LinkCounters } from './counters.ts'
import { Chance, type Greeting, type LinkFault, type Stream } from './faults/fault.ts'
import { makeLinkFault } from './faults/registry.ts'
import type { StreamFilter } from './filter.ts'
import { Listener } from './listener.ts'
import { vetUpstream } from './upstream.ts'

export interface LinkOptions {
  upstream: Address
  /** Every random choice of the link's faults comes from it. */
  seed: number
  /** Hosts beyond loopback that the operator allowed, as they are written. */
  allowedHosts?: readonly string[]
  /** Where to count: over the memory of `createLinkCounters` where another thread reads it. */
  counters?: Float64Array
  timers?: Timers
  /** Where to listen; 0, or nothing, for a free port. */
  port?: number
  /** Keep the bytes of the newest connections, see capture.ts; `true` with its own limits. */
  capture?: boolean | CaptureLimits
  /** Of the protocol that is spoken over it, see filter.ts. */
  filter?: StreamFilter
}

/** What a link needs of a fault; where it acts was settled by choosing the link. */
export type FaultOnLink = Pick<Fault, 'id' | 'type' | 'stream' | 'toxicity' | 'attributes'>

export interface LinkDiagnostics {
  openConnections: number
  /** Over all connections: in the faults' hands, or waiting for a reader. */
  heldBytes: Record<Stream, number>
  listening: boolean
}

export interface Link {
  /** Where it listens; stays the same for its lifetime. */
  readonly address: Address
  readonly counters: LinkCounters
  /** Null where it was not asked for. */
  readonly capture: LinkCapture | null
  /**
   * Acts from the next byte on. Several faults act one after the other, in the order they were set; an id that is on
   * already is cleared first.
   * @throws TypeError where the type is not a fault of links
   */
  setFault(fault: FaultOnLink): void
  /** Undone when this returns, except that the port of a `down` link is waited for. Unknown ids are ignored. */
  clearFault(id: string): Promise<void>
  /** Where connections made from now on lead; those that are open stay. @throws as {@link openLink} */
  retarget(upstream: Address): Promise<void>
  diagnostics(): LinkDiagnostics
  /** Resets every connection; no socket, timer or port is left. Idempotent. */
  close(): Promise<void>
}

/** @throws UpstreamNotAllowed, RangeError for an impossible port; EADDRINUSE where `port` is taken */
export async function openLink(options: LinkOptions): Promise<Link> {
  const target = await vetUpstream(options.upstream, options.allowedHosts)
  let link: TcpLink | undefined
  const listener = await Listener.create((client) => link?.accept(client), options.port)
  link = new TcpLink(listener, target, options)
  return link
}

/** A fault that is on, in one direction. */
interface Acting {
  stream: Stream
  fault: LinkFault
}

/** Each way draws for itself. What acts on connections as wholes is one and not two. */
function bothWays(id: string, made: (direction: Stream, name: string) => Acting): Acting[] {
  const up = made('upstream', `${id}, upstream`)
  return up.fault.stage ? [up, made('downstream', `${id}, downstream`)] : [up]
}

class TcpLink implements Link {
  readonly address: Address
  readonly counters: LinkCounters
  readonly capture: LinkCapture | null
  readonly #options: LinkOptions
  readonly #timers: Timers
  readonly #connections = new Set<Connection>()
  /** In the order they were set. */
  readonly #faults = new Map<string, Acting[]>()
  /** Accepted and sent away by a fault, until their sockets are closed. */
  readonly #sentAway = new Set<Socket>()
  /** To servers that the first one speaks of, by host and port. */
  readonly #branches = new Map<string, Promise<Address>>()
  /** Those servers, and the first one when it no longer is: who is next when the first one refuses. */
  readonly #standIns = new Map<string, TcpNetConnectOpts>()
  /** The first one, and those of the branches. */
  readonly #listeners: Listener[]
  #target: TcpNetConnectOpts
  #accepted = 0
  #closed = false

  constructor(listener: Listener, target: TcpNetConnectOpts, options: LinkOptions) {
    this.#listeners = [listener]
    this.#target = target
    this.#options = options
    this.#timers = options.timers ?? timersFrom(originNow())
    this.counters = new LinkCounters(options.counters)
    const { capture } = options
    const limits = typeof capture === 'object' ? capture : undefined
    this.capture = capture ? new LinkCapture(() => this.#timers.nowUs(), limits) : null
    this.address = listener.address
  }

  accept(client: Socket, target: TcpNetConnectOpts = this.#target): void {
    const { counters } = this
    const ordinal = this.#accepted++
    counters.addConnection()
    const greeting = this.#greetingFor(ordinal)
    if (greeting) {
      this.#sendAway(client, greeting)
      return
    }
    const server = connect({ ...target, allowHalfOpen: true, noDelay: true })
    const onRefused = () => this.#standIn(target)
    server.once('error', onRefused).once('connect', () => server.off('error', onRefused))
    const capture = this.capture?.open(ordinal, client.remotePort ?? 0)
    const filter = this.#options.filter && {
      filter: this.#options.filter,
      reach: (address: Address) => this.#reach(address),
    }
    const connection = new Connection({ ordinal, client, server, counters, timers: this.#timers, capture, filter })
    for (const [id, acting] of this.#faults)
      for (const { stream, fault } of acting) connection.addFault(id, stream, fault)
    this.#connections.add(connection)
    void connection.closed.then(() => this.#connections.delete(connection))
  }

  setFault({ id, type, stream, toxicity, attributes }: FaultOnLink): void {
    const { seed, filter } = this.#options
    if (filter?.setFault({ id, type, attributes }, new Chance(seed, id, toxicity))) {
      this.#lift(id)
      void this.#settleListener()
      return
    }
    const made = (direction: Stream, name: string): Acting => {
      const chance = new Chance(seed, name, toxicity)
      return { stream: direction, fault: makeLinkFault(type, attributes, { chance, direction }) }
    }
    const acting = stream === 'both' ? bothWays(id, made) : [made(stream, id)]
    this.#forget(id)
    this.#faults.set(id, acting)
    for (const connection of this.#connections) for (const one of acting) connection.addFault(id, one.stream, one.fault)
    void this.#settleListener()
  }

  async clearFault(id: string): Promise<void> {
    this.#forget(id)
    await this.#settleListener()
  }

  async retarget(upstream: Address): Promise<void> {
    this.#target = await vetUpstream(upstream, this.#options.allowedHosts)
  }

  diagnostics(): LinkDiagnostics {
    const held = (stream: Stream) =>
      [...this.#connections].reduce((sum, connection) => sum + connection.heldBytes(stream), 0)
    return {
      openConnections: this.#connections.size,
      heldBytes: { upstream: held('upstream'), downstream: held('downstream') },
      listening: this.#listeners.every(({ isOpen }) => isOpen),
    }
  }

  async close(): Promise<void> {
    this.#closed = true
    await Promise.all([...this.#listeners.map((listener) => listener.close()), this.#resetAll()])
  }

  /**
   * A port of this link that leads to another server, which the one that was allowed has named: a cluster's own word
   * for where it is.
   */
  #reach(server: Address): Promise<Address> {
    if (server.port === this.#target.port && server.host === this.#target.host) return Promise.resolve(this.address)
    const name = `${server.host}:${server.port}`
    const known = this.#branches.get(name)
    if (known) return known
    const opening = this.#branch(server)
    this.#branches.set(name, opening)
    opening.catch(() => this.#branches.delete(name))
    return opening
  }

  /**
   * Who comes from outside knows the first server only. When that one is gone, the next connection leads to another one
   * of those that it had named, as it would for a client that was given the addresses of all of them.
   */
  #standIn(refused: TcpNetConnectOpts): void {
    const [next] = this.#standIns
    if (refused !== this.#target || !next) return
    const [name, target] = next
    this.#standIns.delete(name)
    this.#standIns.set(`${refused.host}:${refused.port}`, refused)
    this.#target = target
  }

  async #branch(server: Address): Promise<Address> {
    const target = await vetUpstream(server, [server.host])
    this.#standIns.set(`${server.host}:${server.port}`, target)
    const listener = await Listener.create((client) => this.accept(client, target))
    this.#listeners.push(listener)
    if (this.#closed) await listener.close()
    else void this.#settleListener()
    return listener.address
  }

  #forget(id: string): void {
    this.#options.filter?.clearFault(id)
    this.#lift(id)
  }

  /** The link's own; the filter's stays. */
  #lift(id: string): void {
    if (!this.#faults.delete(id)) return
    for (const connection of this.#connections) connection.removeFault(id)
  }

  #greetingFor(ordinal: number): Greeting | null {
    for (const acting of this.#faults.values()) {
      for (const { fault } of acting) {
        const greeting = fault.greet?.(ordinal)
        if (greeting) return greeting
      }
    }
    return null
  }

  #sendAway(client: Socket, greeting: Greeting): void {
    client.on('error', () => {})
    if (greeting.is === 'reset') {
      resetSocket(client)
      return
    }
    this.#sentAway.add(client)
    client.once('close', () => this.#sentAway.delete(client))
    if (greeting.is === 'bytes') {
      this.counters.addDown(greeting.bytes.length)
      client.write(greeting.bytes)
    }
    // Read what it sends: closed with bytes unread, the system would reset at once and take ours with it.
    client.on('data', (bytes: Buffer) => this.counters.addUp(bytes.length))
    client.once('end', () => client.destroySoon())
    client.end()
  }

  async #settleListener(): Promise<void> {
    if (this.#closed) return
    const shut = [...this.#faults.values()].some((acting) => acting.some(({ fault }) => fault.shutsListener))
    if (!shut) {
      await Promise.all(this.#listeners.map((listener) => listener.open()))
      return
    }
    for (const listener of this.#listeners) listener.shut()
    await this.#resetAll()
  }

  async #resetAll(): Promise<void> {
    for (const client of this.#sentAway) resetSocket(client)
    const connections = [...this.#connections]
    for (const connection of connections) connection.reset()
    await Promise.all(connections.map(({ closed }) => closed))
  }
}
