import { connect } from 'node:net'
import { describe, expect, it } from 'vitest'
import { type PlaceOrder, type Receipt, receiptFor } from '#core/order.ts'
import type { Address, Service } from '#server/protocols/protocol.ts'
import { serveTcp, tcpLimits } from '#server/protocols/tcp/backend.ts'
import { encodeFrame, MAX_BODY_BYTES } from '#server/protocols/tcp/frame.ts'
import { contract } from './contract.ts'
import { eventually, never, openLab, orderOf } from './lab.ts'
import { openRawSocket } from './raw-socket.ts'

contract('tcp')
contract('tcp', { options: { tls: 'tls', encoding: 'protobuf' } })
contract('tcp', { options: { tls: 'mtls', tlsVersion: '1.2', resumption: false } })
contract('tcp', { options: { writes: 'split', mode: 'stop-and-wait', connections: 64 } })

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

  it('answers what it has read before it closes behind a caller that has sent all', async () => {
    const held = heldService()
    await using lab = await openLab('tcp', { execute: held.execute })
    const socket = connect({ ...lab.firstLink().address, allowHalfOpen: true })
    const chunks: Buffer[] = []
    socket.on('data', (chunk) => chunks.push(chunk))
    socket.end(encodeFrame('order', 1, orderOf(1)))
    await eventually(() => expect(held.waiting).toHaveLength(1))
    held.finishNewest()
    await new Promise((resolve) => socket.once('close', resolve))
    expect(Buffer.concat(chunks).toString('latin1')).toContain(orderOf(1).orderId)
  })
})
