/**
 * One client's connection: its requests are worked on one after the other, in the order in which they came, and so are
 * their responses sent. A request that waits (a long poll, a join) holds up its own connection only.
 */
import type { Socket } from 'node:net'
import { resetSocket } from '#server/runtime/reset-socket.ts'
import { Malformed } from '../wire/malformed.ts'
import type { Budget } from './budget.ts'
import { Framer } from './framer.ts'

/** API key, version, correlation id. */
const SMALLEST_REQUEST_BYTES = 8
/** Requests that may wait behind the one that is being worked on; then the socket is not read. */
const WAITING_LIMIT = 64

/** Who asks. */
export interface Peer {
  /** Address and port. */
  readonly name: string
  readonly host: string
  /** Aborted when the connection is gone: nobody waits for an answer any more. */
  readonly gone: AbortSignal
}

/** @returns the response in pieces, with its size in front; null where none is sent (acks = 0) */
export type Handle = (request: Buffer, peer: Peer) => Promise<Buffer[] | null> | Buffer[] | null

export interface ConnectionOptions {
  socket: Socket
  handle: Handle
  requestBytes: number
  /** Of what all connections have read and not yet worked on. */
  budget: Budget
  /** Without a byte from the client for so long, it is closed. */
  idleMs: number
  /** `reason` is null where the client has closed it, or the server was closed. */
  onClose(reason: string | null): void
}

export class Connection {
  readonly #o: ConnectionOptions
  readonly #framer: Framer
  readonly #gone = new AbortController()
  readonly #peer: Peer
  #waiting: Buffer[] = []
  #waitingBytes = 0
  #isWorking = false
  #takenBytes = 0
  #reason: string | null = null

  constructor(options: ConnectionOptions) {
    this.#o = options
    const { socket } = options
    this.#framer = new Framer(options.requestBytes, SMALLEST_REQUEST_BYTES)
    const host = socket.remoteAddress ?? ''
    this.#peer = { name: `${host}:${socket.remotePort}`, host, gone: this.#gone.signal }
    socket.setTimeout(options.idleMs, () => this.#fail(`nothing was sent for ${options.idleMs} ms`))
    socket.on('data', (chunk) => this.#read(chunk))
    // A client that has closed its half waits for nothing more.
    socket.on('end', () => socket.destroy())
    socket.on('error', () => {})
    socket.on('close', () => this.#closed())
  }

  get peer(): Peer {
    return this.#peer
  }

  /** RST: what is under way is answered to nobody. */
  reset(): void {
    resetSocket(this.#o.socket)
  }

  #read(chunk: Buffer): void {
    if (this.#reason !== null) return
    try {
      this.#hold(chunk.length)
      for (const request of this.#framer.push(chunk)) {
        this.#waiting.push(request)
        this.#waitingBytes += request.length
      }
      if (this.#waiting.length > WAITING_LIMIT) this.#o.socket.pause()
      if (!this.#isWorking) void this.#work()
    } catch (error) {
      this.#fail(reasonOf(error))
    }
  }

  async #work(): Promise<void> {
    this.#isWorking = true
    try {
      for (let request = this.#next(); request; request = this.#next()) {
        const response = await this.#o.handle(request, this.#peer)
        if (this.#gone.signal.aborted) return
        if (response) await this.#send(response)
      }
    } catch (error) {
      this.#fail(reasonOf(error))
    } finally {
      this.#isWorking = false
    }
  }

  #next(): Buffer | undefined {
    // Everything was given back when it was closed.
    if (this.#gone.signal.aborted) return undefined
    const request = this.#waiting.shift()
    const bytes = request?.length ?? 0
    this.#waitingBytes -= bytes
    if (this.#waiting.length <= WAITING_LIMIT / 2 && this.#o.socket.isPaused()) this.#o.socket.resume()
    this.#hold(this.#framer.heldBytes + this.#waitingBytes + bytes - this.#takenBytes)
    return request
  }

  /** A client that does not read is not worked for. */
  async #send(pieces: Buffer[]): Promise<void> {
    const { socket } = this.#o
    socket.cork()
    for (const piece of pieces) socket.write(piece)
    socket.uncork()
    if (!socket.writableNeedDrain) return
    const { signal } = this.#gone
    await new Promise<void>((resolve) => {
      const settle = () => {
        socket.off('drain', settle)
        signal.removeEventListener('abort', settle)
        resolve()
      }
      socket.on('drain', settle)
      signal.addEventListener('abort', settle)
    })
  }

  #hold(bytes: number): void {
    if (!this.#o.budget.take(bytes)) throw new Malformed('all connections together have sent more than is kept')
    this.#takenBytes += bytes
  }

  #fail(reason: string): void {
    this.#reason ??= reason
    this.#o.socket.destroy()
  }

  #closed(): void {
    this.#waiting = []
    this.#waitingBytes = 0
    this.#o.budget.take(-this.#takenBytes)
    this.#takenBytes = 0
    this.#gone.abort()
    this.#o.onClose(this.#reason)
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof Malformed) return error.message
  return `the broker failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`
}
