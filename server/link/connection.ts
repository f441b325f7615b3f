/** A client's connection and the one made for it to the upstream: two sockets, two pipes. */
import type { Socket } from 'node:net'
import type { Timers } from '#core/timers.ts'
import { resetSocket } from '#server/runtime/reset-socket.ts'
import type { ConnectionCapture } from './capture.ts'
import type { LinkCounters } from './counters.ts'
import type { LinkFault, Stage, Stream, Wire } from './faults/fault.ts'
import type { FilterWires, StreamFilter } from './filter.ts'
import { Pipe } from './pipe.ts'

export interface ConnectionOptions {
  /** On its link, from 0. */
  ordinal: number
  client: Socket
  /** Connected or connecting. */
  server: Socket
  counters: LinkCounters
  timers: Timers
  /** Absent where nobody asked for the bytes themselves. */
  capture?: ConnectionCapture
  /** Of the protocol that is spoken, where it has one. */
  filter?: { filter: StreamFilter; reach: FilterWires['reach'] }
}

export class Connection {
  /** Both sockets are closed, and no timer is left. */
  readonly closed: Promise<void>
  readonly #client: Socket
  readonly #server: Socket
  readonly #pipes: Record<Stream, Pipe>
  readonly #wire: Omit<Wire, 'pass'>

  constructor({ ordinal, client, server, counters, timers, capture, filter }: ConnectionOptions) {
    this.#client = client
    this.#server = server
    this.#wire = { connection: ordinal, timers, reset: () => this.reset(), close: () => this.close() }
    // Both are taken at the client's socket: what a fault swallows was sent, and what it drops never arrived.
    const onRead = (bytes: Buffer) => {
      counters.addUp(bytes.length)
      capture?.add('upstream', bytes)
    }
    const onWrite = (bytes: Buffer) => {
      counters.addDown(bytes.length)
      capture?.add('downstream', bytes)
    }
    this.#pipes = {
      upstream: new Pipe({ source: client, sink: server, onRead }),
      downstream: new Pipe({ source: server, sink: client, onWrite }),
    }
    if (filter) this.#open(filter)
    this.closed = Promise.all([client, server].map(closing)).then(() => {
      this.#drop()
      capture?.close()
    })
  }

  heldBytes(stream: Stream): number {
    return this.#pipes[stream].heldBytes
  }

  addFault(id: string, stream: Stream, fault: LinkFault): void {
    this.#pipes[stream].add(id, fault, this.#wire)
  }

  removeFault(id: string): void {
    this.#pipes.upstream.remove(id)
    this.#pipes.downstream.remove(id)
  }

  /** RST to both ends. */
  reset(): void {
    this.#drop()
    resetSocket(this.#client)
    resetSocket(this.#server)
  }

  /** FIN to both ends, behind what has been handed to them. */
  close(): void {
    this.#drop()
    this.#client.destroySoon()
    this.#server.destroySoon()
  }

  #open({ filter, reach }: NonNullable<ConnectionOptions['filter']>): void {
    const { upstream, downstream } = this.#pipes
    const stages: Record<Stream, Stage> = filter.open({
      upstream: { ...this.#wire, pass: (item) => upstream.passFrom(stages.upstream, item) },
      downstream: { ...this.#wire, pass: (item) => downstream.passFrom(stages.downstream, item) },
      reach,
    })
    upstream.setFilter(stages.upstream, 'last')
    downstream.setFilter(stages.downstream, 'first')
  }

  #drop(): void {
    this.#pipes.upstream.drop()
    this.#pipes.downstream.drop()
  }
}

function closing(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.once('close', () => resolve()))
}
