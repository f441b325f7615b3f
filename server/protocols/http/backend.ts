/**
 * HTTP/1.1 or HTTP/2, in TLS or not: reads requests, has them answered by the resources, writes what they say. What is
 * not HTTP ends that connection and no other.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import {
  constants,
  createServer as createHttp2Server,
  createSecureServer,
  type Http2ServerRequest,
  type Http2ServerResponse,
} from 'node:http2'
import { createServer as createHttpsServer } from 'node:https'
import type { TlsOptions } from 'node:tls'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { Options, OptionsOf } from '#core/protocols.ts'
import { openListener } from '../listener.ts'
import type { Addresses, Env, Running, Service } from '../protocol.ts'
import { refuseConnection } from '../refuse-connection.ts'
import { serverTls } from '../tls.ts'
import { terminated } from '../tls-terminator.ts'
import { type BodyLimits, MAX_BODY_BYTES, readBody, tooLarge, unpack } from './body.ts'
import { isPacked } from './negotiation.ts'
import { Problem } from './problem.ts'
import { type Answer, Resources } from './resources.ts'

export interface HttpLimits extends BodyLimits {
  /** From the first byte of a request to the end of its headers. */
  headersTimeoutMs: number
  /** How long an idle connection is kept; HTTP/1.1 tells the client in `Keep-Alive`. */
  keepAliveTimeoutMs: number
  connections: number
  /** Of one HTTP/2 connection at once. */
  streams: number
}

export const httpLimits: HttpLimits = {
  bodyBytes: MAX_BODY_BYTES,
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 30_000,
  keepAliveTimeoutMs: 60_000,
  connections: 4096,
  streams: 1000,
}

export interface HttpWire {
  version: OptionsOf<'http'>['version']
  tls: TlsOptions | null
  /** What a 202 says; 0 is nothing. */
  retryAfterS?: number
}

type Request = IncomingMessage | Http2ServerRequest
type Response = ServerResponse | Http2ServerResponse
type Listen = (request: Request, response: Response) => void

const TIMEOUT_CHECK_MS = 500
/** Of what one HTTP/2 connection makes Node hold, MB; over it, streams are refused. */
const SESSION_MEMORY_MB = 64
const HTTP2 = '2.0'

const zip = promisify(gzip)

export async function serve(service: Service, options: Options, env: Env, _at: Addresses): Promise<Running> {
  const { version, retryAfterS } = options as OptionsOf<'http'>
  const alpn = version === '2' ? 'h2' : 'http/1.1'
  const server = await serveHttp(service, httpLimits, {
    version,
    tls: serverTls(options, env, alpn),
    // Where the lane is asked otherwise, whoever polls is a stranger: he is told as ever.
    ...(env.style === 'async-request-reply' ? { retryAfterS } : {}),
  })
  return terminated(server, options, env, alpn)
}

export async function serveHttp(
  service: Service,
  limits: HttpLimits,
  { version, tls, retryAfterS }: HttpWire = { version: '1.1', tls: null },
): Promise<Running> {
  const resources = new Resources(service, retryAfterS)
  const listen: Listen = (request, response) => {
    // A caller that went away in the middle is no failure of ours.
    request.on('error', () => {})
    response.on('error', () => {})
    void respond(resources, limits, request, response)
  }
  const server = version === '2' ? http2Server(tls, limits, listen) : http1Server(tls, limits, listen)
  server.maxConnections = limits.connections
  return openListener(server)
}

function http1Server(tls: TlsOptions | null, limits: HttpLimits, listen: Listen) {
  const options = {
    headersTimeout: limits.headersTimeoutMs,
    requestTimeout: limits.requestTimeoutMs,
    keepAliveTimeout: limits.keepAliveTimeoutMs,
    connectionsCheckingInterval: TIMEOUT_CHECK_MS,
  }
  const server = tls ? createHttpsServer({ ...options, ...tls }, listen) : createServer(options, listen)
  server.on('clientError', refuseConnection)
  return server
}

function http2Server(tls: TlsOptions | null, limits: HttpLimits, listen: Listen) {
  const options = { maxSessionMemory: SESSION_MEMORY_MB, settings: { maxConcurrentStreams: limits.streams } }
  const server = tls ? createSecureServer({ ...options, ...tls }, listen) : createHttp2Server(options, listen)
  server.on('session', (session) => {
    // Whoever has not asked anything yet has less time.
    session.setTimeout(limits.headersTimeoutMs, () => session.close())
    session.once('stream', () => session.setTimeout(limits.keepAliveTimeoutMs))
    session.on('error', () => {})
  })
  return server
}

async function respond(resources: Resources, limits: HttpLimits, request: Request, response: Response): Promise<void> {
  const { headers, method = '' } = request
  const [path = '/'] = (request.url ?? '/').split('?')
  try {
    const answer = await resources.answer({ method, path, headers, body: () => bodyOf(request, limits) })
    await write(request, response, answer)
  } catch (error) {
    // Cut in the middle of its body: nobody is there to be told.
    if (isGone(response)) return
    const problem = error instanceof Problem ? error : new Problem(500, String(error))
    const type = { 'content-type': 'application/problem+json' }
    await write(request, response, {
      status: problem.status,
      headers: { ...type, ...problem.headers },
      body: problem.body,
    })
  }
}

function isGone(response: Response): boolean {
  return 'stream' in response ? response.stream.destroyed : response.destroyed
}

async function bodyOf(request: Request, limits: HttpLimits): Promise<Buffer> {
  const { headers } = request
  if (Number(headers['content-length'] ?? 0) > limits.bodyBytes) throw tooLarge(limits)
  const sent = await inTime(readBody(request as AsyncIterable<Buffer>, limits), request, limits)
  return unpack(sent, headers['content-encoding'], limits)
}

/** HTTP/1.1 is timed by Node's own server; HTTP/2 is not. */
async function inTime<T>(reading: Promise<T>, request: Request, { requestTimeoutMs }: HttpLimits): Promise<T> {
  if (request.httpVersion !== HTTP2) return reading
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(
    () => late.reject(new Problem(408, `no whole request within ${requestTimeoutMs} ms`)),
    requestTimeoutMs,
  )
  try {
    return await Promise.race([reading, late.promise])
  } finally {
    clearTimeout(timer)
  }
}

async function write(request: Request, response: Response, answer: Answer): Promise<void> {
  const { status, headers } = answer
  const { body, packed } = await packedFor(request, answer)
  if (isGone(response)) return
  for (const [name, value] of Object.entries(headers)) {
    // Fields of the connection are HTTP/1.1's: RFC 9113 §8.2.2.
    if (name !== 'connection' || request.httpVersion !== HTTP2) response.setHeader(name, value)
  }
  if (packed) response.setHeader('content-encoding', 'gzip')
  if (Buffer.isBuffer(body) && status !== 204 && status !== 304) response.setHeader('content-length', body.length)
  response.statusCode = status
  if ('stream' in request) {
    const { stream } = request
    // What is left of the request is not wanted any more: RFC 9113 §8.1.
    stream.once('finish', () => {
      if (!request.complete) stream.close(constants.NGHTTP2_NO_ERROR)
    })
  }
  // To a HEAD, Node sends the headers only.
  if (Buffer.isBuffer(body)) response.end(body)
  else await writePieces(response, body)
}

/** Pieces are not packed: each is to leave at once. */
async function packedFor(request: Request, { body }: Answer): Promise<{ body: Answer['body']; packed: boolean }> {
  if (!Buffer.isBuffer(body)) return { body, packed: false }
  const packed = isPacked(request.headers['accept-encoding'], body.length)
  return { body: packed ? await zip(body) : body, packed }
}

async function writePieces(response: Response, pieces: AsyncIterable<string>): Promise<void> {
  for await (const piece of pieces) {
    if (isGone(response)) return
    if ('stream' in response) response.write(piece)
    else response.write(piece)
  }
  response.end()
}
