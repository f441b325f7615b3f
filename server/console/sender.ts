/** One order, sent by the server with the protocol's own client, and everything that can be measured about it. */
import { randomBytes } from 'node:crypto'
import type { Limits } from '#core/limits.ts'
import { formatOrderId, type PlaceOrder, type Receipt } from '#core/order.ts'
import { type Outcome, type OutcomeKind, type Verdict, verdictOf } from '#core/outcome.ts'
import { factsOf, type Leg, type Options, type ProtocolId } from '#core/protocols.ts'
import type { CapturedConnection, Dialled } from '#server/link/capture.ts'
import { NotFound, TooMany } from '#server/runs/errors.ts'
import type { Thread } from '#server/runs/thread.ts'
import type { LinksApi } from '#server/runs/threads/links.ts'
import type { Backend } from './backend.ts'
import type { Captures } from './captures.ts'
import type { Execution } from './executions.ts'
import { parseSend } from './parse-send.ts'
import type { ClientsApi, Dial, Sent } from './threads/clients.ts'

export interface SendResult {
  id: string
  protocol: ProtocolId
  order: PlaceOrder
  outcome: { kind: OutcomeKind; detail?: string }
  verdict: Verdict
  receipt: Receipt | null
  timings: {
    dnsUs?: number
    connectUs: number | null
    tlsUs?: number
    firstByteUs: number | null
    doneUs: number
  }
  captureIds: Partial<Record<Leg, string>>
  bytes: { up: number; down: number }
  executed: { is: 'done'; startedUs: number; atUs: number; times: number } | { is: 'pending' }
}

export interface SenderOptions {
  /** Tells this process's orders from those of others at a real broker. */
  instance: string
  limits: Limits
  captures: Captures
  links: () => Thread<LinksApi>
  clients: () => Thread<ClientsApi>
  /** Ready, with the options that were named. @throws Unavailable */
  backendOf: (protocol: ProtocolId, options: Options | null) => Promise<Backend>
}

const MAX_UNDER_WAY = 8
const KEPT_SENDS = 200
const ID_BYTES = 6
/** How long the work is waited for after the verdict, ms: a consumer may be busy, a server has answered. */
const WAIT_BEHIND_BROKER_MS = 2000
const WAIT_AFTER_FAILURE_MS = 250
/** A closed connection says its last bytes within this time, ms. */
const CLOSED_WITHIN_MS = 200
const LOOK_AGAIN_MS = 10
/** A consumer acknowledges after the work, µs. */
const ACKNOWLEDGED_WITHIN_US = 250_000
const US_PER_MS = 1000

interface Kept {
  result: SendResult
  backend: Backend
  startedUs: number
}

export class Sender {
  readonly #o: SenderOptions
  readonly #kept = new Map<string, Kept>()
  #underWay = 0
  #seq = 0

  constructor(options: SenderOptions) {
    this.#o = options
  }

  async send(input: Record<string, unknown>): Promise<SendResult> {
    const request = parseSend(input, this.#o.limits)
    if (this.#underWay >= MAX_UNDER_WAY) throw new TooMany(`${MAX_UNDER_WAY} sends are under way, the most at once`)
    this.#underWay += 1
    try {
      const { protocol, order, options, timeoutMs } = request
      const backend = await this.#o.backendOf(protocol, options)
      const orderId = formatOrderId({ run: `console-${this.#o.instance}`, lane: protocol, seq: this.#seq++ })
      return await this.#send(backend, { orderId, ...order }, timeoutMs)
    } finally {
      this.#underWay -= 1
    }
  }

  /** The same result, with what the service has done by now. @throws NotFound */
  async sent(id: string): Promise<SendResult> {
    const kept = this.#kept.get(id)
    if (!kept) throw new NotFound(`there is no send '${id}'`)
    const { result, backend, startedUs } = kept
    const execution = await backend.executed(result.order.orderId, 0)
    if (execution) {
      result.executed = relativeTo(startedUs, execution)
      this.#captureShared(kept, execution)
    }
    return result
  }

  async #send(backend: Backend, order: PlaceOrder, timeoutMs: number): Promise<SendResult> {
    const { protocol, at, env } = backend
    const options = oneConnection(backend.lane.call.options)
    const sent = await this.#o.clients().call('send', { protocol, options, env, at, order, timeoutMs })
    const id = randomBytes(ID_BYTES).toString('hex')
    const legs = factsOf(protocol).legs
    const [first] = legs
    if (!first) throw new Error(`${protocol} crosses no wire`)
    const waitMs = waitFor(sent, factsOf(protocol).engine)
    const [connections, execution] = await Promise.all([
      this.#connections(backend.linkKey(first), sent),
      backend.executed(order.orderId, waitMs),
    ])
    const { startedUs, outcome } = sent
    const dials = dialledBy(sent)
    const seen = legs.filter((leg) => leg !== first || dials.length > 0)
    const captureIds = Object.fromEntries(seen.map((leg) => [leg, `${id}.${leg}`]))
    const source = { protocol, leg: first, key: backend.linkKey(first), zeroUs: startedUs }
    this.#o.captures.put(`${id}.${first}`, { ...source, of: { dials } })
    const result: SendResult = {
      id,
      protocol,
      order,
      outcome: outcome.kind === 'ok' ? { kind: 'ok' } : outcome,
      verdict: verdictOf(outcome.kind),
      receipt: receiptOf(outcome),
      timings: timingsOf(sent, connections),
      captureIds,
      bytes: {
        up: connections.reduce((sum, { bytes }) => sum + bytes.up, 0),
        down: connections.reduce((sum, { bytes }) => sum + bytes.down, 0),
      },
      executed: execution ? relativeTo(startedUs, execution) : { is: 'pending' },
    }
    const kept = { result, backend, startedUs }
    this.#captureShared(kept, execution)
    this.#kept.set(id, kept)
    const [oldest] = this.#kept.keys()
    if (this.#kept.size > KEPT_SENDS && oldest !== undefined) this.#kept.delete(oldest)
    return result
  }

  /** What consumers share: everything that passed from the beginning of the send until the work was acknowledged. */
  #captureShared({ result: { id, protocol }, backend, startedUs }: Kept, execution: Execution | null): void {
    const [, ...shared] = factsOf(protocol).legs
    const waitedUs = WAIT_BEHIND_BROKER_MS * US_PER_MS
    const toUs = (execution?.atUs ?? startedUs + waitedUs) + ACKNOWLEDGED_WITHIN_US
    for (const leg of shared) {
      const source = { protocol, leg, key: backend.linkKey(leg), zeroUs: startedUs }
      this.#o.captures.put(`${id}.${leg}`, { ...source, of: { fromUs: startedUs, toUs } })
    }
  }

  /** Those of this send, once their last bytes have passed. */
  async #connections(key: string, sent: Sent): Promise<CapturedConnection[]> {
    const dials = dialledBy(sent)
    if (dials.length === 0) return []
    for (let waitedMs = 0; ; waitedMs += LOOK_AGAIN_MS) {
      const found = await this.#o.links().call('captured', key, { dials })
      const open = found.length < dials.length || found.some(({ closedUs }) => closedUs === null)
      if (!open || waitedMs >= CLOSED_WITHIN_MS) return found
      await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS))
    }
  }
}

/** So that everything on it is this order's. */
function oneConnection(options: Options): Options {
  return 'connections' in options ? { ...options, connections: 1 } : options
}

function waitFor({ outcome, dials }: Sent, behindBroker: boolean): number {
  if (dials.every(({ connectedUs }) => connectedUs === null)) return 0
  return behindBroker ? WAIT_BEHIND_BROKER_MS : WAIT_AFTER_FAILURE_MS * (outcome.kind === 'ok' ? 0 : 1)
}

function connectedOf(dials: readonly Dial[]): Dial[] {
  return dials.filter(({ connectedUs }) => connectedUs !== null)
}

/** The kernel connects before the link accepts: what was answered was accepted, however late that was. */
function dialledBy({ dials, doneUs }: Sent): Dialled[] {
  return connectedOf(dials).map(({ port, dialledUs, connectedUs }) => ({
    port,
    fromUs: dialledUs,
    toUs: Math.max((connectedUs ?? dialledUs) + CLOSED_WITHIN_MS * US_PER_MS, doneUs),
  }))
}

function receiptOf(outcome: Outcome): Receipt | null {
  return outcome.kind === 'ok' ? outcome.receipt : null
}

function relativeTo(startedUs: number, { startedUs: begunUs, atUs, times }: Execution): SendResult['executed'] {
  return { is: 'done', startedUs: Math.round(begunUs - startedUs), atUs: Math.round(atUs - startedUs), times }
}

function timingsOf(sent: Sent, connections: readonly CapturedConnection[]): SendResult['timings'] {
  const { startedUs, performedUs, doneUs, dials } = sent
  const since = (us: number) => Math.round(us - startedUs)
  const [dial] = connectedOf(dials)
  const chunks = connections.flatMap((connection) => connection.chunks).sort((a, b) => a.atUs - b.atUs)
  // What a client says to open its session comes before the order and is answered apart.
  const asked = chunks.find(({ stream, atUs }) => stream === 'upstream' && atUs >= performedUs)
  const answered = asked && chunks.find(({ stream, atUs }) => stream === 'downstream' && atUs >= asked.atUs)
  return {
    ...(dial?.resolvedUs ? { dnsUs: since(dial.resolvedUs) } : {}),
    connectUs: dial?.connectedUs ? since(dial.connectedUs) : null,
    ...(dial?.securedUs ? { tlsUs: since(dial.securedUs) } : {}),
    firstByteUs: answered && answered.atUs <= doneUs ? since(answered.atUs) : null,
    doneUs: since(doneUs),
  }
}
