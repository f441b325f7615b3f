import { connect } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { describe, expect, it } from 'vitest'
import { type PlaceOrder, type Receipt, receiptFor } from '#core/order.ts'
import { ServiceRefusal } from '#core/refusal.ts'
import type { Address, Service } from '#server/protocols/protocol.ts'
import { serveTcp, tcpLimits } from '#server/protocols/tcp/backend.ts'
import { encodeFrame, FrameDecoder, MAX_BODY_BYTES, NO_REPLY } from '#server/protocols/tcp/frame.ts'
import { SERVER_NAME } from '#server/runtime/certificates.ts'
import { contract, type Skip } from './contract.ts'
import { expectNoNewHandles, openHandles } from './handles.ts'
import { certificates, eventually, never, openLab, orderOf } from './lab.ts'
import { openRawSocket } from './raw-socket.ts'

contract('tcp')
contract('tcp', { options: { tls: 'tls', encoding: 'protobuf' } })
contract('tcp', { options: { tls: 'mtls', tlsVersion: '1.2', resumption: false } })
contract('tcp', { options: { writes: 'split', mode: 'stop-and-wait', connections: 64 } })

const noReply: Skip = {
  reason: 'the frame asks for no reply: once the socket has it there is nothing to wait for',
  tests: [
    'tells the refusals of the service apart',
    'is reset when the connection breaks in the middle',
    'frees the caller at its deadline',
    'frees the caller who gives up',
  ],
}
contract('tcp', { style: 'one-way', skip: [noReply] })
contract('tcp', { style: 'one-way', options: { tls: 'tls', encoding: 'protobuf' }, skip: [noReply] })
contract('tcp', { style: 'one-way', options: { writes: 'split', mode: 'stop-and-wait' }, skip: [noReply] })
contract('tcp', { style: 'stream' })
contract('tcp', { style: 'stream', options: { tls: 'tls', encoding: 'protobuf' } })
contract('tcp', { style: 'stream', options: { writes: 'split', mode: 'stop-and-wait', connections: 64 } })

const SOON_MS = 5000

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

async function serving(service: Service, limits = tcpLimits) {
  const running = await serveTcp(service, limits)
  return { address: running.address as Address, [Symbol.asyncDispose]: () => running.close() }
}

const placing: Service = { execute: async (order) => receiptFor(order) }

describe('TCP: sending', () => {
  it('pipelined: many orders out on one connection, replies in any order', async () => {
    const held = heldService()
    await using lab = await openLab('tcp', { execute: held.execute, options: { connections: 1 } })
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
  })

  it('stop-and-wait: one order out per connection, the rest in line', async () => {
    const held = heldService()
    await using lab = await openLab('tcp', {
      execute: held.execute,
      options: { mode: 'stop-and-wait', connections: 2 },
    })
    const calls = Array.from({ length: 6 }, (_, seq) => lab.client.perform(orderOf(seq), never))
    for (let done = 0; done < 6; done++) {
      await eventually(() => expect(held.waiting).toHaveLength(Math.min(2, 6 - done)))
      held.finishNewest()
    }
    expect((await Promise.all(calls)).map(({ kind }) => kind)).toEqual(Array(6).fill('ok'))
    expect(lab.executed.map(({ orderId }) => orderId)).toEqual(
      Array.from({ length: 6 }, (_, seq) => orderOf(seq).orderId),
    )
    expect(lab.firstLink().counters.read().connections).toBe(2)
  })

  it('stop-and-wait: who gives up in line is cancelled, and a connection without its reply is given up', async () => {
    const held = heldService()
    await using lab = await openLab('tcp', {
      execute: held.execute,
      options: { mode: 'stop-and-wait', connections: 1 },
    })
    const first = new AbortController()
    const second = new AbortController()
    const out = lab.client.perform(orderOf(1), first.signal)
    const inLine = lab.client.perform(orderOf(2), second.signal)
    await eventually(() => expect(held.waiting).toHaveLength(1))
    second.abort(new Error('enough'))
    expect((await inLine).kind).toBe('cancelled')
    first.abort(new Error('enough'))
    expect((await out).kind).toBe('abandoned')
    const third = lab.client.perform(orderOf(3), never)
    await eventually(() => expect(held.waiting).toHaveLength(2))
    held.finishNewest()
    expect((await third).kind).toBe('ok')
    expect(lab.firstLink().counters.read().connections).toBe(2)
  })

  it('a late reply to an order that was given up is not taken for another', async () => {
    const held = heldService()
    await using lab = await openLab('tcp', { execute: held.execute, options: { connections: 1 } })
    const giveUp = new AbortController()
    const given = lab.client.perform(orderOf(1), giveUp.signal)
    await eventually(() => expect(held.waiting).toHaveLength(1))
    giveUp.abort(new Error('enough'))
    await given
    const next = lab.client.perform(orderOf(2), never)
    await eventually(() => expect(held.waiting).toHaveLength(2))
    held.waiting.reverse()
    held.finishNewest()
    held.finishNewest()
    expect(await next).toEqual({ kind: 'ok', receipt: receiptFor(orderOf(2)) })
  })
})

const stall = {
  id: 'stall',
  type: 'latency',
  stream: 'upstream',
  toxicity: 1,
  attributes: { latency: 20_000, jitter: 0 },
} as const

describe('TCP: a frame without a reply', () => {
  it('is acknowledged by our own socket: the wire may hold it, and lose it', async () => {
    await using lab = await openLab('tcp', { style: 'one-way', options: { connections: 1 } })
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
      expect(lab.executed.map(({ orderId }) => orderId)).toContain(orderOf(4).orderId)
    })
    const executed = new Set(lab.executed.map(({ orderId }) => orderId))
    for (const seq of [1, 2, 3]) expect(executed).not.toContain(orderOf(seq).orderId)
  })

  it('is not acknowledged by a socket that takes no more, and who waits for that can leave', async () => {
    await using lab = await openLab('tcp', { style: 'one-way', options: { connections: 1 } })
    await lab.client.perform(orderOf(0), never)
    lab.firstLink().setFault(stall)
    const giveUp = new AbortController()
    const calls = Array.from({ length: 200 }, (_, seq) =>
      lab.client.perform(orderOf(1 + seq, 'x'.repeat(200_000)), giveUp.signal),
    )
    await new Promise((resolve) => setTimeout(resolve, 500))
    giveUp.abort(new Error('enough'))
    const kinds = (await Promise.all(calls)).map(({ kind }) => kind)
    expect(kinds[0]).toBe('ok')
    expect(kinds.at(-1)).toBe('cancelled')
    expect(new Set(kinds)).toEqual(new Set(['ok', 'abandoned', 'cancelled']))
  })

  it('is lost when the connection breaks before the system has it', async () => {
    await using lab = await openLab('tcp', { style: 'one-way', options: { connections: 1 } })
    await lab.client.perform(orderOf(0), never)
    lab.firstLink().setFault(stall)
    const calls = Array.from({ length: 200 }, (_, seq) =>
      lab.client.perform(orderOf(1 + seq, 'x'.repeat(200_000)), never),
    )
    await new Promise((resolve) => setTimeout(resolve, 500))
    await lab.client.close()
    const kinds = (await Promise.all(calls)).map(({ kind }) => kind)
    expect(new Set(kinds)).toEqual(new Set(['ok', 'reset', 'unreachable']))
  })

  it('hears nothing, whatever becomes of it: not of a receipt, a refusal or what is no order', async () => {
    const execute = async (order: PlaceOrder) => {
      if (order.note === 'no') throw new ServiceRefusal('rejected', 'not this one')
      return receiptFor(order)
    }
    await using server = await serving({ execute })
    const raw = openRawSocket(server.address)
    raw.write(encodeFrame('order', NO_REPLY, orderOf(1)))
    raw.write(encodeFrame('order', NO_REPLY, orderOf(2, 'no')))
    const broken = encodeFrame('order', NO_REPLY, null)
    broken.write('nul!', 9)
    raw.write(broken)
    raw.write(encodeFrame('stream-order', NO_REPLY, orderOf(3)))
    raw.write(encodeFrame('order', 4, orderOf(4)))
    const replies = new FrameDecoder().push(encodeFrame('receipt', 4, receiptFor(orderOf(4))))
    await eventually(() => expect(new FrameDecoder().push(Buffer.from(raw.received(), 'latin1'))).toEqual(replies))
    raw.destroy()
  })

  it('takes a place of its connection until it is done: the server reads no further', async () => {
    const held = heldService()
    await using server = await serving(held, { ...tcpLimits, inFlightPerConnection: 3 })
    const raw = openRawSocket(server.address)
    for (let seq = 0; seq < 10; seq++) raw.write(encodeFrame('order', NO_REPLY, orderOf(seq)))
    for (let done = 0; done < 10; done++) {
      await eventually(() => expect(held.waiting).toHaveLength(Math.min(3, 10 - done)))
      held.finishNewest()
    }
    raw.destroy()
  })
})

describe('TCP: frames that the server pushes', () => {
  const options = { connections: 1, progressIntervalMs: 50 }

  it('tell how it goes, each under the id of the order, and the last has the receipt', async () => {
    const held = heldService()
    await using lab = await openLab('tcp', { style: 'stream', options, execute: held.execute })
    const raw = openRawSocket(lab.firstLink().address)
    raw.write(encodeFrame('stream-order', 7, orderOf(7)))
    const pushed = () =>
      new FrameDecoder()
        .push(Buffer.from(raw.received(), 'latin1'))
        .map(({ id, kind, body }) => ({ id, kind, ...JSON.parse(body.toString()) }))
    await eventually(() => expect(pushed().length).toBeGreaterThan(3))
    expect(pushed()[0]).toEqual({ id: 7, kind: 'progress', is: 'received' })
    expect(pushed()[1]).toEqual({ id: 7, kind: 'progress', is: 'working', elapsedMs: expect.any(Number) })
    held.finishNewest()
    await eventually(() => expect(pushed().at(-1)).toEqual({ id: 7, kind: 'receipt', ...receiptFor(orderOf(7)) }))
    const told = pushed().length
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(pushed()).toHaveLength(told)
    raw.destroy()
  })

  it('are no acknowledgement before the last: cut off after the first, nobody knows', async () => {
    const held = heldService()
    await using lab = await openLab('tcp', { style: 'stream', options, execute: held.execute })
    const outcome = lab.client.perform(orderOf(1), never)
    const { counters } = lab.firstLink()
    await eventually(() => expect(counters.read().down).toBeGreaterThan(0))
    lab.firstLink().setFault({ id: 'down', type: 'down', stream: 'downstream', toxicity: 1, attributes: {} })
    expect((await outcome).kind).toBe('reset')
  })

  it('end with the refusal that comes later', async () => {
    await using lab = await openLab('tcp', {
      style: 'stream',
      options,
      execute: async () => {
        await new Promise((resolve) => setTimeout(resolve, 120))
        throw new ServiceRefusal('rejected', 'sold out')
      },
    })
    expect(await lab.client.perform(orderOf(1), never)).toEqual({ kind: 'rejected', detail: 'sold out' })
  })

  it('of an order that was given up are not taken for another', async () => {
    const held = heldService()
    await using lab = await openLab('tcp', { style: 'stream', options, execute: held.execute })
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

  it('are pushed to nobody who has hung up: no timer is left of them', async () => {
    const before = openHandles()
    {
      const held = heldService()
      await using lab = await openLab('tcp', { style: 'stream', options, execute: held.execute })
      const raw = openRawSocket(lab.running.address as Address)
      raw.write(encodeFrame('stream-order', 1, orderOf(1)))
      await eventually(() => expect(raw.received()).toContain('working'))
      raw.destroy()
    }
    await expectNoNewHandles(before)
  })
})

describe('TCP: malformed traffic', () => {
  it.each([
    ['garbage', 'GET / HTTP/1.1\r\n\r\n', /more than/],
    ['an oversized frame', Buffer.from([0, 0x10, 0, 0, 0, 0, 0, 1, 1]), new RegExp(`more than ${MAX_BODY_BYTES}`)],
    ['a frame shorter than its header', Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 1]), /shorter/],
    ['a frame of no kind', Buffer.from([0, 0, 0, 5, 0, 0, 0, 1, 77]), /kind 77/],
    ['a receipt', encodeFrame('receipt', 1, {}), /not for a server/],
  ])('closes the connection that sent %s with the reason, and no other', async (_, bytes, reason) => {
    await using lab = await openLab('tcp', { options: { connections: 1 } })
    await lab.client.perform(orderOf(1), never)
    const raw = openRawSocket(lab.running.address as Address)
    raw.write(bytes)
    await raw.ended
    expect(raw.received()).toMatch(reason)
    expect((await lab.client.perform(orderOf(2), never)).kind).toBe('ok')
    expect(lab.firstLink().counters.read().connections).toBe(1)
  })

  it('refuses an order that is no JSON and goes on with the connection', async () => {
    await using server = await serving(placing)
    const raw = openRawSocket(server.address)
    const broken = encodeFrame('order', 7, null)
    broken.write('nul!', 9)
    raw.write(broken)
    raw.write(encodeFrame('order', 8, orderOf(8)))
    await eventually(() => expect(raw.received()).toContain(orderOf(8).orderId))
    expect(raw.received()).toContain('not JSON')
    raw.destroy()
  })

  it('bounds a slow loris by time', async () => {
    await using server = await serving(placing, { ...tcpLimits, frameTimeoutMs: 200 })
    const raw = openRawSocket(server.address)
    raw.write(encodeFrame('order', 1, orderOf(1)).subarray(0, 20))
    await raw.ended
    expect(raw.received()).toContain('no whole frame within 200 ms')
  })

  it('takes no time limit from frames that keep coming whole', async () => {
    await using server = await serving(placing, { ...tcpLimits, frameTimeoutMs: 300 })
    const raw = openRawSocket(server.address)
    const frame = encodeFrame('order', 1, orderOf(1))
    const [head, tail] = [frame.subarray(0, 20), frame.subarray(20)]
    raw.write(head)
    for (let round = 0; round < 6; round++) {
      await new Promise((resolve) => setTimeout(resolve, 100))
      raw.write(Buffer.concat([tail, head]))
    }
    await eventually(() => expect(raw.received().split(orderOf(1).orderId)).toHaveLength(7))
    expect(raw.received()).not.toContain('no whole frame')
    raw.destroy()
  })

  it('works on no more orders of one connection than its bound, and on all of them in the end', async () => {
    const held = heldService()
    await using server = await serving(held, { ...tcpLimits, inFlightPerConnection: 3 })
    const raw = openRawSocket(server.address)
    for (let id = 1; id <= 10; id++) raw.write(encodeFrame('order', id, orderOf(id)))
    const seen: number[] = []
    for (let done = 0; done < 10; done++) {
      await eventually(() => expect(held.waiting).toHaveLength(Math.min(3, 10 - done)))
      seen.push(held.waiting.length)
      held.finishNewest()
    }
    expect(Math.max(...seen)).toBe(3)
    raw.destroy()
  })

  it.each(['off', 'tls'])(
    'answers what it has read before it closes behind a caller that has sent all (tls: %s)',
    async (tls) => {
      const held = heldService()
      await using lab = await openLab('tcp', { execute: held.execute, options: { tls } })
      const tcp = connect({ ...lab.firstLink().address, allowHalfOpen: true })
      const { ca } = certificates()
      const wanted = { servername: SERVER_NAME, ALPNProtocols: ['wirelab-frames'] }
      const socket = tls === 'off' ? tcp : connectTls({ ...wanted, ca, socket: tcp })
      socket.allowHalfOpen = true
      const chunks: Buffer[] = []
      socket.on('data', (chunk) => chunks.push(chunk))
      socket.end(encodeFrame('order', 1, orderOf(1)))
      await eventually(() => expect(held.waiting).toHaveLength(1))
      held.finishNewest()
      await new Promise((resolve) => socket.once('close', resolve))
      expect(Buffer.concat(chunks).toString('latin1')).toContain(orderOf(1).orderId)
    },
  )

  it('keeps no connection of a peer that hangs up in the middle of its TLS handshake', async () => {
    await using lab = await openLab('tcp', { options: { tls: 'tls' } })
    const raw = openRawSocket(lab.firstLink().address)
    raw.write(Buffer.from([22, 3, 1, 2, 0, 1]))
    await eventually(() => expect(lab.firstLink().counters.read().up).toBe(6))
    const sinceMs = performance.now()
    raw.destroy()
    await eventually(() => expect(lab.firstLink().diagnostics().openConnections).toBe(0))
    expect(performance.now() - sinceMs).toBeLessThan(SOON_MS)
  })
})
