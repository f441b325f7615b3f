/** The server stream of one order, the same over gRPC, gRPC-web and Connect: besides the contract. */
import { createServer as createHttpServer } from 'node:http'
import { createServer as createHttp2Server } from 'node:http2'
import { Code, ConnectError } from '@connectrpc/connect'
import { describe, expect, it } from 'vitest'
import { receiptFor } from '#core/order.ts'
import { verdictOf } from '#core/outcome.ts'
import { refusalKinds } from '#core/refusal.ts'
import type { RpcProtocol } from '#server/protocols/grpc/transport.ts'
import { messageOf, requestOf } from '#server/protocols/order-message.ts'
import { heldService } from './held-service.ts'
import { eventually, never, openLab, orderOf } from './lab.ts'
import { openRpc } from './rpc.ts'
import { clientOf, serverOf } from './rpc-fake.ts'

const style = 'stream' as const
/** Long enough to arrive on a slow machine. */
const DEADLINE_MS = 2000
const order = orderOf(1)
const { orderId } = order
const received = { orderId, progress: { case: 'received' as const, value: {} } }
const receipt = { orderId, progress: { case: 'receipt' as const, value: messageOf(receiptFor(order)) } }
const cut = { id: 'cut', type: 'reset_peer', stream: 'downstream', toxicity: 1, attributes: { timeout: 0 } } as const

export function rpcStream(id: RpcProtocol): void {
  describe(`${id}: one order on a server stream`, () => {
    it('is received before it is done, and the receipt ends it', async () => {
      const service = heldService()
      await using server = await openRpc(id, service)
      const messages = server.orders.followOrder(requestOf(order))[Symbol.asyncIterator]()
      expect((await messages.next()).value).toMatchObject(received)
      service.finish(order)
      expect((await messages.next()).value).toMatchObject(receipt)
      expect((await messages.next()).done).toBe(true)
    })

    it('has the status of a refusal that comes after it was received', async () => {
      const service = heldService()
      await using lab = await openLab(id, { style, execute: service.execute })
      const outcome = lab.client.perform(order, never)
      await eventually(() => expect(lab.firstLink().counters.read().down).toBeGreaterThan(0))
      service.reject(order, 'sold out')
      expect(await outcome).toEqual({ kind: 'rejected', detail: 'FAILED_PRECONDITION sold out' })
    })

    it('is unknown, not refused, when the wire breaks after it was received', async () => {
      const service = heldService()
      await using lab = await openLab(id, { style, execute: service.execute })
      const outcome = lab.client.perform(order, never)
      const { counters } = lab.firstLink()
      await eventually(() => expect(counters.read().down).toBeGreaterThan(0))
      lab.firstLink().setFault(cut)
      service.finish(order)
      expect((await outcome).kind).toBe('reset')
      expect(lab.executed).toEqual([order])
    })

    it('is unknown when the stream ends, status 0, without a receipt', async () => {
      const server = serverOf(id, {
        async *followOrder() {
          yield received
        },
      })
      await using fake = await clientOf(id, server, { style })
      expect((await fake.client.perform(order, never)).kind).toBe('reset')
    })

    it('is unknown when the receipt came and the connection broke before the status', async () => {
      const server = serverOf(id, {
        async *followOrder(_request, { signal }) {
          yield receipt
          setImmediate(() => {
            for (const socket of sockets) socket.destroy()
          })
          await new Promise((resolve) => signal.addEventListener('abort', resolve))
        },
      })
      const sockets: { destroy(): void }[] = []
      server.on('connection', (socket) => sockets.push(socket))
      await using fake = await clientOf(id, server, { style })
      expect((await fake.client.perform(order, never)).kind).toBe('reset')
    })

    it('is unknown when the body ends as if it were whole, without a status', async () => {
      const type = {
        grpc: 'application/grpc+proto',
        'grpc-web': 'application/grpc-web+proto',
        connect: 'application/connect+proto',
      }
      const server =
        id === 'grpc'
          ? createHttp2Server((_, response) => response.writeHead(200, { 'content-type': type[id] }).end())
          : createHttpServer((_, response) => response.writeHead(200, { 'content-type': type[id] }).end())
      await using fake = await clientOf(id, server, { style })
      const { kind } = await fake.client.perform(order, never)
      expect(verdictOf(kind)).toBe('unknown')
    })

    it.each(refusalKinds)('tells the service nothing new: a message with the refusal %s is one, too', async (kind) => {
      const codes = { overloaded: 8, invalid: 3, rejected: 9, error: 13 }
      const server = serverOf(id, {
        async *followOrder() {
          yield received
          yield { orderId, progress: { case: 'refusal', value: { code: codes[kind], message: 'why' } } }
        },
      })
      await using fake = await clientOf(id, server, { style })
      expect(await fake.client.perform(order, never)).toMatchObject({ kind, detail: expect.stringContaining('why') })
    })

    it('counts the status, not the receipt before it', async () => {
      const server = serverOf(id, {
        async *followOrder() {
          yield receipt
          throw new ConnectError('rolled back', Code.Aborted)
        },
      })
      await using fake = await clientOf(id, server, { style })
      expect(await fake.client.perform(order, never)).toEqual({ kind: 'rejected', detail: 'ABORTED rolled back' })
    })

    it('tells the service when the caller hangs up, and when its deadline has passed', async () => {
      const service = heldService()
      await using lab = await openLab(id, { style, execute: service.execute })
      const giveUp = new AbortController()
      const outcomes = [
        lab.client.perform(orderOf(1), giveUp.signal),
        lab.client.perform(orderOf(2), never, DEADLINE_MS),
      ]
      await eventually(() => expect(service.works.size).toBe(2))
      giveUp.abort(new Error('enough'))
      expect((await Promise.all(outcomes)).map(({ kind }) => kind)).toEqual(['abandoned', 'timeout'])
      for (const { signal } of service.works.values()) await eventually(() => expect(signal?.aborted).toBe(true))
    })
  })
}
