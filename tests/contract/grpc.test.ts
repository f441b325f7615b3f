import { setTimeout } from 'node:timers/promises'
import { create } from '@bufbuild/protobuf'
import { status } from '@grpc/grpc-js'
import { describe, expect, it } from 'vitest'
import { receiptFor } from '#core/order.ts'
import { refusalKinds, ServiceRefusal } from '#core/refusal.ts'
import type { Service } from '#server/protocols/protocol.ts'
import {
  ExchangeOrdersRequestSchema,
  OrderService,
  WatchOrdersRequestSchema,
} from '../../proto/gen/wirelab/orders/v1/orders_pb.ts'
import { contract } from './contract.ts'
import { placed, request, servingGrpc } from './grpc-server.ts'
import { eventually, orderOf } from './lab.ts'
import { rpcBehaviour } from './rpc.ts'

contract('grpc')
contract('grpc', { options: { tls: 'tls', encoding: 'json' } })
contract('grpc', { options: { tls: 'mtls', tlsVersion: '1.2' } })
rpcBehaviour('grpc')

const { placeOrder, watchOrders, uploadOrders, exchangeOrders } = OrderService.method
/** Refuses the notes that say so. */
const choosy: Service = {
  async execute(order) {
    const refused = refusalKinds.find((kind) => kind === order.note)
    if (refused) throw new ServiceRefusal(refused, 'why')
    return receiptFor(order)
  },
}

describe('gRPC, judged by grpc-js', () => {
  it('unary: an order is answered with its receipt', async () => {
    await using server = await servingGrpc()
    expect(await server.peer.unary(placeOrder, request(1, '주문 🧾'))).toEqual(placed(1, '주문 🧾'))
  })

  it('server stream: tells whoever watches of orders placed by others, of one customer or of all', async () => {
    await using server = await servingGrpc()
    const all = server.peer.serverStream(watchOrders, create(WatchOrdersRequestSchema), 2)
    const one = server.peer.serverStream(watchOrders, create(WatchOrdersRequestSchema, { customerId: 'customer-2' }), 1)
    const seen = [all.next(), one.next()]
    await eventually(async () => {
      for (const seq of [1, 2]) await server.peer.unary(placeOrder, request(seq))
      expect(await Promise.race([seen[1], setTimeout(50)])).toBeDefined()
    })
    expect((await seen[0])?.value).toEqual(placed(1))
    expect((await seen[1])?.value).toEqual(placed(2))
    expect((await all.next()).value).toEqual(placed(2))
    expect((await all.next()).done).toBe(true)
    expect((await one.next()).done).toBe(true)
  })

  it('client stream: many orders, one summary that counts the refused', async () => {
    await using server = await servingGrpc(choosy)
    const summary = await server.peer.clientStream(uploadOrders, [request(1), request(2, 'rejected'), request(3)])
    const cents = receiptFor(orderOf(1)).totalCents + receiptFor(orderOf(3)).totalCents
    expect(summary).toMatchObject({ placed: 2n, refused: 1n, totalCents: BigInt(cents) })
  })

  it('bidirectional stream: each order is answered before the next one is sent', async () => {
    await using server = await servingGrpc(choosy)
    const asked = [request(1), request(2, 'overloaded'), request(3)].map((value, at) =>
      create(ExchangeOrdersRequestSchema, { correlationId: BigInt(70 + at), request: { case: 'order', value } }),
    )
    const replies = await server.peer.exchange(exchangeOrders, asked)
    expect(replies).toMatchObject([
      { correlationId: 70n, orderId: orderOf(1).orderId, result: { case: 'receipt', value: placed(1) } },
      { correlationId: 71n, result: { case: 'refusal', value: { code: status.RESOURCE_EXHAUSTED, message: 'why' } } },
      { correlationId: 72n, orderId: orderOf(3).orderId, result: { case: 'receipt', value: placed(3) } },
    ])
  })

  it.each([
    ['overloaded', status.RESOURCE_EXHAUSTED],
    ['invalid', status.INVALID_ARGUMENT],
    ['rejected', status.FAILED_PRECONDITION],
    ['error', status.INTERNAL],
  ] as const)('answers the refusal %s with status %i', async (kind, code) => {
    await using server = await servingGrpc(choosy)
    await expect(server.peer.unary(placeOrder, request(1, kind))).rejects.toMatchObject({ code, details: 'why' })
  })

  it('frees the caller at its deadline, and tells the service', async () => {
    const gone = Promise.withResolvers<void>()
    await using server = await servingGrpc({
      execute: async (given, by) => {
        if (given.note === 'prompt') return receiptFor(given)
        by?.signal?.addEventListener('abort', () => gone.resolve())
        return new Promise(() => {})
      },
    })
    // Connected, so that the deadline passes with the work and not on the way to it.
    await server.peer.unary(placeOrder, request(0, 'prompt'))
    const deadline = Date.now() + 500
    await expect(server.peer.unary(placeOrder, request(1), { deadline })).rejects.toMatchObject({
      code: status.DEADLINE_EXCEEDED,
    })
    await gone.promise
  })

  it('a method that is not there is unimplemented', async () => {
    await using server = await servingGrpc()
    const missing = { ...placeOrder, name: 'CancelOrder' } as typeof placeOrder
    await expect(server.peer.unary(missing, request(1))).rejects.toMatchObject({ code: status.UNIMPLEMENTED })
  })
})
