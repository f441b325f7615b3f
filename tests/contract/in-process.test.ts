import { describe, expect, it } from 'vitest'
import { type PlaceOrder, type Receipt, receiptFor } from '#core/order.ts'
import { ServiceRefusal } from '#core/refusal.ts'
import type { ExecutedBy } from '#server/protocols/protocol.ts'
import { contract, type Skip } from './contract.ts'
import { eventually, never, openLab, orderOf } from './lab.ts'

const noWire: Skip = {
  reason: 'nothing crosses a wire',
  tests: [
    'is unreachable when the link is down',
    'is reset when the connection breaks in the middle',
    'counts on the link what the client sockets count',
  ],
}
const nobodyWaits: Skip = {
  reason: 'nobody waits for the work, so nobody hears how it went',
  tests: [
    'tells the refusals of the service apart',
    'frees the caller at its deadline',
    'frees the caller who gives up',
  ],
}

contract('in-process', { skip: [noWire] })
contract('in-process', { style: 'one-way', skip: [noWire, nobodyWaits] })
contract('in-process', { style: 'async-request-reply', skip: [noWire] })
contract('in-process', { style: 'publish-subscribe', options: { subscribers: 1 }, skip: [noWire, nobodyWaits] })
contract('in-process', { style: 'stream', skip: [noWire] })

/** Works until it is told how each order ends. */
function heldService() {
  const works: PromiseWithResolvers<Receipt>[] = []
  const asked: ExecutedBy[] = []
  const execute = (_order: PlaceOrder, by: ExecutedBy = {}) => {
    const work = Promise.withResolvers<Receipt>()
    works.push(work)
    asked.push(by)
    return work.promise
  }
  return { works, asked, execute }
}

describe('in-process', () => {
  it('finishes what it was working on when it is stopped, since there is no wire to cut', async () => {
    let finish = () => {}
    await using lab = await openLab('in-process', {
      execute: (order) => new Promise((resolve) => (finish = () => resolve(receiptFor(order)))),
    })
    const outcome = lab.client.perform(orderOf(1), never)
    await lab.running.stop()
    finish()
    expect((await outcome).kind).toBe('ok')
  })

  it.each(['one-way', 'publish-subscribe'] as const)(
    '%s: is acknowledged before the work is done, also where it is refused',
    async (style) => {
      const held = heldService()
      await using lab = await openLab('in-process', { style, options: { subscribers: 1 }, execute: held.execute })
      expect(await lab.client.perform(orderOf(1), never)).toEqual({ kind: 'ok', receipt: null })
      expect(held.works).toHaveLength(1)
      held.works[0]?.reject(new ServiceRefusal('overloaded', 'the queue is full'))
      await lab.running.stop()
      expect((await lab.client.perform(orderOf(2), never)).kind).toBe('unreachable')
      expect(held.works).toHaveLength(1)
    },
  )

  it('publish-subscribe: every subscriber works on it, each under its own number', async () => {
    const held = heldService()
    const options = { subscribers: 3 }
    await using lab = await openLab('in-process', { style: 'publish-subscribe', options, execute: held.execute })
    await lab.client.perform(orderOf(1), never)
    expect(held.asked.map(({ subscriber }) => subscriber)).toEqual([0, 1, 2])
  })

  it('async-request-reply: hears of a refusal that comes after the acceptance', async () => {
    const held = heldService()
    await using lab = await openLab('in-process', { style: 'async-request-reply', execute: held.execute })
    const outcome = lab.client.perform(orderOf(1), never)
    await new Promise((resolve) => setTimeout(resolve, 20))
    held.works[0]?.reject(new ServiceRefusal('rejected', 'sold out'))
    expect(await outcome).toEqual({ kind: 'rejected', detail: 'sold out' })
  })

  it.each(['async-request-reply', 'stream'] as const)(
    '%s: ends the work all the same when its caller has left',
    async (style) => {
      const held = heldService()
      await using lab = await openLab('in-process', { style, execute: held.execute })
      const giveUp = new AbortController()
      const outcome = lab.client.perform(orderOf(1), giveUp.signal)
      await eventually(() => expect(held.works).toHaveLength(1))
      giveUp.abort(new Error('enough'))
      expect((await outcome).kind).toBe('abandoned')
      expect(held.asked[0]?.signal?.aborted ?? false).toBe(false)
    },
  )
})
