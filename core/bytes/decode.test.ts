import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { protocolIds } from '../protocols.ts'
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
      { numRuns: 300 },
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
