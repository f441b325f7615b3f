/** What a consumer of a topic does besides the work: when it acknowledges, and how it crashes. */
import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { receiptFor } from '#core/order.ts'
import type { Options } from '#core/protocols.ts'
import { ServiceRefusal } from '#core/refusal.ts'
import { heldService } from './held-service.ts'
import { eventually, type Lab, never, openLab, orderOf } from './lab.ts'

const empty = { visible: 0, invisible: 0, delayed: 0 }
const idOf = (seq: number) => orderOf(seq).orderId
const soon: Options = { restartMs: 100, inFlight: 1 }

const place = async (lab: Lab, ...seqs: number[]) => {
  for (const seq of seqs) expect((await lab.client.perform(orderOf(seq), never)).kind).toBe('ok')
}
const drained = (lab: Lab) => eventually(async () => expect(await lab.running.depth?.()).toEqual(empty))
const executed = (lab: Lab) => lab.executed.map(({ orderId }) => orderId)
const of = (lab: Lab, seq: number) => lab.deliveries.filter((line) => line.includes(` ${idOf(seq)} `))

describe('MQTT: acknowledge', () => {
  it.each(['1', '2'])('QoS %s, before the work: a crash after it loses the order', async (qos) => {
    const options = { ...soon, qos, acknowledge: 'before', crash: 'after-ack', crashAt: 1 }
    await using lab = await openLab('mqtt', { options })
    await place(lab, 0, 1)
    await eventually(() => expect(of(lab, 1)).toContain(`crashed ${idOf(1)} 0`))
    await place(lab, 2)
    await eventually(() => expect(executed(lab)).toContain(idOf(2)))
    await drained(lab)
    expect(executed(lab)).toEqual([idOf(0), idOf(2)])
    expect(of(lab, 1)).toEqual([`received ${idOf(1)} 0 1`, `settled ${idOf(1)} 0`, `crashed ${idOf(1)} 0`])
  })

  it.each(['0', '1', '2'])('QoS %s: no more in hand than allowed, and in order, however many wait', async (qos) => {
    const held = heldService()
    await using lab = await openLab('mqtt', { options: { ...soon, qos }, execute: held.execute })
    const seqs = Array.from({ length: 10 }, (_, seq) => seq)
    await place(lab, ...seqs)
    for (const seq of seqs) {
      await eventually(() => expect(held.works.has(idOf(seq))).toBe(true))
      await delay(20)
      expect(held.works.size).toBe(seq + 1)
      held.finish(orderOf(seq))
    }
    expect(executed(lab)).toEqual(seqs.map(idOf))
  })

  it('QoS 1, after the work: a crash before it does the order again, marked as sent again', async () => {
    await using lab = await openLab('mqtt', { options: { ...soon, qos: '1', crash: 'before-ack', crashAt: 1 } })
    await place(lab, 0, 1, 2)
    await eventually(() => expect(executed(lab)).toContain(idOf(2)))
    await drained(lab)
    expect(executed(lab).filter((id) => id === idOf(1))).toHaveLength(2)
    expect(of(lab, 1)).toEqual([
      `received ${idOf(1)} 0 1`,
      `crashed ${idOf(1)} 0`,
      `received ${idOf(1)} 0 2`,
      `settled ${idOf(1)} 0`,
    ])
  })

  it('QoS 1, after the work, and crashed after that: done once', async () => {
    await using lab = await openLab('mqtt', { options: { ...soon, qos: '1', crash: 'after-ack', crashAt: 0 } })
    await place(lab, 0)
    await eventually(() => expect(of(lab, 0)).toContain(`crashed ${idOf(0)} 0`))
    await place(lab, 1)
    await drained(lab)
    await eventually(() => expect(executed(lab)).toEqual([idOf(0), idOf(1)]))
  })

  it('QoS 1, never: the broker holds it until the consumer is back, and then it is done again', async () => {
    await using lab = await openLab('mqtt', { options: { qos: '1', acknowledge: 'never' } })
    await place(lab, 0)
    await eventually(() => expect(executed(lab)).toHaveLength(1))
    await delay(200)
    expect(await lab.running.depth?.()).toEqual({ ...empty, invisible: 1 })
    await lab.running.stop()
    await lab.running.start()
    await eventually(() => expect(executed(lab)).toHaveLength(2))
  })

  it('QoS 2: what was taken over and not done dies with the process that kept it', async () => {
    const options = { qos: '2', inFlight: 8, crash: 'before-ack', crashAt: 0, restartMs: 100 }
    await using lab = await openLab('mqtt', {
      options,
      execute: async (order, by) => {
        const ms = order.orderId === idOf(0) ? 300 : order.orderId === idOf(3) ? 0 : 10_000
        await delay(ms, undefined, { signal: by?.signal }).catch(() => {
          throw new ServiceRefusal('error', 'the consumer is gone')
        })
        return receiptFor(order)
      },
    })
    await place(lab, 0, 1, 2)
    await eventually(() => expect(lab.deliveries.filter((line) => line.startsWith('crashed'))).toHaveLength(3))
    await place(lab, 3)
    await eventually(() => expect(of(lab, 3)).toContain(`settled ${idOf(3)} 0`))
    await drained(lab)
    expect(executed(lab)).toEqual([0, 1, 2, 3].map(idOf))
    expect(of(lab, 1)).toEqual([`received ${idOf(1)} 0 1`, `crashed ${idOf(1)} 0`])
  })
})

describe('MQTT: a crash', () => {
  it('drops all that is in hand, undone, and resets the connection', async () => {
    let undone = 0
    const options = { qos: '1', inFlight: 8, crash: 'before-ack', crashAt: 0, restartMs: 60_000 }
    await using lab = await openLab('mqtt', {
      options,
      execute: async (order, by) => {
        await delay(order.orderId === idOf(0) ? 300 : 10_000, undefined, { signal: by?.signal }).catch(() => {
          undone++
          throw new ServiceRefusal('error', 'the consumer is gone')
        })
        return receiptFor(order)
      },
    })
    await place(lab, 0, 1, 2)
    await eventually(() => expect(lab.deliveries.filter((line) => line.startsWith('crashed'))).toHaveLength(3))
    expect(undone).toBe(2)
    await eventually(() => expect(lab.links.get('consume')?.diagnostics().openConnections).toBe(0))
    expect(lab.deliveries.some((line) => line.startsWith('settled'))).toBe(false)
  })

  it('again and again: each order is done all the same in the end', async () => {
    const options = { qos: '1', inFlight: 4, crash: 'before-ack', crashRate: 0.5, restartMs: 20 }
    await using lab = await openLab('mqtt', { options })
    await place(lab, ...Array.from({ length: 20 }, (_, seq) => seq))
    await drained(lab)
    expect(new Set(executed(lab)).size).toBe(20)
    expect(lab.deliveries.filter((line) => line.startsWith('crashed')).length).toBeGreaterThan(4)
  })

  it('is gone for good where the lane is closed meanwhile', async () => {
    const lab = await openLab('mqtt', { options: { qos: '1', crash: 'before-ack', crashAt: 0, restartMs: 200 } })
    await place(lab, 0)
    await eventually(() => expect(lab.deliveries.some((line) => line.startsWith('crashed'))).toBe(true))
    await lab.close()
    await delay(400)
    expect(lab.executed).toHaveLength(1)
  })
})
