/**
 * Spans of a run for a collector: OTLP over HTTP in its JSON encoding (opentelemetry-proto 1.x, trace/v1). Best effort:
 * what a collector does not take is dropped and counted, and never holds up the run.
 */
import type { Hop, JournalRecord } from '#core/journal.ts'
import type { PathEdge } from '#core/pieces.ts'
import { spanIdOf, traceIdOf } from '#core/trace-context.ts'

/** Where to, from the operator's environment alone. */
export interface Collector {
  url: string
  headers: Record<string, string>
}

type Environment = Readonly<Record<string, string | undefined>>

/** As the specification of exporters has it (OTEL_EXPORTER_OTLP_…). Null where nobody collects. */
export function collectorIn(environment: Environment): Collector | null {
  const base = environment.OTEL_EXPORTER_OTLP_ENDPOINT
  const url = environment.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ?? (base ? `${base.replace(/\/$/, '')}/v1/traces` : '')
  if (!URL.canParse(url)) return null
  const pairs = (environment.OTEL_EXPORTER_OTLP_HEADERS ?? '').split(',').filter((pair) => pair.includes('='))
  const headers = pairs.map((pair) => {
    const at = pair.indexOf('=')
    return [pair.slice(0, at).trim(), decoded(pair.slice(at + 1).trim())] as const
  })
  return { url, headers: Object.fromEntries(headers) }
}

/** Percent-encoded, says the specification; what is not is meant as it stands. */
function decoded(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}

const INTERNAL = 1
const SERVER = 2
const CLIENT = 3
const PRODUCER = 4
const CONSUMER = 5
const ERROR = 2
const CALLER = 'caller'
/** Spans that may wait to be sent; more are dropped. */
const MOST_WAITING = 8192
const SEND_WITHIN_MS = 3000
const NS_PER_US = 1000n

interface Span {
  traceId: string
  spanId: string
  parentSpanId?: string
  name: string
  kind: number
  startTimeUnixNano: string
  endTimeUnixNano: string
  attributes: { key: string; value: { stringValue: string } | { intValue: string } }[]
  status: { code?: number; message?: string }
}

export interface SpanExportOptions {
  collector: Collector
  run: string
  /** By index, as in a journal. */
  lanes: { id: string; edges: readonly PathEdge[] }[]
  /** The wall clock at 0 of the records' clock, µs: what a collector sorts by. */
  epochUs: number
  send?: typeof fetch
}

export class SpanExport {
  readonly #o: SpanExportOptions
  /** By the name of the service that tells of it. */
  #waiting = new Map<string, Span[]>()
  #count = 0
  readonly #startedUs = new Map<number, number>()
  #sending: Promise<void> = Promise.resolve()
  dropped = 0

  constructor(options: SpanExportOptions) {
    this.#o = options
  }

  take(record: JournalRecord): void {
    const { kind, hop, tUs, intendedUs, outcome } = record
    const edge = this.#o.lanes[record.lane]?.edges[hop?.edge ?? 0]
    if (!hop || hop.span === 0 || !edge) return
    switch (kind) {
      case 'started':
        this.#startedUs.set(hop.span, tUs)
        return
      case 'call-ended': {
        const by = edge.parent === null ? CALLER : this.#o.lanes[record.lane]?.edges[edge.parent]?.service
        const how = { fromUs: intendedUs, kind: edge.consumed ? PRODUCER : CLIENT, failed: outcome !== 'ok', outcome }
        this.#add(by ?? CALLER, this.#spanOf(record, hop, { ...how, name: `call ${edge.service}` }))
        return
      }
      case 'executed':
      case 'dropped': {
        const fromUs = this.#startedUs.get(hop.span) ?? tUs
        this.#startedUs.delete(hop.span)
        const role = edge.consumed ? CONSUMER : edge.protocol === 'in-process' ? INTERNAL : SERVER
        const how = { fromUs, kind: role, failed: kind === 'dropped', outcome: kind }
        this.#add(edge.service, this.#spanOf(record, hop, { ...how, name: edge.service }))
        return
      }
      default:
    }
  }

  /** Sends what waits, after what is being sent. */
  flush(): Promise<void> {
    if (this.#count > 0) {
      const waiting = this.#waiting
      this.#waiting = new Map()
      this.#count = 0
      this.#sending = this.#sending.then(() => this.#send(waiting))
    }
    return this.#sending
  }

  #add(service: string, span: Span): void {
    if (this.#count >= MOST_WAITING) {
      this.dropped++
      return
    }
    this.#count++
    const spans = this.#waiting.get(service)
    if (spans) spans.push(span)
    else this.#waiting.set(service, [span])
  }

  #spanOf(
    { lane, seq, tUs }: JournalRecord,
    hop: Hop,
    how: { fromUs: number; kind: number; failed: boolean; outcome: string; name: string },
  ): Span {
    const { run, lanes } = this.#o
    const { id, edges } = lanes[lane] as (typeof lanes)[number]
    const edge = edges[hop.edge] as PathEdge
    const text = (key: string, stringValue: string) => ({ key: `wirelab.${key}`, value: { stringValue } })
    return {
      traceId: traceIdOf(run, id, seq),
      spanId: spanIdOf(hop.span),
      ...(hop.parent > 0 ? { parentSpanId: spanIdOf(hop.parent) } : {}),
      name: how.name,
      kind: how.kind,
      startTimeUnixNano: this.#unixNano(how.fromUs),
      endTimeUnixNano: this.#unixNano(tUs),
      attributes: [
        ...[text('run', run), text('lane', id), text('edge', edge.id), text('protocol', edge.protocol)],
        text('outcome', how.outcome),
        { key: 'wirelab.order', value: { intValue: String(seq) } },
        { key: 'wirelab.call', value: { intValue: String(hop.call) } },
      ],
      status: how.failed ? { code: ERROR, message: how.outcome } : {},
    }
  }

  #unixNano(us: number): string {
    return String(BigInt(Math.round(this.#o.epochUs + us)) * NS_PER_US)
  }

  async #send(waiting: ReadonlyMap<string, Span[]>): Promise<void> {
    const { collector, send = fetch } = this.#o
    const resourceSpans = [...waiting].map(([service, spans]) => ({
      resource: { attributes: [{ key: 'service.name', value: { stringValue: service } }] },
      scopeSpans: [{ scope: { name: 'wirelab' }, spans }],
    }))
    const headers = { 'content-type': 'application/json', ...collector.headers }
    try {
      const signal = AbortSignal.timeout(SEND_WITHIN_MS)
      const body = JSON.stringify({ resourceSpans })
      const response = await send(collector.url, { method: 'POST', headers, body, signal })
      await response.arrayBuffer()
      if (!response.ok) throw new Error(`status ${response.status}`)
    } catch {
      this.dropped += [...waiting.values()].reduce((sum, spans) => sum + spans.length, 0)
    }
  }
}
