/**
 * `OrderService` over gRPC (HTTP/2: in TLS, or with prior knowledge), and over gRPC-web and Connect (HTTP/1.1),
 * with health checks and reflection. What is no HTTP ends that connection; what is no protobuf ends that call.
 */
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { constants, createServer as createHttp2Server, Http2ServerRequest, type Http2ServerResponse } from 'node:http2'
import { createServer as createHttpsServer } from 'node:https'
import { createServer as createTcpServer, type Socket } from 'node:net'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { createServer as createTlsServer, type TlsOptions } from 'node:tls'
import type { ConnectRouterOptions } from '@connectrpc/connect'
import { connectNodeAdapter } from '@connectrpc/connect-node'
import { file_grpc_health_v1_health, Health } from '../../../proto/gen/grpc/health/v1/health_pb.ts'
import {
  file_grpc_reflection_v1_reflection,
  ServerReflection,
} from '../../../proto/gen/grpc/reflection/v1/reflection_pb.ts'
import {
  ServerReflection as AlphaServerReflection,
  file_grpc_reflection_v1alpha_reflection,
} from '../../../proto/gen/grpc/reflection/v1alpha/reflection_pb.ts'
import { file_wirelab_orders_v1_orders, OrderService } from '../../../proto/gen/wirelab/orders/v1/orders_pb.ts'
import { openListener } from '../listener.ts'
import type { Protocol, Running, Service } from '../protocol.ts'
import { refuseConnection } from '../refuse-connection.ts'
import { serverTls } from '../tls.ts'
import { terminated } from '../tls-terminator.ts'
import { healthRoutes } from './health.ts'
import { MAX_MESSAGE_BYTES } from './message-size.ts'
import { orderRoutes } from './order-routes.ts'
import { alphaReflectionRoutes, reflectionRoutes } from './reflection.ts'
import type { RpcProtocol } from './transport.ts'

export interface GrpcLimits {
  /** Largest message in either direction, bytes, also after it was decompressed. */
  messageBytes: number
  /** Longest deadline that a caller may set. */
  maxTimeoutMs: number
  connections: number
  /** HTTP/2 SETTINGS_MAX_CONCURRENT_STREAMS: more calls on one connection wait at the caller. */
  streamsPerConnection: number
  /** HTTP/2: streams that a connection may reset at once, and then per second (CVE-2023-44487). */
  streamResetBurst: number
  streamResetRate: number
  /** HTTP/2: memory of one connection, megabytes. */
  connectionMemoryMb: number
  /** A connection without a call or a sign of life is closed. */
  idleTimeoutMs: number
  /** HTTP/1.1: from the first byte of a request to the end of its headers, and to its last byte: bounds a slow loris. */
  headersTimeoutMs: number
  requestTimeoutMs: number
}

export const grpcLimits: GrpcLimits = {
  messageBytes: MAX_MESSAGE_BYTES,
  maxTimeoutMs: 3_600_000,
  connections: 4096,
  streamsPerConnection: 1024,
  // Many callers that give up at once are an experiment here, and still bounded.
  streamResetBurst: 10_000,
  streamResetRate: 1000,
  connectionMemoryMb: 128,
  idleTimeoutMs: 60_000,
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 30_000,
}

const TIMEOUT_CHECK_MS = 500
const BAD_REQUEST = 400

export async function serve(
  id: RpcProtocol,
  ...[service, options, env]: Parameters<Protocol['serve']>
): Promise<Running> {
  const [serveOn, alpn] = id === 'grpc' ? ([serveHttp2, 'h2'] as const) : ([serveHttp1, 'http/1.1'] as const)
  const server = await serveOn(service, grpcLimits, serverTls(options, env, alpn))
  return terminated(server, options, env, alpn)
}

/** gRPC on HTTP/2; the same port also answers gRPC-web and Connect on HTTP/2. */
export async function serveHttp2(
  service: Service,
  limits: GrpcLimits,
  tls: TlsOptions | null = null,
): Promise<Running> {
  const server = createHttp2Server(
    {
      settings: { maxConcurrentStreams: limits.streamsPerConnection },
      maxSessionMemory: limits.connectionMemoryMb,
      streamResetBurst: limits.streamResetBurst,
      streamResetRate: limits.streamResetRate,
    },
    rpcHandler(service, limits, { grpc: true, grpcWeb: true, connect: true }),
  )
  // Lets calls that are under way finish, so a silent stream does not end here.
  server.on('session', (session) => session.setTimeout(limits.idleTimeoutMs, () => session.close()))
  // The port is not the HTTP/2 server's own: closed, that would say goodbye on every connection, and a crash does not.
  const accept = (socket: Socket) => void server.emit('connection', socket)
  const port = tls ? createTlsServer(tls, accept) : createTcpServer({ noDelay: true }, accept)
  port.maxConnections = limits.connections
  const listener = await openListener(port)
  // Reset from within a callback of its own HTTP/2 session, a TLS socket leaves this thread's immediates stuck (Node 24).
  const stop = async () => {
    await nextTurn()
    await listener.stop()
  }
  return { ...listener, stop, close: stop }
}

/** gRPC-web and Connect on HTTP/1.1. */
export function serveHttp1(service: Service, limits: GrpcLimits, tls: TlsOptions | null = null): Promise<Running> {
  const options = {
    headersTimeout: limits.headersTimeoutMs,
    requestTimeout: limits.requestTimeoutMs,
    keepAliveTimeout: limits.idleTimeoutMs,
    connectionsCheckingInterval: TIMEOUT_CHECK_MS,
  }
  const answer = rpcHandler(service, limits, { grpc: false, grpcWeb: true, connect: true })
  const server = tls ? createHttpsServer({ ...options, ...tls }, answer) : createHttpServer(options, answer)
  server.maxConnections = limits.connections
  server.on('clientError', refuseConnection)
  return openListener(server)
}

type Spoken = Pick<ConnectRouterOptions, 'grpc' | 'grpcWeb' | 'connect'>
type AnyRequest = IncomingMessage | Http2ServerRequest
type AnyResponse = ServerResponse | Http2ServerResponse

function rpcHandler(service: Service, limits: GrpcLimits, spoken: Spoken) {
  const files = [
    file_wirelab_orders_v1_orders,
    file_grpc_health_v1_health,
    file_grpc_reflection_v1_reflection,
    file_grpc_reflection_v1alpha_reflection,
  ]
  const answer = connectNodeAdapter({
    ...spoken,
    readMaxBytes: limits.messageBytes,
    writeMaxBytes: limits.messageBytes,
    maxTimeoutMs: limits.maxTimeoutMs,
    // A padded receipt is to weigh what it was asked to.
    compressMinBytes: Number.MAX_SAFE_INTEGER,
    routes(router) {
      router.service(OrderService, orderRoutes(service))
      router.service(Health, healthRoutes([OrderService]))
      router.service(ServerReflection, reflectionRoutes(files))
      router.service(AlphaServerReflection, alphaReflectionRoutes(files))
    },
  })
  return (request: AnyRequest, response: AnyResponse) => {
    // A caller that went away in the middle is no failure of ours.
    request.on('error', () => {})
    response.on('error', () => {})
    if (request instanceof Http2ServerRequest) refuseRest(request)
    try {
      answer(request, response)
    } catch {
      // It throws at once where no URL can be made of what came: no Host, or one that is none.
      response.statusCode = BAD_REQUEST
      response.end()
    }
  }
}

/** RFC 9113 §8.1: answered before all of it has come, so that the caller stops sending what nobody will read. */
function refuseRest({ stream }: Http2ServerRequest): void {
  const refuse = () => {
    if (!stream.readableEnded) stream.close(constants.NGHTTP2_NO_ERROR)
  }
  // The trailers, which hold the status, go out when this event is over.
  stream.once('wantTrailers', () => setImmediate(refuse))
}
