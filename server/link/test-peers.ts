/** Both ends of a wire, for the tests of the link: real sockets on free ports. */
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import type { Address } from '#core/address.ts'
import { type Link, type LinkOptions, openLink } from './link.ts'

const LOOPBACK = '127.0.0.1'

/** How a socket ended, as its owner saw it. */
export type End = { is: 'fin' } | { is: 'error'; code: string | undefined }

/** A socket that remembers what it read and how it ended. */
export class Peer {
  readonly socket: Socket
  readonly chunks: Buffer[] = []
  /** ms of `performance.now()`, one per chunk. */
  readonly arrivedAtMs: number[] = []
  readonly ended: Promise<End>
  #wake = () => {}

  constructor(socket: Socket) {
    this.socket = socket
    socket.on('data', (bytes: Buffer) => {
      this.chunks.push(bytes)
      this.arrivedAtMs.push(performance.now())
      this.#wake()
    })
    this.ended = new Promise((resolve) => {
      socket.once('end', () => resolve({ is: 'fin' }))
      socket.on('error', (error: NodeJS.ErrnoException) => resolve({ is: 'error', code: error.code }))
    })
  }

  get received(): Buffer {
    return Buffer.concat(this.chunks)
  }

  /** Resolves once at least `length` bytes have been read. */
  async read(length: number): Promise<Buffer> {
    for (;;) {
      const { received } = this
      if (received.length >= length) return received
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }
}

export interface Backend {
  address: Address
  /** The next connection that comes in, in order. */
  next(): Promise<Peer>
  close(): Promise<void>
}

/** A server that leaves its connections to the test. */
export async function startBackend(onPeer?: (peer: Peer) => void): Promise<Backend> {
  const waiting: Peer[] = []
  const sockets = new Set<Socket>()
  let wake = () => {}
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    const peer = new Peer(socket)
    onPeer?.(peer)
    waiting.push(peer)
    wake()
  })
  const address = await listen(server)
  return {
    address,
    async next() {
      for (;;) {
        const peer = waiting.shift()
        if (peer) return peer
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
    },
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy()
        server.close(() => resolve())
      }),
  }
}

/** Every connection gets back what it sends. */
export function startEcho(): Promise<Backend> {
  return startBackend(({ socket }) => socket.pipe(socket))
}

export function listen(server: Server, port = 0): Promise<Address> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host: LOOPBACK, port }, () =>
      resolve({ host: LOOPBACK, port: (server.address() as AddressInfo).port }),
    )
  })
}

/** Connected, or rejected with the error of the dial. */
export function dial({ host, port }: Address): Promise<Peer> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, allowHalfOpen: true, noDelay: true })
    socket.once('error', reject)
    socket.once('connect', () => {
      socket.off('error', reject)
      resolve(new Peer(socket))
    })
  })
}

export interface Wired {
  link: Link
  backend: Backend
  /** Closes both. */
  [Symbol.asyncDispose](): Promise<void>
}

export async function wire(backend: Backend, options: Partial<LinkOptions> = {}): Promise<Wired> {
  const link = await openLink({ upstream: backend.address, seed: 1, ...options })
  return {
    link,
    backend,
    async [Symbol.asyncDispose]() {
      await link.close()
      await backend.close()
    },
  }
}

/** A client and the backend's end of its connection, through the link. */
export async function join({ link, backend }: Wired): Promise<{ client: Peer; server: Peer }> {
  const client = await dial(link.address)
  return { client, server: await backend.next() }
}

/** Asks again every 5 ms until it holds; the test's own time-out ends it otherwise. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await pause(5)
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
