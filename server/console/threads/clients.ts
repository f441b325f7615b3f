/** The thread of the console's clients: one order, one client, one connection, then both are gone. */
import { AsyncLocalStorage } from 'node:async_hooks'
import { subscribe } from 'node:diagnostics_channel'
import type { Socket } from 'node:net'
import { workerData } from 'node:worker_threads'
import type { PlaceOrder } from '#core/order.ts'
import type { Outcome } from '#core/outcome.ts'
import type { Options, ProtocolId } from '#core/protocols.ts'
import type { Cancel } from '#core/timers.ts'
import { registry } from '#server/protocols/index.ts'
import type { Addresses, Client, Env } from '#server/protocols/protocol.ts'
import { type Handshake, tlsHandshakes } from '#server/protocols/tls.ts'
import { offer } from '#server/runs/thread.ts'
import { timersFrom } from '#server/runtime/timing.ts'

export interface ClientsData {
  originNs: bigint
}

export interface SendTask {
  protocol: ProtocolId
  options: Options
  env: Env
  at: Addresses
  order: PlaceOrder
  /** From the beginning, connecting included. */
  timeoutMs: number
}

/** A TCP connection that the client made, µs. */
export interface Dial {
  /** Its own port; 0 where it was never connected. */
  port: number
  /** The port that it leads to. */
  to: number
  dialledUs: number
  resolvedUs: number | null
  connectedUs: number | null
  securedUs: number | null
}

export interface Sent {
  outcome: Outcome
  /** The order was handed to the client, or its connection was begun, whichever came first. */
  startedUs: number
  performedUs: number
  doneUs: number
  dials: Dial[]
}

const given = workerData as { data: ClientsData }
const timers = timersFrom(given.data.originNs)
const { nowUs } = timers
const US_PER_MS = 1000
/** What comes before the send: loading the client's code for the first time, asking a broker for its queue. */
const SET_UP_WITHIN_MS = 10_000

/** The caller's: it begins with the send, not with what has to be set up for it. */
class Patience {
  readonly #end = new AbortController()
  readonly #timeoutMs: number
  #cancel: Cancel | undefined

  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs
  }

  get signal(): AbortSignal {
    return this.#end.signal
  }

  begin(): void {
    this.#cancel ??= timers.at(nowUs() + this.#timeoutMs * US_PER_MS, () => {
      this.#end.abort(new DOMException(`no verdict within ${this.#timeoutMs} ms`, 'TimeoutError'))
    })
  }

  end(): void {
    this.#cancel?.()
  }
}

/** The send on whose behalf a socket is made. */
const sending = new AsyncLocalStorage<{ at: Addresses; dials: Dial[]; patience: Patience }>()

// Node announces every socket that is dialled, before it is connected, in the context that asked for it.
subscribe('net.client.socket', (message) => {
  const send = sending.getStore()
  if (!send) return
  const { socket } = message as { socket: Socket }
  const dial: Dial = { port: 0, to: 0, dialledUs: nowUs(), resolvedUs: null, connectedUs: null, securedUs: null }
  send.dials.push(dial)
  socket.once('connectionAttempt', (_host, port) => {
    if (isLink(send.at, port)) send.patience.begin()
  })
  socket.once('lookup', () => {
    dial.resolvedUs = nowUs()
  })
  socket.once('connect', () => {
    dial.connectedUs = nowUs()
    dial.port = socket.localPort ?? 0
    dial.to = socket.remotePort ?? 0
  })
})

tlsHandshakes.subscribe((message) => {
  const { port } = message as Handshake
  const dial = sending.getStore()?.dials.find(({ to, securedUs }) => to === port && securedUs === null)
  if (dial) dial.securedUs = nowUs()
})

async function send({ protocol: id, options, env, at, order, timeoutMs }: SendTask): Promise<Sent> {
  const { protocol } = await registry[id]()
  const dials: Dial[] = []
  const patience = new Patience(timeoutMs)
  const { signal } = patience
  return sending.run({ at, dials, patience }, async () => {
    const opened = open(() => protocol.connect(options, env, at), signal)
    const client = await opened
    const performedUs = nowUs()
    patience.begin()
    const outcome = 'kind' in client ? client : await client.perform(order, signal)
    const doneUs = nowUs()
    patience.end()
    if (!('kind' in client)) await client.close()
    const dialled = dials.filter(({ dialledUs }) => dialledUs <= doneUs)
    const toLinks = dialled.filter(({ to }) => to === 0 || isLink(at, to))
    const startedUs = Math.min(performedUs, ...toLinks.map(({ dialledUs }) => dialledUs))
    return { outcome, startedUs, performedUs, doneUs, dials: toLinks }
  })
}

/** A client, or how it ended before there was one. A client that comes too late is closed. */
async function open(connect: () => Promise<Client>, signal: AbortSignal): Promise<Client | Outcome> {
  const connecting = connect()
  const outOfTime = new Promise<Outcome>((resolve) => {
    for (const end of [signal, AbortSignal.timeout(SET_UP_WITHIN_MS)]) {
      end.addEventListener('abort', () => resolve({ kind: 'timeout', detail: 'not connected in time' }), { once: true })
    }
  })
  const refused = connecting.catch(
    (error): Outcome => ({ kind: 'unreachable', detail: error instanceof Error ? error.message : String(error) }),
  )
  const first = await Promise.race([refused, outOfTime])
  if ('kind' in first)
    connecting.then(
      (late) => late.close(),
      () => {},
    )
  return first
}

function isLink({ engine: _, ...links }: Addresses, port: number): boolean {
  return Object.values(links).some((address) => address.port === port)
}

const api = { send }
export type ClientsApi = typeof api
offer(api, given)
