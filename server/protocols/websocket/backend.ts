/**
 * A Socket.IO server on a port of its own, WebSocket transport only. Every order is acked with its receipt or the
 * service's refusal, or followed by events; orders that were placed are told to the room `orders`, those that are
 * published are handed out to the room `subscribers`.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import type { Duplex } from 'node:stream'
import type { TlsOptions } from 'node:tls'
import { Server, type Socket } from 'socket.io'
import type { PlaceOrder, Receipt } from '#core/order.ts'
import { type Options, type OptionsOf, subscribersOf } from '#core/protocols.ts'
import { openListener } from '../listener.ts'
import { progressOf } from '../progress.ts'
import { type Addresses, type Env, type Running, refusalOf, type Service } from '../protocol.ts'
import { refuseConnection } from '../refuse-connection.ts'
import { createDialler, serverTls } from '../tls.ts'
import { terminated } from '../tls-terminator.ts'
import { ConnectionGuard, type EngineConnection, type GuardLimits } from './connection-guard.ts'
import {
  type ClientEvents,
  MAX_MESSAGE_BYTES,
  ORDERS_ROOM,
  type Published,
  type RefusalBody,
  type Reply,
  type ServerEvents,
  type Step,
  SUBSCRIBERS_ROOM,
} from './events.ts'
import { Subscribers } from './subscribers.ts'

export interface WebSocketLimits extends GuardLimits {
  connections: number
  /** Orders of one connection that are not answered; the next one is refused. */
  inFlightPerConnection: number
  /** From the WebSocket's opening to Socket.IO's CONNECT packet. */
  connectTimeoutMs: number
  /** From the first byte of an HTTP request to the end of its headers. */
  headersTimeoutMs: number
}

const MIB = 1024 * 1024

export const webSocketLimits: WebSocketLimits = {
  connections: 1024,
  inFlightPerConnection: 10_000,
  messagesPerSecond: 20_000,
  unreadMessages: 1024,
  mostUnreadMessages: 16_384,
  mostUnreadCharacters: 64 * MIB,
  connectTimeoutMs: 10_000,
  headersTimeoutMs: 10_000,
}

const PATH = '/socket.io/'
const TIMEOUT_CHECK_MS = 500
const events: ReadonlySet<string> = new Set<keyof ClientEvents>([
  'order:place',
  'order:hint',
  'order:follow',
  'order:publish',
  'orders:subscribe',
  'orders:join',
  'orders:leave',
])

type OrderServer = Server<ClientEvents, ServerEvents>
type OrderSocket = Socket<ClientEvents, ServerEvents>

export interface WebSocketWire {
  tls: TlsOptions | null
  /** Between two reports of an order that is followed. */
  progressIntervalMs: number
}

const plainWire: WebSocketWire = { tls: null, progressIntervalMs: 500 }

export async function serve(service: Service, options: Options, env: Env, _at: Addresses): Promise<Running> {
  const { progressIntervalMs } = options as OptionsOf<'websocket'>
  const wire = { tls: serverTls(options, env, 'http/1.1'), progressIntervalMs }
  const backend = await serveWebSocket(service, webSocketLimits, wire)
  const server = await terminated(backend, options, env, 'http/1.1')
  return env.style === 'publish-subscribe' ? withSubscribers(server, service, { options, env }) : server
}

/** Stopped, all of it is gone: the server, its room, and those who were in it. */
function withSubscribers(server: Running, service: Service, { options, env }: { options: Options; env: Env }): Running {
  const subscribers = new Subscribers(service, subscribersOf({ style: env.style, options }))
  return {
    address: server.address,
    async attach({ consume: link }) {
      if (!link) throw new Error('websocket: no address for the leg "consume"')
      await subscribers.attach({ link, dial: createDialler(link, options, env, 'http/1.1') })
    },
    async stop() {
      await subscribers.stop()
      await server.stop()
    },
    async start() {
      await server.start()
      subscribers.start()
    },
    async close() {
      await subscribers.stop()
      await server.close()
    },
  }
}

export async function serveWebSocket(
  service: Service,
  limits: WebSocketLimits,
  { tls, progressIntervalMs }: WebSocketWire = plainWire,
): Promise<Running> {
  const settings = { headersTimeout: limits.headersTimeoutMs, connectionsCheckingInterval: TIMEOUT_CHECK_MS }
  const server = tls
    ? createHttpsServer({ ...settings, ...tls }, answerNotFound)
    : createServer(settings, answerNotFound)
  server.maxConnections = limits.connections
  server.on('clientError', refuseConnection)
  server.on('upgrade', refuseForeignPath)
  const io: OrderServer = new Server(server, {
    path: PATH,
    transports: ['websocket'],
    maxHttpBufferSize: MAX_MESSAGE_BYTES,
    connectTimeout: limits.connectTimeoutMs,
    serveClient: false,
    destroyUpgrade: false,
    allowRequest: (request, decide) => decide(null, isSameOrigin(request)),
  })
  const guards = new WeakMap<EngineConnection, ConnectionGuard>()
  io.engine.on('connection', (connection: EngineConnection) => {
    guards.set(connection, new ConnectionGuard(connection, limits))
  })
  io.on('connection', (socket) => {
    const guard = guards.get(socket.conn)
    if (guard) welcome({ io, socket, guard, service, limits, progressIntervalMs })
  })
  const listener = await openListener(server)
  let closed: Promise<void> | undefined
  const close = async () => {
    await listener.close()
    await io.close()
  }
  return { ...listener, close: () => (closed ??= close()) }
}

interface Guest {
  io: OrderServer
  socket: OrderSocket
  guard: ConnectionGuard
  service: Service
  limits: WebSocketLimits
  progressIntervalMs: number
}

/** What arrives is whatever a stranger sent under these names: nothing about it is believed. */
function welcome({ io, socket, guard, service, limits, progressIntervalMs }: Guest): void {
  let inFlight = 0
  const gone = new AbortController()
  socket.once('disconnect', () => gone.abort())
  guard.sayGoodbye = (refusal) => {
    socket.emit('goodbye', refusal)
    socket.disconnect(true)
  }
  const execute = async (order: unknown): Promise<Receipt> => {
    const receipt = await service.execute(order as PlaceOrder)
    io.to(ORDERS_ROOM).emit('order:placed', receipt)
    return receipt
  }
  const withAck = (event: string, ack: unknown): ack is (...reply: unknown[]) => void => {
    if (typeof ack === 'function') return true
    guard.refuse({ kind: 'invalid', detail: `${event} asks for an ack` })
    return false
  }
  const isFull = () => inFlight >= limits.inFlightPerConnection
  const full = (): RefusalBody => ({
    kind: 'overloaded',
    detail: `${inFlight} orders of this connection are not answered yet`,
  })
  socket.on('order:place', async (order: unknown, ack: unknown) => {
    if (!withAck('order:place', ack)) return
    if (isFull()) {
      ack({ refusal: full() } satisfies Reply)
      return
    }
    inFlight++
    const reply: Reply = await execute(order).then(
      (receipt) => ({ receipt }),
      (thrown) => ({ refusal: refusalOf(thrown) }),
    )
    inFlight--
    ack(reply)
  })
  socket.on('order:hint', (order: unknown) => {
    // Nobody asked to be told.
    void execute(order).catch(() => {})
  })
  socket.on('order:follow', async (number: unknown, order: unknown) => {
    if (typeof number !== 'number') {
      guard.refuse({ kind: 'invalid', detail: 'order:follow asks for a number' })
      return
    }
    const tell = (step: Step) => {
      // What is not read of it is left out: the next report says as much.
      const way = step.is === 'working' ? socket.volatile : socket
      way.emit('order:progress', number, step)
    }
    if (isFull()) {
      tell({ is: 'refused', refusal: full() })
      return
    }
    inFlight++
    try {
      const options = { intervalMs: progressIntervalMs, signal: gone.signal }
      for await (const step of progressOf(execute(order), options)) tell(step)
    } catch (thrown) {
      tell({ is: 'refused', refusal: refusalOf(thrown) })
    }
    inFlight--
  })
  socket.on('order:publish', (order: unknown, ack: unknown) => {
    if (!withAck('order:publish', ack)) return
    const subscribers = io.of('/').adapter.rooms.get(SUBSCRIBERS_ROOM)?.size ?? 0
    io.to(SUBSCRIBERS_ROOM).emit('order:published', order as PlaceOrder)
    ack({ subscribers } satisfies Published)
  })
  socket.on('orders:subscribe', async (ack: unknown) => {
    if (!withAck('orders:subscribe', ack)) return
    await socket.join(SUBSCRIBERS_ROOM)
    ack()
  })
  socket.on('orders:join', async (ack: unknown) => {
    if (!withAck('orders:join', ack)) return
    await socket.join(ORDERS_ROOM)
    ack()
  })
  socket.on('orders:leave', async (ack: unknown) => {
    if (!withAck('orders:leave', ack)) return
    await socket.leave(ORDERS_ROOM)
    ack()
  })
  socket.onAny((event: unknown) => {
    if (typeof event === 'string' && events.has(event)) return
    guard.refuse({ kind: 'invalid', detail: `${String(event)} is no event here` })
  })
}

/**
 * A page from elsewhere may open a WebSocket to any address and is not asked first: the server must look at the
 * Origin. RFC 6455 §10.2. Programs send none.
 */
function isSameOrigin({ headers }: IncomingMessage): boolean {
  if (headers.origin === undefined) return true
  return URL.canParse(headers.origin) && new URL(headers.origin).host === headers.host
}

function answerNotFound(_request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(404, { 'content-type': 'text/plain' }).end(`Socket.IO is spoken at ${PATH}\n`)
}

function refuseForeignPath(request: IncomingMessage, socket: Duplex): void {
  if (request.url?.startsWith(PATH)) return
  socket.on('error', () => {})
  socket.end('HTTP/1.1 404 Not Found\r\nconnection: close\r\ncontent-length: 0\r\n\r\n', () => socket.destroy())
}
