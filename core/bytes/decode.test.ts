import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { protocolIds } from '../protocols.ts'
import { type CapturedSample, samples } from './captured.fixture.ts'
import { decodeStream } from './decode.ts'
import { type ByteField, MOST_FIELDS } from './field.ts'

const NOTHING = new Uint8Array(0)
const preface = new TextEncoder().encode('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')
const get = new TextEncoder().encode('POST /orders HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n')
const upgrade = new TextEncoder().encode('GET /socket.io/ HTTP/1.1\r\nUpgrade: websocket\r\n\r\n')
const grpcWeb = new TextEncoder().encode(
  'HTTP/1.1 200 OK\r\nContent-Type: application/grpc-web+proto\r\nContent-Length: 999\r\n\r\n',
)

function expectInside(fields: ByteField[], length: number): void {
  expect(fields.length).toBeLessThanOrEqual(MOST_FIELDS)
  for (const { from, to, depth } of fields) {
    expect(from).toBeGreaterThanOrEqual(0)
    expect(to).toBeGreaterThan(from)
    expect(to).toBeLessThanOrEqual(length)
    expect(depth).toBeGreaterThanOrEqual(0)
  }
}

const bytesOf = fc.oneof(
  fc.uint8Array({ maxLength: 400 }),
  fc
    .tuple(fc.constantFrom(preface, get, upgrade, grpcWeb), fc.uint8Array({ maxLength: 400 }))
    .map(([head, rest]) => Uint8Array.from([...head, ...rest])),
)

describe('decodeStream', () => {
  test.each(protocolIds)('%s: names only bytes that are there, whatever the bytes are', (protocol) => {
    fc.assert(
      fc.property(bytesOf, fc.constantFrom('upstream' as const, 'downstream' as const), (bytes, stream) => {
        expectInside(decodeStream({ protocol, stream, bytes, other: preface }), bytes.length)
        expectInside(decodeStream({ protocol, stream, bytes, other: NOTHING }), bytes.length)
      }),
      { numRuns: 1000 },
    )
  })

  test('stays bounded where every two bytes are a frame', () => {
    const bytes = new Uint8Array(400_000)
    for (let i = 0; i < bytes.length; i += 2) bytes[i] = 0x89
    const head = Uint8Array.from([...upgrade, ...bytes])
    expect(decodeStream({ protocol: 'websocket', stream: 'upstream', bytes: head, other: NOTHING }).length).toBe(
      MOST_FIELDS,
    )
  })
})

const fromBase64 = (text: string) => Uint8Array.from(Buffer.from(text, 'base64'))

/** `name: value` of every field, one direction of one sample. */
function named(sample: CapturedSample, stream: 'upstream' | 'downstream'): string[] {
  const bytes = { upstream: fromBase64(sample.upstream), downstream: fromBase64(sample.downstream) }
  const other = stream === 'upstream' ? bytes.downstream : bytes.upstream
  const fields = decodeStream({ protocol: sample.protocol, stream, bytes: bytes[stream], other })
  expectInside(fields, bytes[stream].length)
  return fields.map(({ name, value }) => `${name}: ${value}`)
}

describe('what really crossed a link', () => {
  const { 'tcp-tls': tls, ...readable } = samples

  test.each(Object.entries(readable))('%s: every byte has a name, and the order its number', (_, sample) => {
    for (const stream of ['upstream', 'downstream'] as const) {
      const bytes = fromBase64(sample[stream])
      const fields = decodeStream({ ...sample, stream, bytes, other: fromBase64(sample.upstream) })
      const covered = new Uint8Array(bytes.length)
      for (const { from, to, depth } of fields) if (depth === 0) covered.fill(1, from, to)
      expect(covered.indexOf(0)).toBe(-1)
      expect(fields.map(({ name }) => name).filter((name) => name.startsWith('not '))).toEqual([])
    }
    expect(named(sample, 'upstream').some((field) => field.includes(sample.orderId))).toBe(true)
  })

  test('http: start line, headers, body', () => {
    expect(named(samples.http, 'upstream')[0]).toBe('request line: POST /orders HTTP/1.1')
    expect(named(samples.http, 'upstream')).toContain('content-type: application/json')
    expect(named(samples.http, 'downstream')[0]).toMatch(/^status line: HTTP\/1.1 20/)
  })

  test('http2: frames, and data as text where it is no gRPC', () => {
    const fields = named(samples.http2, 'upstream')
    expect(fields).toContain('connection preface: PRI * HTTP/2.0')
    expect(fields.some((field) => field.startsWith('data: {'))).toBe(true)
  })

  test('grpc: the message within the DATA frame, field by field', () => {
    const up = named(samples.grpc, 'upstream')
    expect(up).toContain(`1 order_id · LEN: "${samples.grpc.orderId}"`)
    expect(up).toContain('2 quantity · VARINT: 2')
    expect(up).toContain('3 unit_price_cents · VARINT: 450')
    expect(up.some((field) => field.startsWith('header block: HPACK'))).toBe(true)
    expect(named(samples.grpc, 'downstream')).toContain('2 status · VARINT: 1 ORDER_STATUS_PLACED')
  })

  test('grpc-web: the trailers are a frame of the body', () => {
    expect(named(samples['grpc-web'], 'downstream').some((field) => /^header lines: grpc-status: 0/.test(field))).toBe(
      true,
    )
  })

  test('tcp: length, id, kind and the body in either encoding', () => {
    expect(named(samples.tcp, 'upstream')).toContain('kind: 1 order')
    expect(named(samples['tcp-protobuf'], 'upstream')).toContain('kind: 5 order-protobuf')
    expect(named(samples['tcp-protobuf'], 'downstream')).toContain('3 total_cents · VARINT: 900')
  })

  test('websocket: the mask is taken off and Socket.IO named', () => {
    const up = named(samples.websocket, 'upstream')
    expect(up).toContain('Engine.IO type: 4 message')
    expect(up).toContain('Socket.IO type: 2 EVENT')
    expect(up.some((field) => field.startsWith('masking key: '))).toBe(true)
    expect(named(samples.websocket, 'downstream')).toContain('Socket.IO type: 3 ACK')
  })

  test('mqtt: packets with topic and packet identifier, and the acknowledgement', () => {
    const up = named(samples.mqtt, 'upstream')
    expect(up).toContain('type, flags: 3 PUBLISH, QoS 1')
    expect(up.some((field) => field.startsWith('topic name: orders/'))).toBe(true)
    expect(named(samples.mqtt, 'downstream').some((field) => field.startsWith('packet PUBACK'))).toBe(true)
  })

  test('sqs: a call of its HTTP API', () => {
    expect(named(samples.sqs, 'upstream')).toContain('x-amz-target: AmazonSQS.SendMessage')
  })

  test('TLS: records, with nothing of the order to be seen', () => {
    expect(named(tls, 'upstream')[0]).toBe('TLS record handshake: ClientHello')
    expect(named(tls, 'upstream').join()).not.toContain(tls.orderId)
  })
})
