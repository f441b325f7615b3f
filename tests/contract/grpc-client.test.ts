/** The client against servers that break the rules, or the connection. */
import { constants, createServer, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { toBinary } from '@bufbuild/protobuf'
import { describe, expect, it } from 'vitest'
import { defaultsOf } from '#core/fields.ts'
import { receiptFor } from '#core/order.ts'
import { protocols } from '#core/protocols.ts'
import { connect } from '#server/protocols/grpc/client.ts'
import { messageOf } from '#server/protocols/order-message.ts'
import { ReceiptSchema } from '../../proto/gen/wirelab/orders/v1/orders_pb.ts'
import { never, orderOf } from './lab.ts'

type Answer = (stream: ServerHttp2Stream) => void

async function against(answer: Answer) {
  const server = createServer()
  const sessions: ServerHttp2Session[] = []
  server.on('session', (session) => sessions.push(session))
  server.on('stream', (stream) => {
    stream.on('error', () => {})
    stream.resume()
    answer(stream)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const client = await connect(
    'grpc',
    { call: { host: '127.0.0.1', port } },
    {
      options: defaultsOf(protocols.grpc.options),
      env: { scope: 'broken', external: {}, style: 'request-reply', seed: 1, lane: 'lane' },
    },
  )
  return {
    client,
    sessions,
    async [Symbol.asyncDispose]() {
      await client.close()
      for (const session of sessions) session.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const reply = (message: Uint8Array, trailers: Record<string, string>): Answer => {
  const prefix = Buffer.alloc(5)
  prefix.writeUInt32BE(message.length, 1)
  return (stream) => {
    stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true })
    stream.on('wantTrailers', () => stream.sendTrailers(trailers))
    stream.end(Buffer.concat([prefix, message]))
  }
}

const receipt = toBinary(ReceiptSchema, messageOf(receiptFor(orderOf(1))))

describe('the gRPC client against', () => {
  it.each([
    ['REFUSED_STREAM', constants.NGHTTP2_REFUSED_STREAM, 'unreachable'],
    ['ENHANCE_YOUR_CALM', constants.NGHTTP2_ENHANCE_YOUR_CALM, 'overloaded'],
    ['CANCEL', constants.NGHTTP2_CANCEL, 'reset'],
    ['INTERNAL_ERROR', constants.NGHTTP2_INTERNAL_ERROR, 'reset'],
  ] as const)('RST_STREAM %s', async (name, code, kind) => {
    await using server = await against((stream) => stream.close(code))
    const detail = expect.stringContaining(name)
    expect(await server.client.perform(orderOf(1), never)).toEqual({ kind, detail })
  })

  it.each([
    ['GOAWAY with an error', (stream: ServerHttp2Stream) => stream.session?.destroy(undefined, 2)],
    ['the end of its connection', (stream: ServerHttp2Stream) => stream.session?.socket.destroy()],
    [
      'the end of its stream in the middle of a reply',
      (stream: ServerHttp2Stream) => {
        stream.respond({ ':status': 200, 'content-type': 'application/grpc' })
        stream.write(Buffer.from([0, 0, 0, 0, 9, 1]), () => stream.close(constants.NGHTTP2_CANCEL))
      },
    ],
  ])('%s: the order may have arrived', async (_, answer) => {
    await using server = await against(answer)
    expect((await server.client.perform(orderOf(1), never)).kind).toBe('reset')
  })

  it('GOAWAY without an error: what is under way is finished, what comes next is dialled anew', async () => {
    const held: ServerHttp2Stream[] = []
    await using server = await against((stream) => held.push(stream))
    const first = server.client.perform(orderOf(1), never)
    await expect.poll(() => held.length).toBe(1)
    server.sessions[0]?.close()
    await new Promise((resolve) => setTimeout(resolve, 50))
    const second = server.client.perform(orderOf(1), never)
    await expect.poll(() => held.length).toBe(2)
    for (const stream of held) reply(receipt, { 'grpc-status': '0' })(stream)
    expect([await first, await second].map(({ kind }) => kind)).toEqual(['ok', 'ok'])
    expect(server.sessions).toHaveLength(2)
  })

  it.each([
    ['a message that is no protobuf', reply(Buffer.from([0xff]), { 'grpc-status': '0' }), 'error'],
    ['a message that is no receipt', reply(Buffer.alloc(0), { 'grpc-status': '0' }), 'error'],
    ['a message over the cap', reply(Buffer.alloc(1_000_000), { 'grpc-status': '0' }), 'error'],
    [
      'a reply without a status',
      (stream: ServerHttp2Stream) => {
        stream.respond({ ':status': 200, 'content-type': 'application/grpc' })
        stream.end()
      },
      'error',
    ],
    ['a status behind a message', reply(receipt, { 'grpc-status': '8', 'grpc-message': 'full' }), 'overloaded'],
    [
      'HTTP 503 of a proxy',
      (stream: ServerHttp2Stream) => stream.respond({ ':status': 503 }, { endStream: true }),
      'reset',
    ],
    ['HTTP 404', (stream: ServerHttp2Stream) => stream.respond({ ':status': 404 }, { endStream: true }), 'rejected'],
  ] as const)('%s', async (_, answer, kind) => {
    await using server = await against(answer)
    expect((await server.client.perform(orderOf(1), never)).kind).toBe(kind)
  })
})
