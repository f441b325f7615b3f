/**
 * What one service calls for each order that it executes: over the ordinary clients, from its own thread. Steps one
 * after the other, what is parallel at once; the first that does not say yes ends it, and what was begun beside it is
 * waited for.
 */
import type { PlacedEdge } from '#core/call-path.ts'
import { DEFAULT_TIMEOUT_MS } from '#core/defaults.ts'
import type { Edge } from '#core/experiment.ts'
import type { Hop, JournalWriter, RecordKind } from '#core/journal.ts'
import { formatOrderId, type OrderRef, type PlaceOrder, parseOrderId } from '#core/order.ts'
import type { OutcomeKind } from '#core/outcome.ts'
import { decisions } from '#core/policy.ts'
import { ServiceRefusal } from '#core/refusal.ts'
import type { Timers } from '#core/timers.ts'
import { formatTraceparent, traceIdOf } from '#core/trace-context.ts'
import { registry } from '#server/protocols/index.ts'
import type { Addresses, Client, Env } from '#server/protocols/protocol.ts'
import { createEdgeClient } from '#server/resilience/edge-client.ts'
import { type HostedLane, placedOf } from './hosted.ts'
import { replicated } from './replicas.ts'
import type { Spans } from './spans.ts'
import { traced } from './traced-client.ts'

const US_PER_MS = 1000

interface More {
  hop: Hop
  outcome?: OutcomeKind
  intendedUs?: number
  n?: number
}

/** Over one edge: where it leads, one a replica. */
export interface Calls {
  placed: PlacedEdge
  env: Env
  at: Addresses[]
}

export interface OnwardOptions {
  hosted: HostedLane
  timers: Timers
  journal: JournalWriter
  spans: Spans
  /** Padding of a request whose edge does not say otherwise. */
  payloadBytes: number
}

interface Way {
  placed: PlacedEdge
  /** With the policies of the edge around it. */
  client: Client
  note: string
}

interface Call {
  way: Way
  order: PlaceOrder
  ref: OrderRef
  /** Which of the calls over this edge that one order makes. */
  number: number
  /** The execution that makes it. */
  span: number
  signal: AbortSignal
  /** Run-relative µs until which whoever asked will wait; Infinity where it did not say. */
  untilUs: number
}

/** The execution that calls. */
export interface Calling {
  span: number
  signal: AbortSignal
  untilUs: number
}

export class Onward {
  readonly #o: OnwardOptions
  readonly #ways = new Map<string, Way>()

  constructor(options: OnwardOptions) {
    this.#o = options
  }

  async connect({ placed, env, at }: Calls): Promise<void> {
    const { hosted, timers, journal, spans, payloadBytes } = this.#o
    const { edge, index } = placed
    const { protocol } = await registry[edge.protocol]()
    const clients = await Promise.all(at.map((addresses) => protocol.connect(edge.options, env, addresses)))
    const asked = replicated(clients, { balance: edge.policy?.balance, seed: env.seed, name: env.scope })
    const client = createEdgeClient({
      client: traced(asked, { lane: hosted.index, edge: index, timers, journal, spans }),
      policy: edge.policy,
      timeoutMs: edge.timeoutMs ?? DEFAULT_TIMEOUT_MS,
      timers,
      seed: env.seed,
      name: env.scope,
      onEvent: (event) => {
        const ref = event.type === 'decided' ? parseOrderId(event.orderId) : null
        if (event.type !== 'decided' || !ref) return
        // How often it was sent say the spans.
        const hop = { edge: index, call: ref.call?.number ?? 0, span: 0, parent: 0 }
        this.#write('policy', ref.seq, { hop, n: decisions.indexOf(event.decision) })
      },
    })
    this.#ways.set(edge.id, { placed, client, note: 'x'.repeat(edge.requestBytes ?? payloadBytes) })
  }

  /** Rejects with a {@link ServiceRefusal} where one of them does not say yes. */
  async callAll(order: PlaceOrder, { span, signal, untilUs }: Calling): Promise<void> {
    const ref = parseOrderId(order.orderId)
    // Traffic from outside has no place in the tree.
    if (!ref) return
    const { calls = [] } = placedOf(this.#o.hosted).edge.to
    const of = { order, ref, span, signal, untilUs }
    for (const step of calls) {
      if ('parallel' in step) {
        const all = step.parallel.flatMap((edge) => numbersOf(edge, ref).map((number) => ({ ...of, edge, number })))
        const ended = await Promise.allSettled(all.map(({ edge, ...call }) => this.#call(edge, call)))
        const failed = ended.find((end) => end.status === 'rejected')
        if (failed) throw failed.reason
      } else {
        for (const number of numbersOf(step, ref)) await this.#call(step, { ...of, number })
      }
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.#ways.values()].map(({ client }) => client.close()))
  }

  async #call(edge: Edge, call: Omit<Call, 'way'>): Promise<void> {
    const way = this.#ways.get(edge.id)
    if (!way) throw new ServiceRefusal('error', `${edge.to.name} (${edge.id}) is not connected`)
    const kind = await this.#send({ ...call, way })
    if (kind === 'ok') return
    throw new ServiceRefusal(kind === 'overloaded' ? 'overloaded' : 'error', `${edge.to.name} (${edge.id}): ${kind}`)
  }

  async #send({ way, order, ref, number, span, signal, untilUs }: Call): Promise<OutcomeKind> {
    const { timers } = this.#o
    const { edge, index } = way.placed
    const hop: Hop = { edge: index, call: number, span: 0, parent: span }
    if (signal.aborted) return 'cancelled'
    const sentUs = this.#write('sent', ref.seq, { hop })
    // What is left of the deadline of whoever asked is left of this call's, too.
    const leftMs =
      untilUs === Number.POSITIVE_INFINITY ? undefined : Math.max(0, (untilUs - timers.nowUs()) / US_PER_MS)
    const asked: PlaceOrder = {
      orderId: formatOrderId({ ...ref, call: { edge: edge.id, number } }),
      customerId: order.customerId,
      items: order.items,
      note: way.note,
      traceparent: formatTraceparent(traceIdOf(ref.run, ref.lane, ref.seq), span),
    }
    const { kind } = await way.client.perform(asked, signal, leftMs)
    this.#write('verdict', ref.seq, { hop, outcome: kind, intendedUs: sentUs })
    return kind
  }

  #write(kind: RecordKind, seq: number, more: More): number {
    const { hosted, timers, journal } = this.#o
    const tUs = timers.nowUs()
    const { hop, outcome = 'ok', intendedUs = tUs, n = 0 } = more
    journal.write({ kind, lane: hosted.index, seq, tUs, intendedUs, outcome, n, subscriber: 0, hop })
    return tUs
  }
}

/** Of the calls that one order makes over an edge, those that one execution makes. */
function numbersOf({ count = 1 }: Edge, { call }: OrderRef): number[] {
  const from = (call?.number ?? 0) * count
  return Array.from({ length: count }, (_, i) => from + i)
}
