/** Replies on a topic, one log for several groups, and what consumers of a log do besides the work. */
import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { type PlaceOrder, receiptFor } from '#core/order.ts'
import type { Options } from '#core/protocols.ts'
import { ServiceRefusal } from '#core/refusal.ts'
import { contract } from './contract.ts'
import { eventually, type Lab, never, openLab, orderOf } from './lab.ts'

contract('kafka', {
  style: 'async-request-reply',
  skip: [
    {
      reason: 'a stopped consumer is not noticed by the caller, who waits until its deadline',
      tests: ['is unreachable when the server is stopped', 'stops and starts on the same port'],
    },
  ],
})
contract('kafka', {
  style: 'publish-subscribe',
  skip: [
    { reason: 'the broker answers the caller, not the services', tests: ['tells the refusals of the service apart'] },
    {
      reason: 'stopped consumers are not noticed by the producer: that is the point of a log',
      tests: ['is unreachable when the server is stopped'],
    },
  ],
})

const empty = { visible: 0, invisible: 0, delayed: 0 }
const idOf = (seq: number) => orderOf(seq).orderId
const idsOf = (orders: PlaceOrder[]) => orders.map(({ orderId }) => orderId)
const ids = (count: number) => Array.from({ length: count }, (_, seq) => idOf(seq))
const soon: Options = { restartMs: 100, sessionTimeoutMs: 500, fetchWaitMs: 50 }

const placeAll = async (lab: Lab, count: number) => {
  const told = await Promise.all(Array.from({ length: count }, (_, seq) => lab.client.perform(orderOf(seq), never)))
  expect(told.map(({ kind }) => kind)).toEqual(Array(count).fill('ok'))
}
const drained = (lab: Lab) => eventually(async () => expect(await lab.running.depth?.()).toEqual(empty))

it('publish-subscribe: the log holds an order once, and every group does it once', async () => {
  await using lab = await openLab('kafka', { style: 'publish-subscribe', options: { subscribers: 3, ...soon } })
  await placeAll(lab, 5)
  await drained(lab)
  const by = lab.executions.map(({ orderId, subscriber }) => `${orderId} ${subscriber}`).sort()
  expect(by).toEqual(ids(5).flatMap((id) => [0, 1, 2].map((subscriber) => `${id} ${subscriber}`)))
})

it('async-request-reply: callers are told their own, two of them at once', async () => {
  await using lab = await openLab('kafka', { style: 'async-request-reply', options: soon })
  const other = await lab.connectDirectly()
  const asked = Array.from({ length: 40 }, (_, seq) => (seq % 2 ? other : lab.client).perform(orderOf(seq), never))
  const told = await Promise.all(asked)
  expect(told).toEqual(told.map((_, seq) => ({ kind: 'ok', receipt: receiptFor(orderOf(seq)) })))
})

describe('producing', () => {
  it.each<Options>([
    { acks: '0' },
    { acks: '1' },
    { idempotent: true },
    { batch: 50, lingerMs: 20 },
    { batch: 50, lingerMs: 20, compression: 'gzip' },
    { compression: 'zstd' },
    { key: 'none' },
  ])('%o: every order is done once', async (options) => {
    await using lab = await openLab('kafka', { options: { ...soon, ...options } })
    await placeAll(lab, 100)
    await drained(lab)
    expect(idsOf(lab.executed).sort()).toEqual(ids(100).sort())
  })

  it('acks=0: the caller waits for no answer', async () => {
    const delayMs = 2000
    const told = async (acks: string) => {
      await using lab = await openLab('kafka', { options: { ...soon, acks } })
      await lab.client.perform(orderOf(0), never)
      const attributes = { latency: delayMs }
      lab.firstLink().setFault({ id: 'far', type: 'latency', stream: 'downstream', toxicity: 1, attributes })
      const fromMs = performance.now()
      expect((await lab.client.perform(orderOf(1), never)).kind).toBe('ok')
      return performance.now() - fromMs
    }
    expect(await told('0')).toBeLessThan(delayMs / 2)
    expect(await told('1')).toBeGreaterThan(delayMs * 0.9)
  })

  it('keeps the order of each key, over several partitions, consumers and places', async () => {
    const options = { ...soon, partitions: 4, consumers: 2, concurrency: 8, keys: 5 }
    await using lab = await openLab('kafka', {
      options,
      execute: async (order) => {
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 5))
        return receiptFor(order)
      },
    })
    for (let seq = 0; seq < 100; seq++) await lab.client.perform(orderOf(seq), never)
    await drained(lab)
    const seqs = idsOf(lab.executed).map((id) => Number(id.split('.').at(-1)))
    for (let key = 0; key < 5; key++) {
      const own = seqs.filter((seq) => seq % 5 === key)
      expect(own).toEqual([...own].sort((a, b) => a - b))
    }
    expect(seqs).toHaveLength(100)
  })
})

describe('consuming', () => {
  it('leaves the lag to the log while the consumers are stopped, and drains it afterwards', async () => {
    await using lab = await openLab('kafka', { options: { ...soon, partitions: 1 } })
    await lab.running.stop()
    await placeAll(lab, 20)
    expect(await lab.running.depth?.()).toEqual({ ...empty, visible: 20 })
    expect(lab.executed).toEqual([])
    await lab.running.start()
    await drained(lab)
    expect(idsOf(lab.executed)).toEqual(ids(20))
  })

  it('rewound, every group reads again what is in the log, also after a crash; or only what is new enough', async () => {
    const options = { ...soon, subscribers: 2, crash: 'before-ack', crashAt: 4 }
    await using lab = await openLab('kafka', { style: 'publish-subscribe', options })
    await placeAll(lab, 5)
    await drained(lab)
    const before = lab.executions.length
    lab.running.crash?.()
    await lab.running.rewind?.(0)
    await drained(lab)
    expect(lab.executions).toHaveLength(before + 10)
    await delay(1000)
    await lab.running.rewind?.(500)
    await lab.client.perform(orderOf(5), never)
    await drained(lab)
    expect(lab.executions).toHaveLength(before + 12)
  })

  it('rewound while they are stopped, they stay so', async () => {
    await using lab = await openLab('kafka', { options: soon })
    await placeAll(lab, 3)
    await drained(lab)
    await lab.running.stop()
    await lab.running.rewind?.(0)
    expect(await lab.running.depth?.()).toEqual({ ...empty, visible: 3 })
    await lab.running.start()
    await drained(lab)
    expect(lab.executed).toHaveLength(6)
  })

  it('before the work: a crash after the commit loses the order', async () => {
    const options = { ...soon, partitions: 1, acknowledge: 'before', crash: 'after-ack', crashAt: 1 }
    await using lab = await openLab('kafka', { options })
    await placeAll(lab, 3)
    await drained(lab)
    await eventually(() => expect(idsOf(lab.executed)).toEqual([idOf(0), idOf(2)]))
  })

  it('after the work: a crash before the commit does the order again', async () => {
    const options = { ...soon, partitions: 1, acknowledge: 'after', crash: 'before-ack', crashAt: 1 }
    await using lab = await openLab('kafka', { options })
    await placeAll(lab, 3)
    await drained(lab)
    expect(idsOf(lab.executed)).toEqual([idOf(0), idOf(1), idOf(1), idOf(2)])
  })

  it('a failed order holds up its key until it is done, and what would be refused for ever is passed over', async () => {
    const answers = [new Error('the work failed'), new ServiceRefusal('overloaded', 'no room'), null]
    answers.push(new ServiceRefusal('invalid', 'no order'))
    await using lab = await openLab('kafka', {
      options: { ...soon, partitions: 1 },
      execute: async (order) => {
        const refusal = answers.shift()
        if (refusal) throw refusal
        return receiptFor(order)
      },
    })
    await placeAll(lab, 2)
    await drained(lab)
    expect(idsOf(lab.executed)).toEqual([0, 0, 0, 1].map(idOf))
  })
})

describe('through a processor that dies between writing and committing', () => {
  const dies: Options = { ...soon, partitions: 2, throughCrashAt: 3 }

  it('written and then committed, the order is written and done twice', async () => {
    await using lab = await openLab('kafka', { options: { ...dies, through: 'plain' } })
    await placeAll(lab, 10)
    await drained(lab)
    // And with it whatever had come together with it.
    expect([...new Set(idsOf(lab.executed))].sort()).toEqual(ids(10).sort())
    expect(idsOf(lab.executed).filter((id) => id === idOf(3))).toHaveLength(2)
  })

  it('in one transaction, it is done once, whoever reads it', async () => {
    const options = { ...dies, through: 'transactional', subscribers: 2 }
    await using lab = await openLab('kafka', { style: 'publish-subscribe', options })
    await placeAll(lab, 10)
    await drained(lab)
    const by = lab.executions.map(({ orderId, subscriber }) => `${orderId} ${subscriber}`).sort()
    expect(by).toEqual(ids(10).flatMap((id) => [0, 1].map((subscriber) => `${id} ${subscriber}`)))
  })

  it('passes on who waits for an answer', async () => {
    const options = { ...soon, through: 'transactional' }
    await using lab = await openLab('kafka', { style: 'async-request-reply', options })
    expect(await lab.client.perform(orderOf(0), never)).toEqual({ kind: 'ok', receipt: receiptFor(orderOf(0)) })
  })

  it('loses nothing while its link is down now and then', async () => {
    await using lab = await openLab('kafka', { options: { ...soon, through: 'transactional' } })
    const link = lab.links.get('consume')
    for (let round = 0; round < 3; round++) {
      const placed = Array.from({ length: 5 }, (_, n) => lab.client.perform(orderOf(5 * round + n), never))
      link?.setFault({ id: 'down', type: 'down', stream: 'both', toxicity: 1, attributes: {} })
      await delay(200)
      await link?.clearFault('down')
      await Promise.all(placed)
    }
    await drained(lab)
    expect([...new Set(idsOf(lab.executed))].sort()).toEqual(ids(15).sort())
  })
})
