/** Orders in frames, answered in the order in which they are done. Bad frames end their connection and no other. */
import { createServer, type Socket } from 'node:net'
import { createServer as createTlsServer, type TlsOptions } from 'node:tls'
import type { PlaceOrder, Receipt } from '#core/order.ts'
import type { Options, OptionsOf } from '#core/protocols.ts'
import { openListener } from '../listener.ts'
import { orderEncodings } from '../order-encoding.ts'
import { progressOf } from '../progress.ts'
import { type Addresses, type Env, type Running, refusalOf, type Service } from '../protocol.ts'
import { serverTls } from '../tls.ts'
import { terminated } from '../tls-terminator.ts'
import {
  encodeFrame,
  type Frame,
  FrameDecoder,
  FrameError,
  frameAround,
  kindsOf,
  NO_REPLY,
  orderFrameOf,
} from './frame.ts'
import type { RefusalBody } from './outcome.ts'
import { writeFrame } from './write-frame.ts'

export interface TcpLimits {
  connections: number
  /** Orders of one connection being worked on; over it nothing more is read, so that TCP slows the sender down. */
  inFlightPerConnection: number
  /** From the first byte of a frame to its last: bounds a slow loris. */
  frameTimeoutMs: number
}

export const tcpLimits: TcpLimits = { connections: 1024, inFlightPerConnection: 1024, frameTimeoutMs: 30_000 }

const GOODBYE_LINGER_MS = 500

/** How a server writes what it has to say, and whether in TLS. */
export interface TcpWire extends Pick<OptionsOf<'tcp'>, 'noDelay' | 'writes' | 'progressIntervalMs'> {
  tls: TlsOptions | null
}

const plainWire: TcpWire = { noDelay: true, writes: 'one', progressIntervalMs: 500, tls: null }

export async function serve(service: Service, options: Options, env: Env, _at: Addresses): Promise<Running> {
  const { noDelay, writes, progressIntervalMs } = options as OptionsOf<'tcp'>
  const tls = serverTls(options, env, 'wirelab-frames')
  const server = await serveTcp(service, tcpLimits, { noDelay, writes, progressIntervalMs, tls })
  return terminated(server, options, env, 'wirelab-frames')
}

export async function serveTcp(service: Service, limits: TcpLimits, wire: TcpWire = plainWire): Promise<Running> {
  const { tls, noDelay, ...rest } = wire
  const open = (socket: Socket) => {
    // In TLS only from here on: a peer that hangs up in the middle of its handshake has nothing to be told.
    socket.allowHalfOpen = true
    socket.setNoDelay(noDelay)
    new Connection(socket, service, { ...limits, ...rest })
  }
  const server = tls ? createTlsServer(tls, open) : createServer({ allowHalfOpen: true }, open)
  server.maxConnections = limits.connections
  return openListener(server)
}

type ConnectionLimits = TcpLimits & Pick<TcpWire, 'writes' | 'progressIntervalMs'>

class Connection {
  readonly #socket: Socket
  readonly #service: Service
  readonly #limits: ConnectionLimits
  readonly #decoder = new FrameDecoder()
  /** Decoded, but over the bound; at most what one chunk held. */
  #held: Frame[] = []
  #inFlight = 0
  #ended = false
  #closing = false
  #frameTimer: NodeJS.Timeout | undefined
  /** Aborted when the connection is gone. */
  readonly #gone = new AbortController()

  constructor(socket: Socket, service: Service, limits: ConnectionLimits) {
    this.#socket = socket
    this.#service = service
    this.#limits = limits
    socket.on('data', (chunk) => this.#take(chunk))
    socket.on('drain', () => this.#goOn())
    // The other side has sent its last frame: what it still waits for is answered before we close, too.
    socket.on('end', () => {
      this.#ended = true
      this.#goOn()
    })
    socket.on('error', () => {})
    socket.on('close', () => {
      this.#stopWatch()
      this.#gone.abort()
    })
  }

  #take(chunk: Buffer): void {
    if (this.#closing) return
    try {
      const frames = this.#decoder.push(chunk)
      if (frames.length > 0) this.#stopWatch()
      this.#held.push(...frames)
    } catch (error) {
      if (!(error instanceof FrameError)) throw error
      this.#sayGoodbye(error.message)
      return
    }
    this.#watchFrame()
    this.#goOn()
  }

  /** Start on what is held as far as the bounds allow, and read on only where nothing is held back. */
  #goOn(): void {
    while (!this.#closing && !this.#isFull()) {
      const frame = this.#held.shift()
      if (!frame) break
      if (orderFrameOf(frame.kind)) void this.#answer(frame)
      else this.#sayGoodbye(`a ${frame.kind} is not for a server`)
    }
    if (this.#closing) return
    if (this.#held.length > 0 || this.#isFull()) this.#pause()
    else if (this.#socket.isPaused()) {
      this.#socket.resume()
      this.#watchFrame()
    }
    if (this.#ended && this.#held.length === 0 && this.#inFlight === 0) this.#socket.end()
  }

  /** A caller that does not read its replies is not read from either. */
  #isFull(): boolean {
    return this.#inFlight >= this.#limits.inFlightPerConnection || this.#socket.writableNeedDrain
  }

  #pause(): void {
    this.#socket.pause()
    this.#stopWatch()
  }

  async #answer(frame: Frame): Promise<void> {
    this.#inFlight++
    const reply = await this.#execute(frame)
    this.#inFlight--
    if (!this.#socket.writable) return
    if (frame.id !== NO_REPLY) writeFrame(this.#socket, reply, this.#limits.writes)
    this.#goOn()
  }

  async #execute({ id, kind, body }: Frame): Promise<Buffer> {
    const { encoding, streamed } = orderFrameOf(kind) ?? { encoding: 'json', streamed: false }
    const { decodeOrder, encodeReceipt } = orderEncodings[encoding]
    const refuse = (refusal: RefusalBody) => encodeFrame('refusal', id, refusal)
    let order: PlaceOrder
    try {
      order = decodeOrder(body)
    } catch {
      return refuse({
        kind: 'invalid',
        detail: `the body is not ${encoding === 'json' ? 'JSON' : 'an order in protobuf'}`,
      })
    }
    try {
      const work = this.#service.execute(order)
      const receipt = await (streamed && id !== NO_REPLY ? this.#followed(work, id) : work)
      return frameAround(kindsOf[encoding].receipt, id, encodeReceipt(receipt))
    } catch (thrown) {
      return refuse(refusalOf(thrown))
    }
  }

  /** What a caller does not read of its progress is left out: the next report says as much. */
  async #followed(work: Promise<Receipt>, id: number): Promise<Receipt> {
    const { progressIntervalMs: intervalMs, writes } = this.#limits
    for await (const item of progressOf(work, { intervalMs, signal: this.#gone.signal })) {
      const canTell = this.#socket.writable && !this.#socket.writableNeedDrain
      if (item.is !== 'completed' && canTell) writeFrame(this.#socket, encodeFrame('progress', id, item), writes)
    }
    return work
  }

  #watchFrame(): void {
    if (!this.#decoder.partial) {
      this.#stopWatch()
      return
    }
    const { frameTimeoutMs } = this.#limits
    this.#frameTimer ??= setTimeout(
      () => this.#sayGoodbye(`no whole frame within ${frameTimeoutMs} ms`),
      frameTimeoutMs,
    )
  }

  #stopWatch(): void {
    clearTimeout(this.#frameTimer)
    this.#frameTimer = undefined
  }

  /** The rest is read and thrown away for a moment: closed with bytes unread, the system would reset at once. */
  #sayGoodbye(detail: string): void {
    this.#closing = true
    this.#held = []
    this.#stopWatch()
    const goodbye: RefusalBody = { kind: 'invalid', detail }
    this.#socket.end(encodeFrame('goodbye', 0, goodbye))
    this.#socket.resume()
    const linger = setTimeout(() => this.#socket.destroy(), GOODBYE_LINGER_MS)
    this.#socket.once('end', () => this.#socket.destroySoon())
    this.#socket.once('close', () => clearTimeout(linger))
  }
}
