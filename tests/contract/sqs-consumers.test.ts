/** What consumers of a queue do besides the work: when they acknowledge, how they crash, and what is put aside. */
import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { type PlaceOrder, receiptFor } from '#core/order.ts'
import type { Options } from '#core/protocols.ts'
import { ServiceRefusal } from '#core/refusal.ts'
import type { ExecutedBy } from '#server/protocols/protocol.ts'
import { eventually, type Lab, never, openLab, orderOf } from './lab.ts'

const empty = { visible: 0, invisible: 0, delayed: 0 }
const idOf = (seq: number) => orderOf(seq).orderId
const one: Options = { consumers: 1, restartMs: 100, visibilityTimeoutS: 1 }

const place = async (lab: Lab, ...seqs: number[]) => {
  for (const seq of seqs) expect((await lab.client.perform(orderOf(seq), never)).kind).toBe('ok')
}
const drained = (lab: Lab) => eventually(async () => expect(await lab.running.depth?.()).toEqual(empty))
const executed = (lab: Lab) => lab.executed.map(({ orderId }) => orderId)

/** Takes `ms` for an order, and leaves it undone when its consumer dies. */
const working = (ms: number) => async (order: PlaceOrder, by?: ExecutedBy) => {
  await delay(ms, undefined, { signal: by?.signal }).catch(() => {
    throw new ServiceRefusal('error', 'the consumer is gone')
  })
  return receiptFor(order)
}

describe('SQS: acknowledge', () => {
  it('before the work: a crash after it loses the order', async () => {
    const options = { ...one, acknowledge: 'before', crash: 'after-ack', crashAt: 1 }
    await using lab = await openLab('sqs', { options })
    await place(lab, 0, 1, 2)
    await drained(lab)
    await eventually(() => expect(executed(lab)).toEqual([idOf(0), idOf(2)]))
    await delay(1500)
    expect(executed(lab)).toEqual([idOf(0), idOf(2)])
    expect(lab.deliveries.filter((line) => line.includes(` ${idOf(1)} `))).toEqual([
      `received ${idOf(1)} 0 1`,
      `settled ${idOf(1)} 0`,
      `crashed ${idOf(1)} 0`,
    ])
  })

  it('after the work: a crash before it does the order again', async () => {
    const options = { ...one, crash: 'before-ack', crashAt: 1 }
    await using lab = await openLab('sqs', { options })
    await place(lab, 0, 1, 2)
    await eventually(() => expect(executed(lab).filter((id) => id === idOf(1))).toHaveLength(2))
    await drained(lab)
    expect(lab.deliveries.filter((line) => line.includes(` ${idOf(1)} `))).toEqual([
      `received ${idOf(1)} 0 1`,
      `crashed ${idOf(1)} 0`,
      `received ${idOf(1)} 0 2`,
      `settled ${idOf(1)} 0`,
    ])
  })

  it('after the work, and crashed after that: done once, and deleted', async () => {
    await using lab = await openLab('sqs', { options: { ...one, crash: 'after-ack', crashRate: 1 } })
    await place(lab, 0, 1)
    await eventually(() => expect(executed(lab)).toEqual([idOf(0), idOf(1)]))
    await drained(lab)
    await delay(1500)
    expect(executed(lab)).toHaveLength(2)
  })

  it('never: it is worked on again and again', async () => {
    await using lab = await openLab('sqs', { options: { ...one, acknowledge: 'never' } })
    await place(lab, 0)
    await eventually(() => expect(executed(lab).length).toBeGreaterThan(2))
    expect(lab.deliveries.some((line) => line.startsWith('settled'))).toBe(false)
    expect(lab.deliveries.slice(0, 2)).toEqual([`received ${idOf(0)} 0 1`, `received ${idOf(0)} 0 2`])
  })
})

describe('SQS: a crash', () => {
  it('drops all that this consumer has in hand, undone, and resets its connections', async () => {
    const options = { ...one, batch: 10, concurrency: 10, crash: 'before-ack', crashAt: 0, restartMs: 5000 }
    let undone = 0
    await using lab = await openLab('sqs', {
      options,
      execute: async (order, by) => {
        const patience = order.orderId === idOf(0) ? 200 : 10_000
        return working(patience)(order, by).catch((error) => {
          undone++
          throw error
        })
      },
    })
    await lab.running.stop()
    await delay(100)
    await place(lab, 0, 1, 2)
    await lab.running.start()
    await eventually(() => expect(lab.deliveries.filter((line) => line.startsWith('crashed'))).toHaveLength(3))
    expect(undone).toBe(2)
    expect(lab.deliveries.some((line) => line.startsWith('settled'))).toBe(false)
    await eventually(() => expect(lab.links.get('consume')?.diagnostics().openConnections).toBe(0))
  })

  it('is of one consumer: the others go on', async () => {
    const options = { ...one, consumers: 2, crash: 'before-ack', crashAt: 0, restartMs: 60_000, visibilityTimeoutS: 1 }
    await using lab = await openLab('sqs', { options })
    await place(lab, 0, 1, 2, 3)
    await drained(lab)
    expect(executed(lab).sort()).toEqual([0, 0, 1, 2, 3].map(idOf))
  })

  it('is decided by the seed: the same orders crash again', async () => {
    const crashes = async () => {
      await using lab = await openLab('sqs', { options: { ...one, crash: 'after-ack', crashRate: 0.4, restartMs: 0 } })
      await place(lab, ...Array.from({ length: 12 }, (_, seq) => seq))
      await drained(lab)
      await eventually(() => expect(new Set(executed(lab)).size).toBe(12))
      return lab.deliveries.filter((line) => line.startsWith('crashed')).sort()
    }
    const first = await crashes()
    expect(first.length).toBeGreaterThan(0)
    expect(first.length).toBeLessThan(12)
    expect(await crashes()).toEqual(first)
  })
})

describe('SQS: the visibility timeout', () => {
  it('shorter than the work: it is done twice, and the first delete settles nothing', async () => {
    let times = 0
    const options = { ...one, consumers: 2 }
    await using lab = await openLab('sqs', {
      options,
      execute: (order, by) => working(times++ === 0 ? 1600 : 0)(order, by),
    })
    await place(lab, 0)
    await eventually(() => expect(executed(lab)).toHaveLength(2))
    await drained(lab)
    await delay(800)
    expect(lab.deliveries).toEqual([`received ${idOf(0)} 0 1`, `received ${idOf(0)} 0 2`, `settled ${idOf(0)} 0`])
  })
})

describe('SQS: concurrency', () => {
  it('is the messages of one consumer at once, whatever it has received', async () => {
    let active = 0
    let most = 0
    await using lab = await openLab('sqs', {
      options: { consumers: 1, batch: 10, concurrency: 3 },
      execute: async (order) => {
        most = Math.max(most, ++active)
        await delay(60)
        active--
        return receiptFor(order)
      },
    })
    await lab.running.stop()
    await place(lab, 0, 1, 2, 3, 4, 5, 6, 7)
    await lab.running.start()
    await eventually(() => expect(lab.executed).toHaveLength(8))
    await drained(lab)
    expect(most).toBe(3)
  })
})

describe('SQS: dead letters', () => {
  const poisoned = { ...one, maxReceives: 2 }
  const failing = (isPoison: () => boolean) => async (order: PlaceOrder) => {
    if (order.orderId === idOf(1) && isPoison()) throw new Error('it cannot be done')
    return receiptFor(order)
  }

  it('are put aside after so many receives, written down, and no depth', async () => {
    await using lab = await openLab('sqs', { options: poisoned, execute: failing(() => true) })
    await place(lab, 0, 1, 2)
    await eventually(() => expect(lab.deliveries).toContain(`dead-lettered ${idOf(1)} 0`))
    expect(executed(lab).filter((id) => id === idOf(1))).toHaveLength(2)
    await drained(lab)
    const told = lab.deliveries.filter((line) => line.includes(` ${idOf(1)} `))
    expect(told).toEqual([
      `received ${idOf(1)} 0 1`,
      `returned ${idOf(1)} 0`,
      `received ${idOf(1)} 0 2`,
      `returned ${idOf(1)} 0`,
      `dead-lettered ${idOf(1)} 0`,
    ])
  })

  it('the lane is not empty before its last dead letter was seen', async () => {
    await using lab = await openLab('sqs', { options: poisoned, execute: failing(() => true) })
    await place(lab, 1)
    for (;;) {
      const depth = await lab.running.depth?.()
      const isDead = lab.deliveries.some((line) => line.startsWith('dead-lettered'))
      if (isDead) break
      expect(depth).not.toEqual(empty)
      await delay(20)
    }
  })

  it.each(['standard', 'fifo'])('go back to their %s queue when somebody says so, and are done', async (queue) => {
    let isPoison = true
    const options = { ...poisoned, queue }
    await using lab = await openLab('sqs', { options, execute: failing(() => isPoison) })
    await place(lab, 0, 1)
    await eventually(() => expect(lab.deliveries).toContain(`dead-lettered ${idOf(1)} 0`))
    isPoison = false
    expect(await lab.running.redrive?.()).toBe(1)
    expect(await lab.running.redrive?.()).toBe(0)
    await eventually(() => expect(lab.deliveries.at(-1)).toBe(`settled ${idOf(1)} 0`))
    await drained(lab)
  })

  it('go back once by themselves where the options say after how long; until then the lane waits', async () => {
    await using lab = await openLab('sqs', { options: { ...poisoned, redriveAfterS: 1 }, execute: failing(() => true) })
    await place(lab, 1)
    const dead = () => lab.deliveries.filter((line) => line.startsWith('dead-lettered'))
    await eventually(() => expect(dead()).toHaveLength(1))
    expect(await lab.running.depth?.()).toEqual({ ...empty, delayed: 1 })
    await eventually(() => expect(dead()).toHaveLength(2))
    await drained(lab)
    expect(executed(lab)).toHaveLength(4)
  })
})

describe('SQS: order', () => {
  const options = { ...one, consumers: 2, acknowledge: 'before', crash: 'before-ack', crashAt: 0, groups: 1 }

  it('a FIFO queue holds a group back until its first message is done with', async () => {
    await using lab = await openLab('sqs', { options: { ...options, queue: 'fifo' } })
    await place(lab, 0, 1, 2, 3)
    await drained(lab)
    await eventually(() => expect(executed(lab)).toEqual([0, 1, 2, 3].map(idOf)))
  })

  it('a standard queue hands out what comes behind', async () => {
    await using lab = await openLab('sqs', { options })
    await place(lab, 0, 1, 2, 3)
    await drained(lab)
    await eventually(() => expect(executed(lab)).toHaveLength(4))
    expect(executed(lab).at(-1)).toBe(idOf(0))
  })

  it('orders of one group that are sent at once stay in order, and other groups do not wait for them', async () => {
    const begun: string[] = []
    await using lab = await openLab('sqs', {
      options: { queue: 'fifo', groups: 4, consumers: 8 },
      execute: async (order) => {
        begun.push(order.orderId)
        await delay(Math.random() * 20)
        return receiptFor(order)
      },
    })
    await Promise.all(Array.from({ length: 40 }, (_, seq) => lab.client.perform(orderOf(seq), never)))
    await drained(lab)
    expect(begun).toHaveLength(40)
    for (let group = 0; group < 4; group++) {
      const ofGroup = begun.map((id) => Number(id.split('.')[2])).filter((seq) => seq % 4 === group)
      expect(ofGroup).toEqual([...ofGroup].sort((a, b) => a - b))
    }
  })

  it.each(['order-id', 'content'])('an order sent twice is taken once (deduplication by %s)', async (deduplicateBy) => {
    await using lab = await openLab('sqs', { options: { queue: 'fifo', deduplicateBy } })
    await place(lab, 0, 0, 1, 0)
    await drained(lab)
    await eventually(() => expect(executed(lab)).toEqual([idOf(0), idOf(1)]))
  })
})
