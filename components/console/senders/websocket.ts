/** socket.io-client on the browser's WebSocket: one connection for each capture, one for all other orders. */
import { io, type Socket } from 'socket.io-client'
import {
  type BrowserSender,
  pretty,
  receiptIn,
  type SendOptions,
  type SendResult,
  shortened,
  timed,
} from './exchange.ts'
import { type BrowserOutcome, outcomeOfThrown } from './outcome.ts'

const PATH = '/api/lab/websocket/socket.io/'

export function openWebSocket(): BrowserSender {
  let shared: Socket | null = null
  return {
    send(options) {
      if (options.captureId !== null) return sendAlone(options)
      shared ??= dial({ reconnection: true })
      return emit(shared, options)
    },
    close() {
      shared?.disconnect()
      shared = null
    },
  }
}

async function sendAlone(options: SendOptions): Promise<SendResult> {
  const socket = dial({ reconnection: false, query: { capture: options.captureId } })
  try {
    return await emit(socket, options)
  } finally {
    socket.disconnect()
  }
}

function dial(more: { reconnection: boolean; query?: Record<string, unknown> }): Socket {
  return io(location.origin, {
    path: PATH,
    transports: ['websocket'],
    forceNew: true,
    reconnectionDelay: 250,
    reconnectionDelayMax: 1000,
    // What is not sent now is late; the order says so by its own deadline.
    autoUnref: false,
    ...more,
  })
}

function emit(socket: Socket, { order, timeoutMs }: SendOptions): Promise<SendResult> {
  const request = `emit "order:place"\n\n${pretty(shortened(order))}`
  return timed(timeoutMs, async (signal) => {
    const answer = await reply(socket, order, signal)
    const response = 'body' in answer ? `ack\n\n${pretty(answer.body)}` : null
    const { receipt, refusal } = ('body' in answer ? answer.body : {}) as Reply
    const placed = receiptIn(receipt)
    const outcome: BrowserOutcome =
      'body' in answer
        ? placed
          ? { kind: 'ok' }
          : { kind: kindOf(refusal?.kind), detail: refusal?.detail ?? 'an ack without a receipt' }
        : answer
    return { outcome, receipt: placed, exchange: { request, response }, resourceUrl: null }
  })
}

interface Reply {
  receipt?: unknown
  refusal?: { kind: string; detail: string }
}

function kindOf(kind: string | undefined): BrowserOutcome['kind'] {
  return kind === 'overloaded' || kind === 'invalid' || kind === 'rejected' ? kind : 'error'
}

function reply(socket: Socket, order: unknown, signal: AbortSignal): Promise<{ body: unknown } | BrowserOutcome> {
  return new Promise((resolve) => {
    let written = socket.connected
    const settle = (answer: { body: unknown } | BrowserOutcome) => {
      socket.off('disconnect', onDisconnect)
      socket.off('connect_error', onError)
      socket.off('connect', onConnect)
      resolve(answer)
    }
    const onConnect = () => {
      written = true
    }
    const onDisconnect = (reason: string) => settle({ kind: 'reset', detail: reason })
    const onError = (error: Error) => {
      if (!written) settle({ kind: 'unreachable', detail: error.message })
    }
    socket.on('connect', onConnect)
    socket.on('disconnect', onDisconnect)
    socket.on('connect_error', onError)
    signal.addEventListener('abort', () => settle(outcomeOfThrown(null, true)), { once: true })
    // A buffered emit would go out on the next connection, long after its caller was told that it failed.
    if (socket.connected) socket.emit('order:place', order, (body: unknown) => settle({ body }))
    else {
      socket.once('connect', () => {
        if (!signal.aborted) socket.emit('order:place', order, (body: unknown) => settle({ body }))
      })
      if (!socket.active) socket.connect()
    }
  })
}
