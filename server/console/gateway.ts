/**
 * A browser's own request on its way to a backend: through the lab's server to the link and nowhere else. The response
 * streams back as it comes.
 */
import { Agent, request as httpRequest, type IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import type { ReadableStream as NodeReadableStream } from 'node:stream/web'
import type { Address } from '#core/address.ts'
import { TooMany } from '#server/runs/errors.ts'
import { BadGateway, GatewayTimeout, TooLarge } from './errors.ts'
import { captureIdOf, requestHeaders, responseHeaders, SEND_HEADER, targetOf } from './passage.ts'

/** Told as soon as a connection for a capture is made. */
export type OnDialled = (captureId: string, port: number) => void

const MAX_BODY_BYTES = 1024 * 1024
/** All browsers together. */
const MAX_UNDER_WAY = 512
const ANSWER_BEGINS_WITHIN_MS = 60_000
/** Answers that have no body: RFC 9110 §15.3.5, §15.4.5. */
const bodiless = [204, 205, 304]

export class Gateway {
  readonly #agent = new Agent({ keepAlive: true })
  #underWay = 0

  /** @throws TooLarge, TooMany, BadGateway, GatewayTimeout */
  async pass(
    request: Request,
    { protocol, link, onDialled }: { protocol: string; link: Address; onDialled: OnDialled },
  ) {
    if (this.#underWay >= MAX_UNDER_WAY) throw new TooMany(`${MAX_UNDER_WAY} requests are under way`)
    this.#underWay += 1
    try {
      const url = new URL(request.url)
      const body = await bodyOf(request)
      const captureId = captureIdOf(request.headers.get(SEND_HEADER), url.searchParams)
      const answer = await this.#dial(request, {
        link,
        path: targetOf(url, protocol),
        body,
        onSocket: captureId === null ? null : (port) => onDialled(captureId, port),
      })
      const status = answer.statusCode ?? 502
      const headers = responseHeaders(answer.headers)
      if (captureId !== null) headers.set(SEND_HEADER, captureId)
      if (bodiless.includes(status) || request.method === 'HEAD') {
        answer.resume()
        return new Response(null, { status, headers })
      }
      return new Response(Readable.toWeb(answer) as NodeReadableStream<Uint8Array> as ReadableStream<Uint8Array>, {
        status,
        headers,
      })
    } finally {
      this.#underWay -= 1
    }
  }

  close(): void {
    this.#agent.destroy()
  }

  /** A request whose bytes are wanted has a connection of its own; others share. */
  #dial(
    { method, headers, signal }: Request,
    {
      link,
      path,
      body,
      onSocket,
    }: { link: Address; path: string; body: Buffer; onSocket: ((port: number) => void) | null },
  ): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const call = httpRequest({
        agent: onSocket ? new Agent({ keepAlive: false }) : this.#agent,
        host: link.host,
        port: link.port,
        method,
        path,
        headers: Object.fromEntries(requestHeaders(headers)),
      })
      if (body.length > 0 || !['GET', 'HEAD', 'OPTIONS', 'DELETE'].includes(method)) {
        call.setHeader('content-length', body.length)
      }
      const overdue = setTimeout(() => {
        call.destroy(new GatewayTimeout(`the backend did not begin to answer within ${ANSWER_BEGINS_WITHIN_MS} ms`))
      }, ANSWER_BEGINS_WITHIN_MS)
      const giveUp = () => call.destroy(new BadGateway('the browser has gone'))
      signal.addEventListener('abort', giveUp, { once: true })
      if (onSocket) {
        call.once('socket', (socket) => socket.once('connect', () => onSocket(socket.localPort ?? 0)))
      }
      call.once('response', (answer) => {
        clearTimeout(overdue)
        resolve(answer)
      })
      call.once('close', () => {
        clearTimeout(overdue)
        signal.removeEventListener('abort', giveUp)
      })
      call.on('error', (error) =>
        reject(
          error instanceof GatewayTimeout || error instanceof BadGateway
            ? error
            : new BadGateway(`the backend could not be asked: ${error.message}`),
        ),
      )
      call.end(body)
    })
  }
}

async function bodyOf(request: Request): Promise<Buffer> {
  const tooLarge = () => new TooLarge(`the body is over ${MAX_BODY_BYTES} bytes`)
  if (Number(request.headers.get('content-length') ?? 0) > MAX_BODY_BYTES) throw tooLarge()
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of request.body ?? []) {
    bytes += chunk.byteLength
    if (bytes > MAX_BODY_BYTES) throw tooLarge()
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
