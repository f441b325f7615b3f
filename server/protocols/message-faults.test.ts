import { describe, expect, it } from 'vitest'
import type { Fault } from '#core/experiment.ts'
import type { FaultType } from '#core/faults.ts'
import { defaultsOf } from '#core/fields.ts'
import type { PlaceOrder, Receipt } from '#core/order.ts'
import { consumerOptions } from '#core/protocols/shared.ts'
import type { Options } from '#core/protocols.ts'
import { Consuming } from './consumer-process.ts'
import type { ConsumerOptions } from './consumer-steps.ts'
import { MessageFaults } from './message-faults.ts'

const N = 3000

function fault(type: FaultType, attributes: Options = {}, toxicity = 1): Fault {
  const target = { lane: 'lane', edge: 'e1', part: 'consumer' } as const
  return { id: type.replaceAll('_', '-'), type, target, stream: 'downstream', toxicity, attributes }
}

/** A consumer whose messages come from the test. */
function open(options: Partial<ConsumerOptions> = {}) {
  const messageFaults = new MessageFaults(1, 'lane')
  const log: string[] = []
  const consuming = new Consuming({
    service: {
      messageFaults,
      execute: async ({ orderId }) => {
        log.push(`work ${seqOf(orderId)}`)
        return { orderId } as Receipt
      },
    },
    options: { ...defaultsOf(consumerOptions), ...options },
    env: { seed: 1, lane: 'lane' },
  })
  const process = consuming.begin(() => log.push('crash'))
  const take = (seq: number, delivery = 1) =>
    process.handle({
      order: { orderId: `r.lane.${seq}` } as PlaceOrder,
      subscriber: 0,
      delivery,
      acknowledge: async () => log.push(`ack ${seq}`) > 0,
      loseAcknowledgement: () => log.push(`ack ${seq} lost`),
      retryAfterMs: () => null,
    })
  return { messageFaults, log, take, process, consuming }
}

const seqOf = (orderId: string) => orderId.split('.').at(-1)

describe('faults of messages', () => {
  it.each([
    ['drop_message', {}, ['ack 1']],
    ['duplicate_message', { copies: 2 }, ['work 1', 'work 1', 'work 1', 'ack 1']],
    ['drop_ack', {}, ['work 1', 'ack 1 lost']],
    ['consumer_crash', { when: 'before-ack' }, ['work 1', 'crash']],
    ['consumer_crash', { when: 'after-ack' }, ['work 1', 'ack 1', 'crash']],
  ] as const)('%s %j: %j', async (type, attributes, expected) => {
    const { messageFaults, log, take } = open()
    messageFaults.set(fault(type, attributes))
    await take(1)
    expect(log).toEqual(expected)
  })

  it('poison is so at every delivery, one in so many, and is done once it is lifted', async () => {
    const { messageFaults, log, take } = open()
    messageFaults.set(fault('poison_message', { every: 3 }))
    for (const delivery of [1, 2, 3]) expect(await take(2, delivery)).toBe(false)
    expect(log).toEqual([])
    expect(await take(3)).toBe(true)
    messageFaults.clear('poison-message')
    expect(await take(2, 4)).toBe(true)
    expect(log).toEqual(['work 3', 'ack 3', 'work 2', 'ack 2'])
  })

  it('by its toxicity a share of messages is poison, and always the same ones', () => {
    const poisonIn = (lane: string) => {
      const messageFaults = new MessageFaults(1, lane)
      messageFaults.set(fault('poison_message', { every: 1 }, 0.2))
      return Array.from({ length: N }, (_, seq) => messageFaults.isPoison(`r.lane.${seq}`))
    }
    const poison = poisonIn('lane')
    expect(Math.abs(poison.filter(Boolean).length / N - 0.2)).toBeLessThan(5 * Math.sqrt((0.2 * 0.8) / N))
    expect(poisonIn('lane')).toEqual(poison)
    expect(poisonIn('other')).not.toEqual(poison)
  })

  it('lifted, the very next message is as ever', async () => {
    const { messageFaults, log, take } = open()
    messageFaults.set(fault('drop_message'))
    messageFaults.clear('drop-message')
    expect(await take(1)).toBe(true)
    expect(log).toEqual(['work 1', 'ack 1'])
  })

  it('reordered, a message is overtaken by as many as it says', async () => {
    const { messageFaults, log, take } = open()
    messageFaults.set(fault('reorder_messages', { behind: 2, wait: 60_000 }))
    const first = take(1)
    messageFaults.set(fault('reorder_messages', {}, 0))
    const again = take(2)
    await Promise.all([first, again])
    expect(log.filter((line) => line.startsWith('work'))).toEqual(['work 2', 'work 1'])
  })

  it('a message that is held goes on when its fault is lifted, and so does its acknowledgement', async () => {
    const { messageFaults, log, take } = open()
    messageFaults.set(fault('delay_message', { delay: 60_000 }))
    const held = take(1)
    messageFaults.clear('delay-message')
    await held
    messageFaults.set(fault('delay_ack', { delay: 60_000 }))
    const late = take(2)
    await expect.poll(() => log).toEqual(['work 1', 'ack 1', 'work 2'])
    messageFaults.clear('delay-ack')
    await late
    expect(log.at(-1)).toBe('ack 2')
  })

  it('a consumer that dies lets go of what it holds', async () => {
    const { messageFaults, log, take, consuming } = open()
    messageFaults.set(fault('delay_message', { delay: 60_000 }))
    const held = take(1)
    consuming.crash()
    expect(await held).toBe(false)
    expect(log).toEqual(['crash'])
  })

  it('hits its share, the same messages every time, and draws anew for each delivery', () => {
    const hits = (delivery: number) => {
      const faults = new MessageFaults(1, 'lane')
      faults.set(fault('drop_message', {}, 0.3))
      return Array.from(
        { length: N },
        (_, seq) => faults.fateOf({ orderId: `r.lane.${seq}`, subscriber: 0, delivery }).isDropped,
      )
    }
    expect(Math.abs(hits(1).filter(Boolean).length / N - 0.3)).toBeLessThan(5 * Math.sqrt(0.21 / N))
    expect(hits(1)).toEqual(hits(1))
    expect(hits(2)).not.toEqual(hits(1))
  })
})
