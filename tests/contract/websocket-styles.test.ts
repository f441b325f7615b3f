/** Orders without an ack, orders for a room and orders that are followed: what each row says, with the wire broken. */
import { io } from 'socket.io-client'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type PlaceOrder, type Receipt, receiptFor } from '#core/order.ts'
import { ServiceRefusal } from '#core/refusal.ts'
import type { Address, ExecutedBy } from '#server/protocols/protocol.ts'
import { serveWebSocket, webSocketLimits } from '#server/protocols/websocket/backend.ts'
import { expectNoNewHandles, openHandles } from './handles.ts'
import { eventually, type Lab, never, openLab, orderOf } from './lab.ts'

const stall = {
  id: 'stall',
  type: 'latency',
  stream: 'upstream',
  toxicity: 1,
  attributes: { latency: 20_000, jitter: 0 },
} as const
const down = { id: 'down', type: 'down', stream: 'downstream', toxicity: 1, attributes: {} } as const
const LARGE = 'x'.repeat(200_000)

/** Works until it is told how each order ends. */
function heldService() {
  const waiting: { order: PlaceOrder; work: PromiseWithResolvers<Receipt> }[] = []
  const asked: ExecutedBy[] = []
  return {
    waiting,
    asked,
    execute(order: PlaceOrder, by: ExecutedBy = {}) {
      const work = Promise.withResolvers<Receipt>()
      waiting.push({ order, work })
      asked.push(by)
      return work.promise
    },
    finishAll() {
      for (const { order, work } of waiting.splice(0)) work.resolve(receiptFor(order))
    },
  }
}

const idsOf = ({ executed }: Lab) => executed.map(({ orderId }) => orderId)
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

describe('WebSocket: emitted without an ack', () => {
  it('is acknowledged by our own socket: the wire may hold it, and lose it', async () => {
    await using lab = await openLab('websocket', { style: 'one-way' })
    await lab.client.perform(orderOf(0), never)
    await eventually(() => expect(lab.executed).toHaveLength(1))
    lab.firstLink().setFault(stall)
    for (const seq of [1, 2, 3])
      expect(await lab.client.perform(orderOf(seq), never)).toEqual({ kind: 'ok', receipt: null })
    await lab.running.stop()
    await lab.firstLink().clearFault(stall.id)
    await lab.running.start()
    await eventually(async () => {
      await lab.client.perform(orderOf(4), never)
      expect(idsOf(lab)).toContain(orderOf(4).orderId)
    })
    for (const seq of [1, 2, 3]) expect(idsOf(lab)).not.toContain(orderOf(seq).orderId)
  })

  it('is not acknowledged by a socket that takes no more, and who waits for that can leave', async () => {
    await using lab = await openLab('websocket', { style: 'one-way' })
    await lab.client.perform(orderOf(0), never)
    lab.firstLink().setFault(stall)
    const giveUp = new AbortController()
    const calls = Array.from({ length: 200 }, (_, seq) => lab.client.perform(orderOf(1 + seq, LARGE), giveUp.signal))
    await pause(500)
    giveUp.abort(new Error('enough'))
    const kinds = (await Promise.all(calls)).map(({ kind }) => kind)
    expect([kinds[0], kinds.at(-1)]).toEqual(['ok', 'cancelled'])
    expect(new Set(kinds)).toEqual(new Set(['ok', 'abandoned', 'cancelled']))
  })

  it('volatile: thrown away while the socket is busy, and told the same', async () => {
    await using lab = await openLab('websocket', { style: 'one-way', options: { volatile: true } })
    await lab.client.perform(orderOf(0), never)
    await eventually(() => expect(lab.executed).toHaveLength(1))
    // In one turn of the event loop: the first is being written when the others come.
    const burst = await Promise.all([1, 2, 3, 4].map((seq) => lab.client.perform(orderOf(seq), never)))
    expect(burst).toEqual(Array(4).fill({ kind: 'ok', receipt: null }))
    await eventually(() => expect(idsOf(lab)).toContain(orderOf(1).orderId))
    await pause(100)
    expect(idsOf(lab)).toEqual([0, 1].map((seq) => orderOf(seq).orderId))
  })

  it('volatile: fills no memory for a wire that is stalled', async () => {
    await using lab = await openLab('websocket', { style: 'one-way', options: { volatile: true } })
    await lab.client.perform(orderOf(0), never)
    lab.firstLink().setFault(stall)
    const before = process.memoryUsage().rss
    for (let seq = 1; seq < 1000; seq++) {
      expect((await lab.client.perform(orderOf(seq, LARGE), never)).kind).toBe('ok')
      await new Promise((resolve) => setImmediate(resolve))
    }
    const TAKEN_BYTES = 1000 * LARGE.length
    expect(process.memoryUsage().rss - before).toBeLessThan(TAKEN_BYTES / 2)
  })
})

describe('WebSocket: published to a room', () => {
  const open = (execute?: (order: PlaceOrder, by?: ExecutedBy) => Promise<Receipt>) =>
    openLab('websocket', { style: 'publish-subscribe', options: { subscribers: 3 }, ...(execute ? { execute } : {}) })
  const consume = (lab: Lab) => {
    const link = lab.links.get('consume')
    if (!link) throw new Error('there is no leg "consume"')
    return link
  }

  it('reaches every subscriber on a connection of its own, each under its own number', async () => {
    const held = heldService()
    await using lab = await open(held.execute)
    expect(await lab.client.perform(orderOf(1), never)).toEqual({ kind: 'ok', receipt: null })
    await eventually(() => expect(held.asked).toHaveLength(3))
    expect(held.asked.map(({ subscriber }) => subscriber).sort()).toEqual([0, 1, 2])
    expect(consume(lab).counters.read().connections).toBe(3)
    expect(lab.firstLink().counters.read().connections).toBe(1)
  })

  it('is acknowledged although the room is empty, and is not kept for those who come back', async () => {
    await using lab = await open()
    await lab.client.perform(orderOf(0), never)
    await eventually(() => expect(lab.executions).toHaveLength(3))
    consume(lab).setFault(down)
    await eventually(() => expect(consume(lab).diagnostics().openConnections).toBe(0))
    expect(await lab.client.perform(orderOf(1), never)).toEqual({ kind: 'ok', receipt: null })
    await consume(lab).clearFault(down.id)
    await eventually(async () => {
      await lab.client.perform(orderOf(2), never)
      expect(idsOf(lab).filter((id) => id === orderOf(2).orderId).length).toBeGreaterThanOrEqual(3)
    })
    expect(idsOf(lab)).not.toContain(orderOf(1).orderId)
  })

  it('is acknowledged before it has reached anybody: the wire of the subscribers may lose it', async () => {
    await using lab = await open()
    await lab.client.perform(orderOf(0), never)
    await eventually(() => expect(lab.executions).toHaveLength(3))
    consume(lab).setFault({ ...stall, stream: 'downstream' })
    expect((await lab.client.perform(orderOf(1), never)).kind).toBe('ok')
    await lab.running.stop()
    await consume(lab).clearFault(stall.id)
    await lab.running.start()
    await eventually(async () => {
      await lab.client.perform(orderOf(2), never)
      expect(idsOf(lab)).toContain(orderOf(2).orderId)
    })
    expect(idsOf(lab)).not.toContain(orderOf(1).orderId)
  })

  it('tells nobody that a subscriber refused it', async () => {
    await using lab = await open(async () => {
      throw new ServiceRefusal('overloaded', 'the queue is full')
    })
    expect((await lab.client.perform(orderOf(1), never)).kind).toBe('ok')
    await eventually(() => expect(lab.executions).toHaveLength(3))
  })

  it('cuts off a subscriber that does not read, before what it is handed fills the memory', async () => {
    const limits = { ...webSocketLimits, mostUnreadCharacters: 4 * LARGE.length }
    const running = await serveWebSocket({ execute: async (order) => receiptFor(order) }, limits)
    onTestFinished(() => running.close())
    const { host, port } = running.address as Address
    const guest = () => io(`http://${host}:${port}`, { transports: ['websocket'], forceNew: true, reconnection: false })
    const [deaf, publisher] = [guest(), guest()]
    onTestFinished(() => {
      deaf.disconnect()
      publisher.disconnect()
    })
    await deaf.emitWithAck('orders:subscribe')
    const { ws } = deaf.io.engine.transport as unknown as { ws: { pause(): void; resume(): void } }
    ws.pause()
    await eventually(async () => {
      const { subscribers } = await publisher.emitWithAck('order:publish', orderOf(1, LARGE))
      expect(subscribers).toBe(0)
    })
    ws.resume()
  })

  it('fails to open, and says why, where the subscribers cannot reach the room', async () => {
    const { protocol } = await (await import('#server/protocols/index.ts')).registry.websocket()
    const env = { scope: 's', external: {}, style: 'publish-subscribe', seed: 1, lane: 'lane' } as const
    const options = { subscribers: 2, volatile: false, progressIntervalMs: 500 }
    const running = await protocol.serve({ execute: async (order) => receiptFor(order) }, options, env, {})
    onTestFinished(() => running.close())
    await expect(running.attach?.({ consume: { host: '127.0.0.1', port: 1 } })).rejects.toThrow(
      /subscriber .*ECONNREFUSED/,
    )
  })
})

describe('WebSocket: followed', () => {
  const options = { progressIntervalMs: 50 }

  it('tells how it goes, under the number of the order, and the last step has the receipt', async () => {
    const held = heldService()
    await using lab = await openLab('websocket', { style: 'stream', options, execute: held.execute })
    const { host, port } = lab.running.address as Address
    const guest = io(`http://${host}:${port}`, { transports: ['websocket'], forceNew: true, reconnection: false })
    onTestFinished(() => void guest.disconnect())
    const told: unknown[] = []
    guest.on('order:progress', (number, step) => told.push([number, step]))
    guest.emit('order:follow', 7, orderOf(7))
    await eventually(() => expect(told.length).toBeGreaterThan(3))
    expect(told.slice(0, 2)).toEqual([
      [7, { is: 'received' }],
      [7, { is: 'working', elapsedMs: expect.any(Number) }],
    ])
    held.finishAll()
    await eventually(() => expect(told.at(-1)).toEqual([7, { is: 'completed', receipt: receiptFor(orderOf(7)) }]))
    const steps = told.length
    await pause(200)
    expect(told).toHaveLength(steps)
  })

  it('is no acknowledgement before the last: cut off after the first, nobody knows', async () => {
    const held = heldService()
    await using lab = await openLab('websocket', { style: 'stream', options, execute: held.execute })
    const outcome = lab.client.perform(orderOf(1), never)
    await eventually(() => expect(held.waiting).toHaveLength(1))
    lab.firstLink().setFault(down)
    expect((await outcome).kind).toBe('reset')
  })

  it('ends with the refusal that comes later', async () => {
    const held = heldService()
    await using lab = await openLab('websocket', { style: 'stream', options, execute: held.execute })
    const outcome = lab.client.perform(orderOf(1), never)
    await eventually(() => expect(held.waiting).toHaveLength(1))
    await pause(120)
    held.waiting[0]?.work.reject(new ServiceRefusal('rejected', 'sold out'))
    expect(await outcome).toEqual({ kind: 'rejected', detail: 'sold out' })
  })

  it('takes no step of an order that was given up for another', async () => {
    const held = heldService()
    await using lab = await openLab('websocket', { style: 'stream', options, execute: held.execute })
    const giveUp = new AbortController()
    const given = lab.client.perform(orderOf(1), giveUp.signal)
    await eventually(() => expect(held.waiting).toHaveLength(1))
    giveUp.abort(new Error('enough'))
    expect((await given).kind).toBe('abandoned')
    const next = lab.client.perform(orderOf(2), never)
    await eventually(() => expect(held.waiting).toHaveLength(2))
    held.finishAll()
    expect(await next).toEqual({ kind: 'ok', receipt: receiptFor(orderOf(2)) })
  })

  it('tells nobody who has hung up: no timer is left of it', async () => {
    const before = openHandles()
    {
      const held = heldService()
      await using lab = await openLab('websocket', { style: 'stream', options, execute: held.execute })
      const outcome = lab.client.perform(orderOf(1), never)
      await eventually(() => expect(held.waiting).toHaveLength(1))
      await lab.client.close()
      expect((await outcome).kind).toBe('reset')
    }
    await expectNoNewHandles(before)
  })
})
