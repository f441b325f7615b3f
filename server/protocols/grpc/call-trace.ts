/**
 * What became of one call below the client library: whether it was written, and how its stream was closed. The library
 * hands neither out, so the call is found again by the asynchronous context in which its request is made.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import { subscribe } from 'node:diagnostics_channel'
import type { ClientRequest } from 'node:http'
import type { ClientHttp2Stream, ClientSessionRequestOptions, OutgoingHttpHeaders } from 'node:http2'
import { Http2SessionManager } from '@connectrpc/connect-node'
import { RequestWrites } from '../request-writes.ts'
import type { CallFacts } from './outcome.ts'

const calls = new AsyncLocalStorage<CallTrace>()

export class CallTrace implements CallFacts {
  #stream: ClientHttp2Stream | null = null
  #writes: RequestWrites | null = null
  #resetCode: number | null = null

  /** Requests that `call` makes are told to this trace. */
  run<T>(call: () => T): T {
    return calls.run(this, call)
  }

  /** A stream is opened on a connected session only, and what is handed to that goes out at once. */
  get written(): boolean {
    return this.#stream ? !this.#stream.pending : (this.#writes?.any ?? false)
  }

  get resetCode(): number | null {
    return this.#resetCode
  }

  opened(stream: ClientHttp2Stream): void {
    this.#stream = stream
    // A stream that is closed from here has its code at once, but is gone only after the call has ended.
    stream.once('close', () => {
      if (stream.rstCode) this.#resetCode = stream.rstCode
    })
  }

  requested(request: ClientRequest): void {
    this.#writes = new RequestWrites(request)
  }
}

/** HTTP/2 connections whose streams are told to the call that opened them. */
export class TracedSessions extends Http2SessionManager {
  override async request(
    method: string,
    path: string,
    headers: OutgoingHttpHeaders,
    options: Omit<ClientSessionRequestOptions, 'signal'>,
  ): Promise<ClientHttp2Stream> {
    const stream = await super.request(method, path, headers, options)
    calls.getStore()?.opened(stream)
    return stream
  }
}

// HTTP/1.1 requests are told to the call that made them. All others have no trace, and pass.
subscribe('http.client.request.created', (message) => {
  calls.getStore()?.requested((message as { request: ClientRequest }).request)
})
