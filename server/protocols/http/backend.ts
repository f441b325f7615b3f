/**
 * HTTP/1.1: `POST /orders` with a JSON order answers 201 and the receipt. What is wrong is answered as
 * problem+json (RFC 9457); what is not HTTP ends that connection and no other.
 */
import { createServer, type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { PlaceOrder } from '#core/order.ts'
import type { Options } from '#core/protocols.ts'
import { openListener } from '../listener.ts'
import { type Addresses, type Env, type Running, refusalOf, type Service } from '../protocol.ts'
import { MAX_BODY_BYTES } from './body.ts'
import { statusByRefusal } from './outcome.ts'

export interface HttpLimits {
  /** Largest request body, bytes. */
  bodyBytes: number
  /** From the first byte of a request to the end of its headers. */
  headersTimeoutMs: number
  /** From the first byte of a request to its last: bounds a slow loris. */
  requestTimeoutMs: number
  /** How long an idle connection is kept; told to the client in `Keep-Alive`. */
  keepAliveTimeoutMs: number
  connections: number
}

export const httpLimits: HttpLimits = {
  bodyBytes: MAX_BODY_BYTES,
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 30_000,
  keepAliveTimeoutMs: 60_000,
  connections: 4096,
}

const RETRY_AFTER_S = 1
const TIMEOUT_CHECK_MS = 500

export async function serve(service: Service, _options: Options, _env: Env, _at: Addresses): Promise<Running> {
  return serveHttp(service, httpLimits)
}

export async function serveHttp(service: Service, limits: HttpLimits): Promise<Running> {
  const server = createServer(
    {
      headersTimeout: limits.headersTimeoutMs,
      requestTimeout: limits.requestTimeoutMs,
      keepAliveTimeout: limits.keepAliveTimeoutMs,
      connectionsCheckingInterval: TIMEOUT_CHECK_MS,
    },
    (request, response) => {
      // A caller that went away in the middle is no failure of ours.
      request.on('error', () => {})
      response.on('error', () => {})
      void answer(service, limits, request, response)
    },
  )
  server.maxConnections = limits.connections
  server.on('clientError', refuseConnection)
  return openListener(server)
}

async function answer(service: Service, limits: HttpLimits, request: IncomingMessage, response: ServerResponse) {
  const wrong = wrongBeforeBody(request, limits)
  if (wrong) return refuse(response, wrong)
  const body = await bodyOf(request, limits.bodyBytes)
  if (body === 'gone') return
  if (body === 'too-large') return refuse(response, tooLarge(limits))
  let order: PlaceOrder
  try {
    order = JSON.parse(body)
  } catch {
    return refuse(response, { status: 400, detail: 'the body is not JSON' })
  }
  try {
    reply(response, 201, 'application/json', await service.execute(order))
  } catch (thrown) {
    const { kind, detail } = refusalOf(thrown)
    if (kind === 'overloaded') response.setHeader('retry-after', RETRY_AFTER_S)
    refuse(response, { status: statusByRefusal[kind], detail })
  }
}

interface Wrong {
  status: number
  detail: string
  headers?: Record<string, string>
}

function wrongBeforeBody(request: IncomingMessage, limits: HttpLimits): Wrong | null {
  const [path] = (request.url ?? '/').split('?')
  if (path !== '/orders') return { status: 404, detail: 'orders are placed at /orders' }
  // RFC 9110 §15.5.6: a 405 names what is allowed.
  if (request.method !== 'POST') return { status: 405, detail: 'POST an order', headers: { allow: 'POST' } }
  const [mediaType = ''] = (request.headers['content-type'] ?? '').split(';')
  if (mediaType.trim().toLowerCase() !== 'application/json') return { status: 415, detail: 'send application/json' }
  if (Number(request.headers['content-length'] ?? 0) > limits.bodyBytes) return tooLarge(limits)
  return null
}

/** What is left of the body is not read, so the connection cannot go on: RFC 9110 §15.5.14. */
function tooLarge(limits: HttpLimits): Wrong {
  return {
    status: 413,
    detail: `the body may have ${limits.bodyBytes} bytes`,
    headers: { connection: 'close' },
  }
}

async function bodyOf(request: IncomingMessage, maxBytes: number): Promise<string | 'too-large' | 'gone'> {
  const chunks: Buffer[] = []
  let bytes = 0
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      bytes += chunk.length
      if (bytes > maxBytes) return 'too-large'
      chunks.push(chunk)
    }
  } catch {
    return 'gone'
  }
  return Buffer.concat(chunks).toString('utf8')
}

function refuse(response: ServerResponse, { status, detail, headers = {} }: Wrong): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
  reply(response, status, 'application/problem+json', { title: STATUS_CODES[status], status, detail })
}

function reply(response: ServerResponse, status: number, contentType: string, value: unknown): void {
  const body = Buffer.from(JSON.stringify(value))
  response.writeHead(status, { 'content-type': contentType, 'content-length': body.length })
  response.end(body)
}

/** Not HTTP, too slow, or cut: say so if anybody listens, and end this connection. */
function refuseConnection(error: NodeJS.ErrnoException, socket: Socket): void {
  const statusByCode: Record<string, number> = { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408 }
  const status = statusByCode[error.code ?? ''] ?? 400
  if (!socket.writable || error.code === 'ECONNRESET') return void socket.destroy()
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`)
  socket.destroySoon()
}
