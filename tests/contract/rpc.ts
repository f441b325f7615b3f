/** What gRPC, gRPC-web and Connect have in common besides the contract. */
import { createClient } from '@connectrpc/connect'
import { describe, expect, it } from 'vitest'
import { defaultsOf } from '#core/fields.ts'
import { receiptFor } from '#core/order.ts'
import { type OptionsOf, protocols } from '#core/protocols.ts'
import { grpcLimits, serveHttp1, serveHttp2 } from '#server/protocols/grpc/backend.ts'
import { openTransport, type RpcProtocol } from '#server/protocols/grpc/transport.ts'
import { messageOf, requestOf } from '#server/protocols/order-message.ts'
import type { Address, Env, Service } from '#server/protocols/protocol.ts'
import { OrderService } from '../../proto/gen/wirelab/orders/v1/orders_pb.ts'
import { eventually, never, openLab, orderOf } from './lab.ts'

const env: Env = { scope: 'rpc', external: {}, style: 'request-reply', seed: 1, lane: 'lane' }

/** The library's own client, past the links. */
export async function openRpc(id: RpcProtocol, service: Service = { execute: async (order) => receiptFor(order) }) {
  const running = await (id === 'grpc' ? serveHttp2 : serveHttp1)(service, grpcLimits)
  const options = defaultsOf(protocols[id].options) as OptionsOf<RpcProtocol>
  const { transport, close } = openTransport(id, running.address as Address, { options, env })
  return {
    address: running.address as Address,
    orders: createClient(OrderService, transport),
    async [Symbol.asyncDispose]() {
      close()
      await running.close()
    },
  }
}

export function rpcBehaviour(id: RpcProtocol): void {
  describe(`${id}: messages, connections, deadlines`, () => {
    it.each(['protobuf', 'json'] as const)('carries any text as %s', async (encoding) => {
      await using lab = await openLab(id, { options: { encoding } })
      for (const note of ['', '"\\/\b\f\r\n\t\u0000\u007f', '주문 🧾 \ufffe\u{1ffff}\u2028', 'x'.repeat(256 * 1024)]) {
        const order = orderOf(1, note)
        expect(await lab.client.perform(order, never)).toEqual({ kind: 'ok', receipt: receiptFor(order) })
        expect(lab.executed.at(-1)).toEqual(order)
      }
    })

    it('carries fewer bytes as protobuf than as JSON', async () => {
      const bytesOf = async (encoding: string) => {
        await using lab = await openLab(id, { options: { encoding } })
        await lab.client.perform(orderOf(1), never)
        return lab.firstLink().counters.read().up
      }
      expect(await bytesOf('protobuf')).toBeLessThan(await bytesOf('json'))
    })

    it.each([
      ['reuse', 1],
      ['per-call', 10],
    ] as const)('connection %s: ten calls, %i connections', async (connection, connections) => {
      await using lab = await openLab(id, { options: { connection } })
      for (let seq = 0; seq < 10; seq++) expect((await lab.client.perform(orderOf(seq), never)).kind).toBe('ok')
      const link = lab.firstLink()
      expect(link.counters.read().connections).toBe(connections)
      await eventually(() => expect(link.diagnostics().openConnections).toBe(connections === 1 ? 1 : 0))
    })

    it('given up while hands are shaken, leaves no connection', async () => {
      await using lab = await openLab(id, { options: { tls: 'mtls', connection: 'per-call' } })
      const link = lab.firstLink()
      const attributes = { latency: 60_000, jitter: 0 }
      link.setFault({ id: 'stall', type: 'latency', stream: 'downstream', toxicity: 1, attributes })
      const giveUp = new AbortController()
      const calls = Array.from({ length: 5 }, (_, seq) => lab.client.perform(orderOf(seq), giveUp.signal))
      await eventually(() => expect(link.counters.read().connections).toBe(5))
      giveUp.abort(new Error('enough'))
      expect((await Promise.all(calls)).map(({ kind }) => kind)).toEqual(Array(5).fill('cancelled'))
      await link.clearFault('stall')
      await eventually(() => expect(link.diagnostics().openConnections).toBe(0))
    })

    it('tells the service of the deadline, and the caller when it has passed', async () => {
      const gone = Promise.withResolvers<void>()
      await using server = await openRpc(id, {
        execute: (_order, by) => {
          by?.signal?.addEventListener('abort', () => gone.resolve())
          return new Promise(() => {})
        },
      })
      const { client } = await dial(id, server.address)
      expect((await client.perform(orderOf(1), never, 150)).kind).toBe('timeout')
      await gone.promise
      await client.close()
    })

    it('an order that no message can carry is invalid, and is not sent', async () => {
      await using lab = await openLab(id)
      const order = { ...orderOf(1), items: [{ sku: 's', quantity: 0.5, unitPriceCents: 1 }] }
      expect((await lab.client.perform(order, never)).kind).toBe('invalid')
      expect(lab.firstLink().counters.read().up).toBe(0)
    })

    it('closed with calls under way, ends them and dials no more', async () => {
      await using lab = await openLab(id, { execute: () => new Promise(() => {}) })
      const calls = Array.from({ length: 100 }, (_, seq) => lab.client.perform(orderOf(seq), never))
      await eventually(() => expect(lab.executed.length).toBeGreaterThanOrEqual(64))
      await lab.client.close()
      const kinds = new Set((await Promise.all(calls)).map(({ kind }) => kind))
      expect([...kinds].filter((kind) => kind !== 'abandoned' && kind !== 'cancelled')).toEqual([])
      await eventually(() => expect(lab.firstLink().diagnostics().openConnections).toBe(0))
      expect((await lab.client.perform(orderOf(1), never)).kind).toBe('unreachable')
    })
  })

  it(`${id}: server stream`, async () => {
    await using server = await openRpc(id)
    const hangUp = new AbortController()
    const receipts = server.orders.watchOrders({ customerId: 'customer-2' }, { signal: hangUp.signal })
    const seen = receipts[Symbol.asyncIterator]()
    const first = seen.next()
    let told = false
    void first.then(() => {
      told = true
    })
    await eventually(async () => {
      for (const seq of [1, 2]) await server.orders.placeOrder(requestOf(orderOf(seq)))
      expect(told).toBe(true)
    })
    expect((await first).value).toEqual(messageOf(receiptFor(orderOf(2))))
    hangUp.abort()
    await expect(Array.fromAsync({ [Symbol.asyncIterator]: () => seen })).rejects.toThrow()
  })
}

async function dial(id: RpcProtocol, call: Address) {
  const { connect } = await import('#server/protocols/grpc/client.ts')
  return { client: await connect(id, { call }, { options: defaultsOf(protocols[id].options), env }) }
}
