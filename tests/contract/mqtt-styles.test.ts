/** Replies on a response topic, and one order for several subscribers. */
import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { receiptFor } from '#core/order.ts'
import { dial } from '#server/protocols/mqtt/dial.ts'
import { contract, type Skip } from './contract.ts'
import { eventually, never, openLab, orderOf } from './lab.ts'

const heldBack: Skip[] = [
  {
    reason: 'a stopped consumer is not noticed by the caller, who waits until its deadline',
    tests: ['is unreachable when the server is stopped', 'stops and starts on the same port'],
  },
]

contract('mqtt', { style: 'request-reply', skip: heldBack })
contract('mqtt', { style: 'async-request-reply', skip: heldBack })
contract('mqtt', {
  style: 'publish-subscribe',
  skip: [
    { reason: 'the broker answers the caller, not the services', tests: ['tells the refusals of the service apart'] },
    {
      reason: 'stopped consumers are not noticed by the publisher: that is the point of a broker',
      tests: ['is unreachable when the server is stopped'],
    },
  ],
})

const empty = { visible: 0, invisible: 0, delayed: 0 }
const down = { id: 'down', type: 'down', stream: 'downstream', toxicity: 1, attributes: {} } as const

describe.each(['request-reply', 'async-request-reply'] as const)('MQTT: %s', (style) => {
  it.each(['0', '1', '2'])('QoS %s: callers are told their own, two of them at once', async (qos) => {
    await using lab = await openLab('mqtt', { style, options: { qos } })
    const other = await lab.connectDirectly()
    const asked = Array.from({ length: 40 }, (_, seq) => (seq % 2 ? other : lab.client).perform(orderOf(seq), never))
    const told = await Promise.all(asked)
    expect(told).toEqual(told.map((_, seq) => ({ kind: 'ok', receipt: receiptFor(orderOf(seq)) })))
  })

  it('a caller whose consumer is away waits until its deadline, and its order is done later', async () => {
    await using lab = await openLab('mqtt', { style })
    await lab.running.stop()
    expect((await lab.client.perform(orderOf(1), AbortSignal.timeout(300))).kind).toBe('timeout')
    await lab.running.start()
    await eventually(() => expect(lab.executed).toHaveLength(1))
    expect(await lab.client.perform(orderOf(2), never)).toEqual({ kind: 'ok', receipt: receiptFor(orderOf(2)) })
  })

  it('sends nothing while it could not be answered', async () => {
    await using lab = await openLab('mqtt', { style })
    const reply = lab.links.get('reply')
    reply?.setFault(down)
    await eventually(() => expect(reply?.diagnostics().openConnections).toBe(0))
    await eventually(async () => {
      const outcome = await lab.client.perform(orderOf(1), AbortSignal.timeout(200))
      expect(outcome).toEqual({ kind: 'unreachable', detail: 'no connection to be answered on' })
    })
    await reply?.clearFault(down.id)
    await eventually(async () => expect((await lab.client.perform(orderOf(2), never)).kind).toBe('ok'))
  })

  it('whoever publishes an order without asking gets no answer and no harm is done', async () => {
    await using lab = await openLab('mqtt', { style })
    if (!lab.engine) throw new Error('no engine')
    const visitor = dial(lab.engine, { clean: true })
    visitor.on('error', () => {})
    const topic = `orders/${lab.scope}`
    await visitor.publishAsync(topic, JSON.stringify(orderOf(5)), { qos: 1 })
    await eventually(() => expect(lab.executed).toEqual([orderOf(5)]))
    const elsewhere = { replyTo: 'somewhere/else', correlationId: '1', order: orderOf(6) }
    await visitor.publishAsync(topic, JSON.stringify(elsewhere), { qos: 1 })
    const wild = { replyTo: `replies/${lab.scope}/#`, correlationId: '1', order: orderOf(7) }
    await visitor.publishAsync(topic, JSON.stringify(wild), { qos: 1 })
    await eventually(() => expect(lab.executed).toHaveLength(3))
    visitor.end(true)
    expect((await lab.client.perform(orderOf(8), never)).kind).toBe('ok')
  })
})

describe('MQTT: publish-subscribe', () => {
  const style = 'publish-subscribe'

  it.each(['1', '2'])('QoS %s: one order is done by every subscriber, once by each', async (qos) => {
    await using lab = await openLab('mqtt', { style, options: { subscribers: 3, qos } })
    for (const seq of [0, 1]) {
      expect(await lab.client.perform(orderOf(seq), never)).toEqual({ kind: 'ok', receipt: null })
    }
    await eventually(async () => expect(await lab.running.depth?.()).toEqual(empty))
    const by = lab.executions.map(({ orderId, subscriber }) => `${orderId} ${subscriber}`).sort()
    expect(by).toEqual([0, 1].flatMap((seq) => [0, 1, 2].map((subscriber) => `${orderOf(seq).orderId} ${subscriber}`)))
  })

  it('the depth is that of all sessions, and a crash is of one subscriber', async () => {
    const options = { subscribers: 3, crash: 'before-ack', crashAt: 0, restartMs: 50 }
    await using lab = await openLab('mqtt', { style, options })
    await lab.running.stop()
    await lab.client.perform(orderOf(0), never)
    await eventually(async () => expect(await lab.running.depth?.()).toEqual({ ...empty, visible: 3 }))
    await lab.running.start()
    await eventually(async () => expect(await lab.running.depth?.()).toEqual(empty))
    await delay(100)
    expect(lab.executions).toHaveLength(4)
    expect(lab.deliveries.filter((line) => line.startsWith('crashed'))).toHaveLength(1)
  })
})
