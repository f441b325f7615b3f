import { request } from 'node:http'
import { io, type Socket } from 'socket.io-client'
import { describe, expect, it } from 'vitest'
import { type PlaceOrder, type Receipt, receiptFor } from '#core/order.ts'
import { ServiceRefusal } from '#core/refusal.ts'
import type { Address, Service } from '#server/protocols/protocol.ts'
import { serveWebSocket, webSocketLimits } from '#server/protocols/websocket/backend.ts'
import { connect } from '#server/protocols/websocket/client.ts'
import { MAX_MESSAGE_BYTES } from '#server/protocols/websocket/events.ts'
import { contract, type Skip } from './contract.ts'
import { expectNoNewHandles, openHandles } from './handles.ts'
import { eventually, never, openLab, orderOf } from './lab.ts'
import { openRawSocket } from './raw-socket.ts'

contract('websocket')
const nobodyAnswers: Skip = {
  reason: 'nobody answers: once the socket has it there is nothing to wait for',
  tests: [
    'tells the refusals of the service apart',
    'is reset when the connection breaks in the middle',
    'frees the caller at its deadline',
    'frees the caller who gives up',
  ],
}
const serverAnswers: Skip = {
  reason: 'the server answers for the room, before a subscriber has begun',
  tests: ['tells the refusals of the service apart'],
}
contract('websocket', { style: 'one-way', skip: [nobodyAnswers] })
contract('websocket', { style: 'one-way', options: { tls: 'tls' }, skip: [nobodyAnswers] })
contract('websocket', { style: 'publish-subscribe', options: { subscribers: 1 }, skip: [serverAnswers] })
contract('websocket', { style: 'publish-subscribe', options: { subscribers: 1, tls: 'mtls' }, skip: [serverAnswers] })
contract('websocket', { style: 'stream' })

const placing: Service = { execute: async (order) => receiptFor(order) }

async function serving(service: Service = placing, limits = webSocketLimits) {
  const running = await serveWebSocket(service, limits)
  const address = running.address as Address
  const guests: Socket[] = []
  return {
    address,
    /** A plain socket.io-client that does not dial again. */
    async guest(options: Parameters<typeof io>[1] = {}) {
      const socket = io(`http://${address.host}:${address.port}`, {
        transports: ['websocket'],
        forceNew: true,
        reconnection: false,
        ...options,
      })
      guests.push(socket)
      const goodbyes: unknown[] = []
      socket.on('goodbye', (refusal) => goodbyes.push(refusal))
      const gone = new Promise<string>((resolve) => socket.once('disconnect', resolve))
      await new Promise<void>((resolve, reject) => {
        socket.once('connect', resolve)
        socket.once('connect_error', reject)
      })
      return { socket, goodbyes, gone }
    },
    async [Symbol.asyncDispose]() {
      for (const socket of guests) socket.disconnect()
      await running.close()
    },
  }
}

/** A service whose orders are done when the test says so. */
function heldService() {
  const waiting: { order: PlaceOrder; done: (receipt: Receipt) => void }[] = []
  return {
    waiting,
    execute: (order: PlaceOrder) => new Promise<Receipt>((done) => void waiting.push({ order, done })),
    finishNewest() {
      const newest = waiting.pop()
      newest?.done(receiptFor(newest.order))
    },
  }
}

/** The bytes of a WebSocket upgrade, for a client that then keeps no rules. */
const upgrade = (path = '/socket.io/?EIO=4&transport=websocket', headers = '') =>
  `GET ${path} HTTP/1.1\r\nhost: x\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n${headers}\r\n`

/** One masked text frame with a mask of zeros. RFC 6455 §5.2. */
function textFrame(text: string): Buffer {
  const payload = Buffer.from(text)
  const header = Buffer.alloc(14)
  header.writeUInt8(0x81, 0)
  header.writeUInt8(0x80 | 127, 1)
  header.writeBigUInt64BE(BigInt(payload.length), 2)
  return Buffer.concat([header, payload])
}

describe('WebSocket: the client', () => {
  it('has many orders out on one connection, replies in any order', async () => {
    const held = heldService()
    await using lab = await openLab('websocket', { execute: held.execute })
    const told: string[] = []
    const calls = [0, 1, 2].map((seq) =>
      lab.client.perform(orderOf(seq), never).then((outcome) => {
        if (outcome.kind === 'ok') told.push(outcome.receipt?.orderId ?? '')
      }),
    )
    await eventually(() => expect(held.waiting).toHaveLength(3))
    for (const count of [1, 2, 3]) {
      held.finishNewest()
      await eventually(() => expect(told).toHaveLength(count))
    }
    await Promise.all(calls)
    expect(told).toEqual([2, 1, 0].map((seq) => orderOf(seq).orderId))
    expect(lab.firstLink().counters.read().connections).toBe(1)
  })

  it('loses what is out with the connection, keeps nothing for later, and dials again by itself', async () => {
    const held = heldService()
    await using lab = await openLab('websocket', { execute: held.execute })
    const out = [1, 2, 3].map((seq) => lab.client.perform(orderOf(seq), never))
    await eventually(() => expect(lab.executed).toHaveLength(3))
    await lab.running.stop()
    expect((await Promise.all(out)).map(({ kind }) => kind)).toEqual(['reset', 'reset', 'reset'])
    for (let seq = 10; seq < 15; seq++) {
      const outcome = await lab.client.perform(orderOf(seq), never)
      expect(outcome).toEqual({ kind: 'unreachable', detail: expect.stringContaining('not connected') })
    }
    await lab.running.start()
    // Nobody asks it to: only the client's own dialling opens another connection.
    await eventually(() => expect(lab.firstLink().diagnostics().openConnections).toBeGreaterThan(0))
    const again = eventually(async () => {
      const giveUp = AbortSignal.timeout(200)
      expect((await lab.client.perform(orderOf(20), giveUp)).kind).toBe('ok')
    })
    const finish = setInterval(() => held.finishNewest(), 20)
    await again
    clearInterval(finish)
    const numbers = new Set(lab.executed.map(({ orderId }) => orderId))
    for (let seq = 10; seq < 15; seq++) expect(numbers).not.toContain(orderOf(seq).orderId)
  })

  it('says why the server sent it away, and connects anew for the next order', async () => {
    // Connecting and answering a ping are messages, too.
    await using server = await serving(placing, { ...webSocketLimits, messagesPerSecond: 5 })
    const client = await connect(
      {},
      { scope: 'test', external: {}, style: 'request-reply', seed: 1, lane: 'lane' },
      { call: server.address },
    )
    const outcomes = await Promise.all(Array.from({ length: 20 }, (_, seq) => client.perform(orderOf(seq), never)))
    const last = outcomes.at(-1)
    expect(last).toEqual({
      kind: expect.stringMatching(/reset|unreachable/),
      detail: expect.stringContaining('5 messages'),
    })
    await eventually(async () => expect((await client.perform(orderOf(100), never)).kind).toBe('ok'))
    await client.close()
    expect((await client.perform(orderOf(101), never)).kind).toBe('unreachable')
  })

  it('hands no more to a stalled connection than it takes; who gives up in line was never sent', async () => {
    await using lab = await openLab('websocket')
    await lab.client.perform(orderOf(0), never)
    const stall = { id: 'stall', type: 'latency', stream: 'upstream', toxicity: 1 } as const
    lab.firstLink().setFault({ ...stall, attributes: { latency: 20_000, jitter: 0 } })
    const giveUp = new AbortController()
    const calls = Array.from({ length: 200 }, (_, seq) =>
      lab.client.perform(orderOf(1 + seq, 'x'.repeat(200_000)), giveUp.signal),
    )
    await new Promise((resolve) => setTimeout(resolve, 300))
    giveUp.abort(new Error('enough'))
    const kinds = new Set((await Promise.all(calls)).map(({ kind }) => kind))
    expect(kinds).toEqual(new Set(['abandoned', 'cancelled']))
  })

  it('takes no late ack for another order', async () => {
    const held = heldService()
    await using lab = await openLab('websocket', { execute: held.execute })
    const giveUp = new AbortController()
    const given = lab.client.perform(orderOf(1), giveUp.signal)
    await eventually(() => expect(held.waiting).toHaveLength(1))
    giveUp.abort(new Error('enough'))
    expect((await given).kind).toBe('abandoned')
    const next = lab.client.perform(orderOf(2), never)
    await eventually(() => expect(held.waiting).toHaveLength(2))
    held.waiting.reverse()
    held.finishNewest()
    held.finishNewest()
    expect(await next).toEqual({ kind: 'ok', receipt: receiptFor(orderOf(2)) })
  })
})

describe('WebSocket: any Socket.IO client', () => {
  it('places orders with an ack: a receipt, or a refusal with its kind', async () => {
    await using server = await serving({
      execute: async (order) => {
        if (order.note === 'no') throw new ServiceRefusal('rejected', 'not this one')
        return receiptFor(order)
      },
    })
    const { socket } = await server.guest()
    expect(await socket.emitWithAck('order:place', orderOf(1))).toEqual({ receipt: receiptFor(orderOf(1)) })
    expect(await socket.emitWithAck('order:place', orderOf(2, 'no'))).toEqual({
      refusal: { kind: 'rejected', detail: 'not this one' },
    })
  })

  it('in the room hears of every order that is placed, until it leaves', async () => {
    await using server = await serving()
    const [watcher, placer, stranger] = [await server.guest(), await server.guest(), await server.guest()]
    const heard: Receipt[] = []
    const strange: Receipt[] = []
    watcher.socket.on('order:placed', (receipt) => heard.push(receipt))
    stranger.socket.on('order:placed', (receipt) => strange.push(receipt))
    await watcher.socket.emitWithAck('orders:join')
    await placer.socket.emitWithAck('order:place', orderOf(1))
    await eventually(() => expect(heard).toEqual([receiptFor(orderOf(1))]))
    await watcher.socket.emitWithAck('orders:leave')
    await placer.socket.emitWithAck('order:place', orderOf(2))
    await watcher.socket.emitWithAck('orders:join')
    await placer.socket.emitWithAck('order:place', orderOf(3))
    await eventually(() => expect(heard.map(({ orderId }) => orderId)).toEqual([1, 3].map((n) => orderOf(n).orderId)))
    expect(strange).toEqual([])
  })

  it('may hint at an order by a volatile emit: it is worked on, and nobody is told', async () => {
    await using server = await serving()
    const { socket, goodbyes } = await server.guest()
    const heard: Receipt[] = []
    socket.on('order:placed', (receipt) => heard.push(receipt))
    await socket.emitWithAck('orders:join')
    socket.volatile.emit('order:hint', orderOf(1))
    await eventually(() => expect(heard).toEqual([receiptFor(orderOf(1))]))
    expect(goodbyes).toEqual([])
  })

  it('is told overloaded where too many of its orders are not answered', async () => {
    const held = heldService()
    await using server = await serving(held, { ...webSocketLimits, inFlightPerConnection: 2 })
    const { socket } = await server.guest()
    const first = [1, 2].map((seq) => socket.emitWithAck('order:place', orderOf(seq)))
    expect(await socket.emitWithAck('order:place', orderOf(3))).toMatchObject({ refusal: { kind: 'overloaded' } })
    held.finishNewest()
    held.finishNewest()
    expect(await Promise.all(first)).toHaveLength(2)
  })

  it('leaves nothing behind, however the server is closed', async () => {
    const before = openHandles()
    {
      await using server = await serving(heldService())
      const { socket } = await server.guest()
      socket.emit('order:place', orderOf(1), () => {})
      openRawSocket(server.address).write(upgrade())
      openRawSocket(server.address).write('GET /')
    }
    await expectNoNewHandles(before)
  })
})

describe('WebSocket: malformed traffic', () => {
  /** Something wrong on one connection; a neighbour that must not notice. */
  async function withNeighbour(
    act: (server: Awaited<ReturnType<typeof serving>>) => Promise<void>,
    limits = webSocketLimits,
  ) {
    await using server = await serving(placing, limits)
    const neighbour = await server.guest()
    await act(server)
    expect(await neighbour.socket.emitWithAck('order:place', orderOf(7))).toEqual({ receipt: receiptFor(orderOf(7)) })
    expect(neighbour.socket.connected).toBe(true)
  }

  it.each([
    ['a flood', (socket: Socket) => Array.from({ length: 200 }, () => socket.emit('order:hint', {})), 'overloaded'],
    ['an event of no name', (socket: Socket) => socket.emit('drop table'), 'invalid'],
    ['an order without an ack', (socket: Socket) => socket.emit('order:place', orderOf(1)), 'invalid'],
    ['an order to follow without a number', (socket: Socket) => socket.emit('order:follow', orderOf(1)), 'invalid'],
    ['an order to publish without an ack', (socket: Socket) => socket.emit('order:publish', orderOf(1)), 'invalid'],
    ['something binary', (socket: Socket) => socket.emit('order:hint', Buffer.alloc(10)), 'invalid'],
  ])('sends the client away that sent %s, with the reason', (_, send, kind) =>
    withNeighbour(
      async (server) => {
        const guest = await server.guest()
        send(guest.socket)
        await guest.gone
        expect(guest.goodbyes).toEqual([{ kind, detail: expect.any(String) }])
      },
      { ...webSocketLimits, messagesPerSecond: 100 },
    ),
  )

  it('closes the connection that sent a message over the cap', () =>
    withNeighbour(async (server) => {
      const { socket, gone } = await server.guest()
      socket.emit('order:hint', { note: 'x'.repeat(MAX_MESSAGE_BYTES) })
      expect(await gone).toMatch(/transport/)
    }))

  it.each([
    ['garbage instead of frames', Buffer.from('not a frame at all'.repeat(10))],
    ['an unmasked frame', Buffer.from([0x81, 0x01, 0x41])],
    [
      'a frame that says it is huge',
      Buffer.from([0x81, 0xff, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0]),
    ],
    ['an Engine.IO packet of no type', textFrame('9')],
    ['a Socket.IO packet before CONNECT', textFrame('42["order:hint",{}]')],
    ['a Socket.IO packet that cannot be read', Buffer.concat([textFrame('40'), textFrame('42["order:hint",')])],
    ['attachments that never come', Buffer.concat([textFrame('40'), textFrame('4599999999-["order:hint"]')])],
  ])('closes the connection that sent %s', (_, bytes) =>
    withNeighbour(async (server) => {
      const raw = openRawSocket(server.address)
      raw.write(upgrade())
      await eventually(() => expect(raw.received()).toContain('101 Switching Protocols'))
      raw.write(bytes)
      await raw.ended
    }),
  )

  it('ends a flood before Socket.IO has said a word', () =>
    withNeighbour(
      async (server) => {
        const raw = openRawSocket(server.address)
        raw.write(upgrade())
        await eventually(() => expect(raw.received()).toContain('101 Switching Protocols'))
        for (let n = 0; n < 200; n++) raw.write(textFrame('40/nowhere,'))
        await raw.ended
      },
      { ...webSocketLimits, messagesPerSecond: 100 },
    ))

  it('does not wait for a client that never says CONNECT, nor for headers that never end', async () => {
    const limits = { ...webSocketLimits, connectTimeoutMs: 200, headersTimeoutMs: 200 }
    await using server = await serving(placing, limits)
    const [silent, slow] = [openRawSocket(server.address), openRawSocket(server.address)]
    silent.write(upgrade())
    slow.write('GET /socket.io/ HTTP/1.1\r\n')
    await Promise.all([silent.ended, slow.ended])
    expect(slow.received()).toMatch(/^HTTP\/1\.1 408 /)
  })

  it('does not read from who does not read, and in the end lets go', async () => {
    const limits = { ...webSocketLimits, unreadMessages: 10, mostUnreadMessages: 500 }
    await withNeighbour(async (server) => {
      const deaf = request({
        ...server.address,
        path: '/socket.io/?EIO=4&transport=websocket',
        headers: {
          connection: 'upgrade',
          upgrade: 'websocket',
          'sec-websocket-version': '13',
          'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==',
        },
      })
      deaf.end()
      const closed = Promise.withResolvers<void>()
      deaf.on('error', () => {})
      deaf.on('upgrade', (_response, socket) => {
        socket.on('error', () => {})
        socket.on('close', () => closed.resolve())
        socket.write(Buffer.concat([textFrame('40'), textFrame('420["orders:join"]')]))
        socket.pause()
        // Who does not read learns of a reset by writing only.
        const pong = setInterval(() => socket.write(textFrame('3')), 100)
        socket.on('close', () => clearInterval(pong))
      })
      const placer = await server.guest()
      let gone = false
      void closed.promise.then(() => {
        gone = true
      })
      const order = { ...orderOf(1), orderId: 'x'.repeat(10_000) }
      while (!gone)
        await Promise.all(Array.from({ length: 200 }, () => placer.socket.emitWithAck('order:place', order)))
    }, limits)
  })

  it.each([
    ['404 to a plain request elsewhere', 'GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n', /^HTTP\/1\.1 404 /],
    ['404 to an upgrade elsewhere', upgrade('/elsewhere'), /^HTTP\/1\.1 404 /],
    [
      '400 to long polling',
      'GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n',
      /^HTTP\/1\.1 400 /,
    ],
    ['400 to garbage', '\x16\x03\x01 garbage\r\n\r\n', /^HTTP\/1\.1 400 /],
    ['403 to a page from elsewhere', upgrade(undefined, 'origin: http://evil.example\r\n'), /^HTTP\/1\.1 40[03] /],
    ['403 to an origin without a name', upgrade(undefined, 'origin: null\r\n'), /^HTTP\/1\.1 40[03] /],
  ])('answers %s', async (_, bytes, answer) => {
    await using server = await serving()
    const raw = openRawSocket(server.address)
    raw.write(bytes)
    await raw.ended
    expect(raw.received()).toMatch(answer)
  })

  it('welcomes a page of its own origin', async () => {
    await using server = await serving()
    const raw = openRawSocket(server.address)
    raw.write(upgrade(undefined, 'origin: http://x\r\n'))
    await eventually(() => expect(raw.received()).toMatch(/^HTTP\/1\.1 101 /))
    raw.destroy()
  })
})
