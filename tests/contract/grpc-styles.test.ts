/** Orders that are accepted, followed, sent in pieces and exchanged over gRPC: as grpc-js sees them, and as our client does. */
import { connect as connectHttp2, constants } from 'node:http2'
import { setTimeout as delay } from 'node:timers/promises'
import { create, toBinary } from '@bufbuild/protobuf'
import { Code, ConnectError } from '@connectrpc/connect'
import { status } from '@grpc/grpc-js'
import { describe, expect, it } from 'vitest'
import { receiptFor } from '#core/order.ts'
import { verdictOf } from '#core/outcome.ts'
import { refusalKinds, ServiceRefusal } from '#core/refusal.ts'
import { piecesOf } from '#server/protocols/grpc/pieces.ts'
import {
  ExchangeOrdersRequestSchema,
  OrderPieceSchema,
  OrderService,
  WatchOrderRequestSchema,
} from '../../proto/gen/wirelab/orders/v1/orders_pb.ts'
import { contract } from './contract.ts'
import { placed, request, servingGrpc } from './grpc-server.ts'
import { heldService } from './held-service.ts'
import { eventually, type Lab, never, openLab, orderOf } from './lab.ts'
import { clientOf, serverOf } from './rpc-fake.ts'
import { rpcStream } from './rpc-stream.ts'

const later = 'async-request-reply' as const
const bidi = { style: 'stream', options: { streaming: 'bidi' } } as const
const inPieces = { style: 'stream', options: { streaming: 'client' } } as const

contract('grpc', { style: later })
contract('grpc', { style: later, options: { tls: 'tls', encoding: 'json' } })
contract('grpc', { style: 'stream' })
contract('grpc', inPieces)
contract('grpc', { ...inPieces, options: { ...inPieces.options, encoding: 'json' } })
contract('grpc', bidi)
contract('grpc', { ...bidi, options: { ...bidi.options, tls: 'mtls', encoding: 'json' } })
rpcStream('grpc')

const { acceptOrder, watchOrder, assembleOrder, exchangeOrders } = OrderService.method
const order = orderOf(1)
const { orderId } = order
const watching = create(WatchOrderRequestSchema, { orderId })
const LOOK_MS = 20
const QUIET_LOOKS = 10
const down = { id: 'down', type: 'down', stream: 'downstream', toxicity: 1, attributes: {} } as const

/** The caller has been told that its order is accepted, and waits for its status: nothing moves any more. */
async function accepted(lab: Lab): Promise<void> {
  const { counters } = lab.firstLink()
  await eventually(() => expect(lab.executed).toHaveLength(1))
  for (let quiet = 0, before = -1; quiet < QUIET_LOOKS; await delay(LOOK_MS)) {
    const { up, down } = counters.read()
    quiet = up + down === before ? quiet + 1 : 0
    before = up + down
  }
}

describe('gRPC: accepted, then watched', () => {
  it('is accepted before it is done; whoever watches is told how it ends, then and later', async () => {
    const service = heldService()
    await using server = await servingGrpc(service)
    expect(await server.peer.unary(acceptOrder, request(1))).toMatchObject({ orderId })
    const watched = server.peer.serverStream(watchOrder, watching)
    expect((await watched.next()).value).toMatchObject({ orderId, progress: { case: 'received' } })
    service.finish(order)
    const end = { orderId, progress: { case: 'receipt', value: placed(1) } }
    expect((await watched.next()).value).toMatchObject(end)
    expect((await watched.next()).done).toBe(true)
    expect(await Array.fromAsync(server.peer.serverStream(watchOrder, watching))).toMatchObject([end])
  })

  it('has the refusal as its last message, and status 0: the question was answered', async () => {
    const service = heldService()
    await using server = await servingGrpc(service)
    await server.peer.unary(acceptOrder, request(1))
    service.reject(order, 'sold out')
    const [last] = await Array.fromAsync(server.peer.serverStream(watchOrder, watching))
    const value = { code: status.FAILED_PRECONDITION, message: 'sold out' }
    expect(last?.progress).toMatchObject({ case: 'refusal', value })
  })

  it('is not accepted when it is refused at once, and nobody knows it', async () => {
    await using server = await servingGrpc({
      execute: async () => {
        throw new ServiceRefusal('overloaded', 'the queue is full')
      },
    })
    await expect(server.peer.unary(acceptOrder, request(1))).rejects.toMatchObject({ code: status.RESOURCE_EXHAUSTED })
    const watched = server.peer.serverStream(watchOrder, watching)
    await expect(watched.next()).rejects.toMatchObject({ code: status.NOT_FOUND })
  })

  it.each(refusalKinds)('tells the caller of the refusal %s that came later', async (kind) => {
    const refusal = Promise.withResolvers<never>()
    await using lab = await openLab('grpc', { style: later, execute: () => refusal.promise })
    const outcome = lab.client.perform(order, never)
    await accepted(lab)
    refusal.reject(new ServiceRefusal(kind, 'why'))
    expect(await outcome).toMatchObject({ kind, detail: expect.stringContaining('why') })
  })

  it('has the receipt although the wire was down for a question', async () => {
    const service = heldService()
    await using lab = await openLab('grpc', { style: later, execute: service.execute })
    const outcome = lab.client.perform(order, never)
    await accepted(lab)
    lab.firstLink().setFault(down)
    await lab.firstLink().clearFault(down.id)
    service.finish(order)
    expect(await outcome).toEqual({ kind: 'ok', receipt: receiptFor(order) })
    expect(lab.executed).toEqual([order])
  })

  it('is unknown, not refused, when the wire stays down after it was accepted', async () => {
    const service = heldService()
    await using lab = await openLab('grpc', { style: later, execute: service.execute })
    const outcome = lab.client.perform(order, never)
    await accepted(lab)
    lab.firstLink().setFault(down)
    expect((await outcome).kind).toBe('reset')
    expect(lab.executed).toEqual([order])
  })

  it.each([
    Code.ResourceExhausted,
    Code.Unavailable,
    Code.Internal,
    Code.PermissionDenied,
    Code.Unimplemented,
    Code.NotFound,
    Code.DeadlineExceeded,
  ])('is unknown when the question is answered with status %i', async (code) => {
    const server = serverOf('grpc', {
      acceptOrder: () => ({ orderId }),
      // biome-ignore lint/correctness/useYield: a stream that begins with its end
      async *watchOrder() {
        throw new ConnectError('why', code)
      },
    })
    await using fake = await clientOf('grpc', server, { style: later })
    const { kind } = await fake.client.perform(order, never)
    expect(verdictOf(kind)).toBe('unknown')
  })

  it('tells the server of what is left of the deadline, in both calls', async () => {
    const leftMs: (number | undefined)[] = []
    const server = serverOf('grpc', {
      async acceptOrder(_request, context) {
        leftMs.push(context.timeoutMs())
        await delay(50)
        return { orderId }
      },
      async *watchOrder(_request, context) {
        leftMs.push(context.timeoutMs())
        yield { orderId, progress: { case: 'receipt', value: placed(1) } }
      },
    })
    await using fake = await clientOf('grpc', server, { style: later })
    expect(await fake.client.perform(order, never, 20_000)).toEqual({ kind: 'ok', receipt: receiptFor(order) })
    const [accepting = 0, watching = 0] = leftMs
    expect(accepting).toBeLessThanOrEqual(20_000)
    expect(watching).toBeLessThan(accepting)
    expect(watching).toBeGreaterThan(0)
  })

  it('frees the caller at its deadline, and goes on with the work: it was accepted', async () => {
    const service = heldService()
    await using lab = await openLab('grpc', { style: later, execute: service.execute })
    expect((await lab.client.perform(order, AbortSignal.timeout(300), 300)).kind).toBe('timeout')
    expect(service.works.get(orderId)?.signal).toBeUndefined()
    service.finish(order)
    expect(await lab.client.perform(orderOf(2), AbortSignal.timeout(300), 300)).toMatchObject({ kind: 'timeout' })
  })
})

describe('gRPC: an order in pieces', () => {
  it('is placed once all of it has come', async () => {
    await using server = await servingGrpc()
    const note = '주문 🧾'.repeat(10_000)
    expect(await server.peer.clientStream(assembleOrder, [...piecesOf(request(1, note))])).toEqual(placed(1, note))
  })

  it.each([
    ['reset by its caller', constants.NGHTTP2_CANCEL],
    ['reset without an error', constants.NGHTTP2_NO_ERROR],
    ['lost with its connection', null],
  ])('is never placed when the stream is %s in the middle', async (_, code) => {
    const begun: string[] = []
    await using server = await servingGrpc({
      execute: async (whole) => {
        begun.push(whole.note)
        return receiptFor(whole)
      },
    })
    const session = connectHttp2(`http://${server.address.host}:${server.address.port}`)
    session.on('error', () => {})
    const stream = session.request({
      ':method': 'POST',
      ':path': `/${OrderService.typeName}/${assembleOrder.name}`,
      'content-type': 'application/grpc',
      te: 'trailers',
    })
    stream.on('error', () => {})
    for (const piece of [...piecesOf(request(1, 'note'))].slice(0, -1)) {
      const message = toBinary(OrderPieceSchema, piece)
      const prefix = Buffer.alloc(5)
      prefix.writeUInt32BE(message.length, 1)
      await new Promise((resolve) => stream.write(Buffer.concat([prefix, message]), resolve))
    }
    // The server has read all that was sent before it answers what comes after.
    await new Promise((resolve) => session.ping((...answer) => resolve(answer)))
    const gone = new Promise((resolve) => stream.once('close', resolve))
    if (code === null) session.destroy()
    else stream.close(code)
    await gone
    expect(await server.peer.unary(OrderService.method.placeOrder, request(2, 'whole'))).toEqual(placed(2, 'whole'))
    expect(begun).toEqual(['whole'])
    session.destroy()
  })

  it('is invalid where there are more pieces than an order holds, said before all have come', async () => {
    await using server = await servingGrpc()
    const endless = Array(2000).fill(create(OrderPieceSchema, { piece: { case: 'note', value: 'x'.repeat(10_000) } }))
    const pieces = [...piecesOf(request(1)), ...endless]
    await expect(server.peer.clientStream(assembleOrder, pieces)).rejects.toMatchObject({
      code: status.INVALID_ARGUMENT,
    })
  })

  it('tells the service when the caller hangs up', async () => {
    const service = heldService()
    await using lab = await openLab('grpc', { ...inPieces, execute: service.execute })
    const giveUp = new AbortController()
    const outcome = lab.client.perform(order, giveUp.signal)
    await eventually(() => expect(service.works.size).toBe(1))
    giveUp.abort(new Error('enough'))
    expect((await outcome).kind).toBe('abandoned')
    await eventually(() => expect(service.works.get(orderId)?.signal?.aborted).toBe(true))
  })
})

describe('gRPC: many orders on one stream', () => {
  const [first, second, third] = [orderOf(1), orderOf(2), orderOf(3)]

  it('are answered as each is done, each its own caller', async () => {
    const service = heldService()
    await using lab = await openLab('grpc', { ...bidi, execute: service.execute })
    const ended: string[] = []
    const outcomes = [first, second, third].map(async (each) => {
      const outcome = await lab.client.perform(each, never)
      ended.push(each.orderId)
      return outcome
    })
    await eventually(() => expect(service.works.size).toBe(3))
    service.reject(third, 'sold out')
    await outcomes[2]
    service.finish(second)
    await outcomes[1]
    service.finish(first)
    expect(await Promise.all(outcomes)).toEqual([
      { kind: 'ok', receipt: receiptFor(first) },
      { kind: 'ok', receipt: receiptFor(second) },
      { kind: 'rejected', detail: 'FAILED_PRECONDITION sold out' },
    ])
    expect(ended).toEqual([third, second, first].map((each) => each.orderId))
    expect(lab.firstLink().counters.read().connections).toBe(1)
  })

  it('the same order twice at once: each has its own answer', async () => {
    let times = 0
    const refusal = Promise.withResolvers<never>()
    const execute = async () => (times++ === 0 ? refusal.promise : receiptFor(first))
    await using lab = await openLab('grpc', { ...bidi, execute })
    const held = lab.client.perform(first, never)
    await eventually(() => expect(times).toBe(1))
    expect((await lab.client.perform(first, never)).kind).toBe('ok')
    refusal.reject(new ServiceRefusal('rejected', 'twice'))
    expect((await held).kind).toBe('rejected')
  })

  it('one that is given up is told to the service, and the others go on', async () => {
    const service = heldService()
    await using lab = await openLab('grpc', { ...bidi, execute: service.execute })
    const giveUp = new AbortController()
    const given = lab.client.perform(first, giveUp.signal)
    const other = lab.client.perform(second, never)
    await eventually(() => expect(service.works.size).toBe(2))
    giveUp.abort(new DOMException('late', 'TimeoutError'))
    expect((await given).kind).toBe('timeout')
    await eventually(() => expect(service.works.get(first.orderId)?.signal?.aborted).toBe(true))
    service.finish(first)
    service.finish(second)
    expect(await other).toEqual({ kind: 'ok', receipt: receiptFor(second) })
    expect(service.works.get(second.orderId)?.signal?.aborted).toBe(false)
    expect(lab.firstLink().counters.read().connections).toBe(1)
  })

  it('are all unknown when the stream breaks under them, and the next one opens another', async () => {
    const service = heldService()
    await using lab = await openLab('grpc', { ...bidi, execute: service.execute })
    const outcomes = [first, second].map((each) => lab.client.perform(each, never))
    await eventually(() => expect(service.works.size).toBe(2))
    lab.firstLink().setFault(down)
    expect((await Promise.all(outcomes)).map(({ kind }) => kind)).toEqual(['reset', 'reset'])
    // Nobody waits for them any more: what was not begun is not begun.
    for (const { signal } of service.works.values()) await eventually(() => expect(signal?.aborted).toBe(true))
    await lab.firstLink().clearFault(down.id)
    const next = lab.client.perform(third, never)
    await eventually(() => expect(service.works.size).toBe(3))
    service.finish(third)
    expect(await next).toEqual({ kind: 'ok', receipt: receiptFor(third) })
  })

  it.each([
    ['RESOURCE_EXHAUSTED', new ConnectError('full', Code.ResourceExhausted)],
    ['INVALID_ARGUMENT', new ConnectError('not you', Code.InvalidArgument)],
    ['0', null],
  ])('are unknown when the stream ends with status %s: that speaks of the stream', async (_, error) => {
    const server = serverOf('grpc', {
      // biome-ignore lint/correctness/useYield: a stream that answers nobody
      async *exchangeOrders(requests) {
        for await (const _request of requests)
          if (error) throw error
          else return
      },
    })
    await using fake = await clientOf('grpc', server, bidi)
    expect((await fake.client.perform(first, never)).kind).toBe('reset')
  })

  it('are not read on when nobody takes the answers of a thousand of them', async () => {
    const service = heldService()
    await using server = await servingGrpc(service)
    const orders = Array.from({ length: 3000 }, (_, seq) => orderOf(seq, 'x'.repeat(500)))
    const asked = orders.map((each, seq) =>
      create(ExchangeOrdersRequestSchema, {
        correlationId: BigInt(seq),
        request: { case: 'order', value: request(seq, each.note) },
      }),
    )
    const answers = server.peer.converse(exchangeOrders, asked)
    const firstAnswer = answers.next()
    await eventually(() => expect(service.works.size).toBe(1024))
    await delay(LOOK_MS * QUIET_LOOKS)
    expect(service.works.size).toBe(1024)
    let taken = 0
    const taking = (async () => {
      await firstAnswer
      taken++
      for await (const _answer of answers) taken++
    })()
    await eventually(() => {
      for (const { order: each } of service.works.values()) service.finish(each)
      expect(taken).toBe(orders.length)
    })
    await taking
  })

  it('end with a number that is used twice at once', async () => {
    await using server = await servingGrpc(heldService())
    const asked = [1, 2].map((seq) =>
      create(ExchangeOrdersRequestSchema, { correlationId: 7n, request: { case: 'order', value: request(seq) } }),
    )
    const answers = server.peer.converse(exchangeOrders, asked)
    await expect(answers.next()).rejects.toMatchObject({ code: status.INVALID_ARGUMENT })
  })
})
