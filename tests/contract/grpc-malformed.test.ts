import { type ClientHttp2Stream, connect as connectHttp2, constants, type IncomingHttpHeaders } from 'node:http2'
import { setTimeout } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { toBinary } from '@bufbuild/protobuf'
import { status } from '@grpc/grpc-js'
import { describe, expect, it } from 'vitest'
import { receiptFor } from '#core/order.ts'
import { grpcLimits } from '#server/protocols/grpc/backend.ts'
import type { Address } from '#server/protocols/protocol.ts'
import { OrderService, PlaceOrderRequestSchema } from '../../proto/gen/wirelab/orders/v1/orders_pb.ts'
import { placed, request, servingGrpc } from './grpc-server.ts'
import { never, openLab, orderOf } from './lab.ts'
import { openRawSocket } from './raw-socket.ts'

interface RawReply {
  headers: IncomingHttpHeaders
  /** gRPC status, from the headers or the trailers; null where the stream ended without one. */
  status: number | null
}

const envelope = (message: Uint8Array, compressed = false) => {
  const prefix = Buffer.alloc(5)
  prefix.writeUInt8(compressed ? 1 : 0, 0)
  prefix.writeUInt32BE(message.length, 1)
  return Buffer.concat([prefix, message])
}

/** One HTTP/2 connection whose calls keep no rules. */
function openRawCalls({ host, port }: Address) {
  const session = connectHttp2(`http://${host}:${port}`)
  session.on('error', () => {})
  const open = (headers: Record<string, string> = {}): ClientHttp2Stream =>
    session.request({
      ':method': 'POST',
      ':path': `/${OrderService.typeName}/PlaceOrder`,
      'content-type': 'application/grpc',
      te: 'trailers',
      ...headers,
    })
  const replyTo = (stream: ClientHttp2Stream) =>
    new Promise<RawReply>((resolve) => {
      let headers: IncomingHttpHeaders = {}
      let trailers: IncomingHttpHeaders = {}
      stream.on('response', (given) => {
        headers = given
      })
      stream.on('trailers', (given) => {
        trailers = given
      })
      stream.on('error', () => {})
      stream.on('close', () => {
        const said = headers['grpc-status'] ?? trailers['grpc-status']
        resolve({ headers, status: said === undefined ? null : Number(said) })
      })
      stream.resume()
    })
  return {
    session,
    open,
    replyTo,
    call(body: Uint8Array, headers?: Record<string, string>): Promise<RawReply> {
      const stream = open(headers)
      stream.end(body)
      return replyTo(stream)
    },
    [Symbol.dispose]: () => session.destroy(),
  }
}

const EMPTY_SETTINGS = '\x00\x00\x00\x04\x00\x00\x00\x00\x00'

describe('gRPC: malformed traffic', () => {
  const good = envelope(toBinary(PlaceOrderRequestSchema, request(1)))

  it.each([
    ['bytes that are no protobuf', envelope(Buffer.from([0xff, 0xff, 0xff])), {}, status.INTERNAL],
    ['a message that is cut short', good.subarray(0, -1), {}, status.INVALID_ARGUMENT],
    ['no message', Buffer.alloc(0), {}, status.UNIMPLEMENTED],
    ['a message over the cap', envelope(Buffer.alloc(grpcLimits.messageBytes + 1)), {}, status.RESOURCE_EXHAUSTED],
    ['a length over the cap', Buffer.from([0, 0xff, 0xff, 0xff, 0xff]), {}, status.RESOURCE_EXHAUSTED],
    [
      'a message that grows over the cap when it is unpacked',
      envelope(gzipSync(Buffer.alloc(64 * grpcLimits.messageBytes)), true),
      { 'grpc-encoding': 'gzip' },
      status.RESOURCE_EXHAUSTED,
    ],
    ['a deadline that is none', good, { 'grpc-timeout': 'soon' }, status.INVALID_ARGUMENT],
  ])('refuses %s, and goes on with the connection', async (_, body, headers, code) => {
    await using server = await servingGrpc()
    using raw = openRawCalls(server.address)
    expect((await raw.call(body, headers)).status).toBe(code)
    expect((await raw.call(good)).status).toBe(status.OK)
    expect(raw.session.closed).toBe(false)
  })

  it.each([
    ['another content type', { 'content-type': 'text/plain' }, 415],
    ['another path', { ':path': '/elsewhere' }, 404],
  ])('answers %s with HTTP %j %i', async (_, headers, code) => {
    await using server = await servingGrpc()
    using raw = openRawCalls(server.address)
    expect((await raw.call(good, headers)).headers[':status']).toBe(code)
    expect((await raw.call(good)).status).toBe(status.OK)
  })

  it.each([
    ['HTTP/1.1', 'GET / HTTP/1.1\r\nhost: x\r\n\r\n'],
    ['a preface and then garbage', `PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n${'\xff'.repeat(100)}`],
    [
      'a frame over the largest',
      `PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n${EMPTY_SETTINGS}\xff\xff\xff\x00\x00\x00\x00\x00\x01`,
    ],
  ])('closes the connection that sent %s, and no other', async (_, bytes) => {
    await using lab = await openLab('grpc')
    await lab.client.perform(orderOf(1), never)
    const raw = openRawSocket(lab.running.address as Address)
    raw.write(Buffer.from(bytes, 'latin1'))
    await raw.ended
    expect((await lab.client.perform(orderOf(2), never)).kind).toBe('ok')
    expect(lab.firstLink().counters.read().connections).toBe(1)
  })

  it('closes a connection that says nothing, and none with a call under way', async () => {
    const held = Promise.withResolvers<void>()
    await using server = await servingGrpc(
      {
        execute: async (order) => {
          await held.promise
          return receiptFor(order)
        },
      },
      { ...grpcLimits, idleTimeoutMs: 200 },
    )
    const silent = openRawSocket(server.address)
    silent.write('PRI * HT')
    const underWay = server.peer.unary(OrderService.method.placeOrder, request(1))
    await silent.ended
    held.resolve()
    expect(await underWay).toEqual(placed(1))
  })

  it('begins no work whose deadline has passed while it was sent', async () => {
    const begun: string[] = []
    await using server = await servingGrpc({
      execute: async (order) => {
        begun.push(order.orderId)
        return receiptFor(order)
      },
    })
    using raw = openRawCalls(server.address)
    const stream = raw.open({ 'grpc-timeout': '20m' })
    const reply = raw.replyTo(stream)
    await setTimeout(200)
    stream.end(good)
    expect((await reply).status).toBe(status.DEADLINE_EXCEEDED)
    expect(begun).toEqual([])
  })

  it('lets go of a call whose caller hangs up in the middle of its message', async () => {
    await using server = await servingGrpc()
    using raw = openRawCalls(server.address)
    const stream = raw.open()
    stream.write(good.subarray(0, 10))
    const reply = raw.replyTo(stream)
    await setTimeout(50)
    stream.close(constants.NGHTTP2_CANCEL)
    expect((await reply).status).toBeNull()
    expect((await raw.call(good)).status).toBe(status.OK)
  })
})
