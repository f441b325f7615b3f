import { expect, test } from 'vitest'
import type { JournalRecord } from '#core/journal.ts'
import type { PathEdge } from '#core/pieces.ts'
import { traceIdOf } from '#core/trace-context.ts'
import { collectorIn, SpanExport } from './span-export.ts'

const edge = (id: string, service: string, parent: number | null, consumed = false): PathEdge => ({
  ...{ id, service, parent, consumed },
  ...{ protocol: 'http', perOrder: 1, subscribers: 1 },
})
const lanes = [{ id: 'shop', edges: [edge('e1', 'gateway', null), edge('e1.1', 'mail', 0, true)] }]

function record(kind: JournalRecord['kind'], tUs: number, more: Partial<JournalRecord> = {}): JournalRecord {
  return { ...{ kind, tUs, lane: 0, seq: 7, intendedUs: 0, outcome: 'ok', n: 0, subscriber: 0 }, ...more }
}

function exporting(status: number) {
  const sent: { url: string; headers: unknown; body: { resourceSpans: object[] } }[] = []
  const send: typeof fetch = async (url, init) => {
    sent.push({ url: String(url), headers: init?.headers, body: JSON.parse(String(init?.body)) })
    return new Response('{}', { status })
  }
  const collector = { url: 'http://collector:4318/v1/traces', headers: { 'x-key': 'a b' } }
  return { sent, spans: new SpanExport({ collector, run: 'r', lanes, epochUs: 1_700_000_000_000_000, send }) }
}

test('tells calls and executions as spans of one trace, each by its own service', async () => {
  const { sent, spans } = exporting(200)
  spans.take(record('started', 5, { hop: { edge: 0, call: 0, span: 11, parent: 1 } }))
  spans.take(record('executed', 9, { hop: { edge: 1, call: 0, span: 12, parent: 2 } }))
  const failed = { outcome: 'timeout', intendedUs: 6, hop: { edge: 1, call: 0, span: 2, parent: 11 } } as const
  spans.take(record('call-ended', 8, failed))
  spans.take(record('dropped', 10, { hop: { edge: 0, call: 0, span: 11, parent: 1 } }))
  spans.take(record('verdict', 10))
  await spans.flush()
  await spans.flush()
  expect(sent).toHaveLength(1)
  expect(sent[0]).toMatchObject({ url: 'http://collector:4318/v1/traces', headers: { 'x-key': 'a b' } })
  const traceId = traceIdOf('r', 'shop', 7)
  const at = (us: number) => `17000000000000${String(us).padStart(2, '0')}000`
  expect(sent[0]?.body.resourceSpans).toMatchObject([
    {
      resource: { attributes: [{ key: 'service.name', value: { stringValue: 'mail' } }] },
      scopeSpans: [{ spans: [{ traceId, spanId: '000000000000000c', parentSpanId: '0000000000000002', kind: 5 }] }],
    },
    {
      resource: { attributes: [{ value: { stringValue: 'gateway' } }] },
      scopeSpans: [
        {
          spans: [
            { kind: 4, startTimeUnixNano: at(6), endTimeUnixNano: at(8), status: { code: 2, message: 'timeout' } },
            { spanId: '000000000000000b', kind: 2, startTimeUnixNano: at(5), endTimeUnixNano: at(10) },
          ],
        },
      ],
    },
  ])
})

test('drops and counts what nobody takes', async () => {
  const { spans } = exporting(503)
  spans.take(record('executed', 9, { hop: { edge: 0, call: 0, span: 12, parent: 0 } }))
  await spans.flush()
  expect(spans.dropped).toBe(1)
})

test('goes where the environment says, and nowhere else', () => {
  expect(collectorIn({})).toBeNull()
  expect(collectorIn({ OTEL_EXPORTER_OTLP_ENDPOINT: 'not an address' })).toBeNull()
  expect(
    collectorIn({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://a:4318/', OTEL_EXPORTER_OTLP_HEADERS: 'k=v%20w, x = y' }),
  ).toEqual({
    ...{ url: 'http://a:4318/v1/traces', headers: { k: 'v w', x: 'y' } },
  })
  const odd = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://a', OTEL_EXPORTER_OTLP_HEADERS: 'k=50%' }
  expect(collectorIn(odd)?.headers, 'what is not encoded is meant as it stands').toEqual({ k: '50%' })
  const traces = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://a', OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://b/t' }
  expect(collectorIn(traces)?.url).toBe('http://b/t')
})
