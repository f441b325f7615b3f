/**
 * Node's own HTTP/2 client: every call a stream of one connection, or a connection of its own. Giving up takes the
 * stream back and leaves the connection to the others. RFC 9113.
 */
import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  connect,
  constants,
  type IncomingHttpHeaders,
} from 'node:http2'
import type { Socket } from 'node:net'
import { type Failure, outcomeOfAbort, outcomeOfBreak } from '../broken-call.ts'
import { type Exchange, readWhole, type Transport } from './transport.ts'

export interface Http2Options {
  dial: () => Socket
  /** What `:authority` says; `https` where the dialled socket is TLS. */
  origin: string
  reuse: boolean
}

const { HTTP2_HEADER_METHOD, HTTP2_HEADER_PATH, HTTP2_HEADER_STATUS, NGHTTP2_CANCEL } = constants
/** RFC 9113 §7 and §8.7: the server says that it has not begun, because it has too much to do. */
const hasNoRoom: readonly number[] = [constants.NGHTTP2_REFUSED_STREAM, constants.NGHTTP2_ENHANCE_YOUR_CALM]

export function createHttp2({ dial, origin, reuse }: Http2Options): Transport {
  const sessions = new Set<ClientHttp2Session>()
  let shared: ClientHttp2Session | null = null
  const failures = new WeakMap<ClientHttp2Session, Error>()
  let closed = false

  const open = () => {
    const socket = dial()
    const session = connect(origin, { createConnection: () => socket })
    // It knows best why a connection failed; its streams may be told no more than "internal error".
    socket.once('error', (error) => failures.set(session, error))
    sessions.add(session)
    // Whoever waits on a stream is told there; a session without one has nobody to tell.
    session.on('error', () => {})
    session.once('close', () => {
      sessions.delete(session)
      if (shared === session) shared = null
    })
    return session
  }
  const sessionForCall = () => {
    if (!reuse) return open()
    if (!shared || shared.closed || shared.destroyed) shared = open()
    return shared
  }

  return {
    send: ({ method, path, headers, body }, signal) => {
      if (closed) return Promise.resolve(outcomeOfBreak(new Error('the client is closed'), false))
      const session = sessionForCall()
      let stream: ClientHttp2Stream
      try {
        const all = { ...headers, [HTTP2_HEADER_METHOD]: method, [HTTP2_HEADER_PATH]: path }
        stream = session.request(all, { endStream: body.length === 0 })
      } catch (error) {
        // The connection went away, and its session has not said so yet.
        return Promise.resolve(outcomeOfBreak(error, false))
      }
      if (!reuse) stream.once('close', () => session.close())
      return exchange(stream, { body, signal, failure: () => failures.get(session) })
    },
    async close() {
      closed = true
      const reason = new Error('the client was closed')
      for (const session of sessions) session.destroy(reason)
    },
  }
}

interface Call {
  body: Buffer
  signal: AbortSignal
  /** Why the connection of the stream failed, where it did. */
  failure: () => Error | undefined
}

function exchange(stream: ClientHttp2Stream, { body, signal, failure }: Call): Promise<Exchange | Failure> {
  return new Promise((resolve) => {
    // A stream has its number from the moment in which its headers leave.
    const written = () => !stream.pending
    const fail = (error: unknown) => settle(outcomeOfStreamError(stream, failure() ?? error, written()))
    const settle = (end: Exchange | Failure) => {
      signal.removeEventListener('abort', onAbort)
      resolve(end)
    }
    const onAbort = () => {
      settle(outcomeOfAbort(signal, written()))
      stream.close(NGHTTP2_CANCEL)
    }
    signal.addEventListener('abort', onAbort, { once: true })
    stream.on('error', fail)
    // A stream that the other side ends without an answer is closed without an error.
    const onClose = () => fail(new Error('no answer came'))
    stream.once('close', onClose)
    stream.once('response', (headers) => {
      stream.off('close', onClose)
      readWhole(stream).then(
        (whole) =>
          settle({
            status: Number(headers[HTTP2_HEADER_STATUS]),
            headers: headers as IncomingHttpHeaders,
            body: whole,
          }),
        (error) => {
          fail(error)
          stream.close(NGHTTP2_CANCEL)
        },
      )
    })
    if (body.length > 0) stream.end(body)
  })
}

function outcomeOfStreamError(stream: ClientHttp2Stream, error: unknown, written: boolean): Failure {
  const { rstCode = 0 } = stream
  if (hasNoRoom.includes(rstCode)) return { kind: 'overloaded', detail: `the stream was refused (code ${rstCode})` }
  // A stream that never left is cancelled for the reason for which its connection failed.
  return outcomeOfBreak((error instanceof Error && error.cause) || error, written)
}
