import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import { defaultService } from '#core/defaults.ts'
import type { ServiceSpec } from '#core/experiment.ts'
import type { PlaceOrder } from '#core/order.ts'
import { Crash } from '#core/refusal.ts'
import { VirtualTimers } from '#core/virtual-timers.ts'
import { createIdempotentService } from './idempotent.ts'
import { openReceipts, type Receipts } from './receipts.ts'

const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

const order = (seq: number): PlaceOrder => ({
  orderId: `r.lane.${seq}`,
  customerId: 'c',
  items: [{ sku: 's', quantity: 2, unitPriceCents: 150 }],
  note: '',
})

function databaseFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'wirelab-receipts-'))
  closing.push(() => rmSync(folder, { recursive: true, force: true }))
  return join(folder, 'receipts.sqlite')
}

function open(file = databaseFile(), more: Partial<ServiceSpec> = {}, wrap = (receipts: Receipts) => receipts) {
  const timers = new VirtualTimers()
  const log: string[] = []
  const receipts = openReceipts(file)
  closing.unshift(() => receipts.close())
  const service = createIdempotentService({
    spec: { ...defaultService, work: { dist: 'constant', ms: 10 }, idempotent: true, ...more },
    seed: 1,
    lane: 'lane',
    timers,
    journal: {
      started: (id) => log.push(`started ${id}`),
      done: (id) => log.push(`done ${id}`),
      dropped: (id) => log.push(`dropped ${id}`),
      deduplicated: (id) => log.push(`deduplicated ${id}`),
    },
    receipts: wrap(receipts),
  })
  return { service, timers, log, file, receipts }
}

describe('an idempotent service', () => {
  test('answers what it has done with the receipt that it kept, also after it was started anew', async () => {
    const first = open()
    const told = first.service.execute(order(1))
    await first.timers.advanceTo(10_000)
    const receipt = await told
    expect(await first.service.execute(order(1))).toEqual(receipt)
    expect(first.log).toEqual(['started r.lane.1', 'done r.lane.1', 'deduplicated r.lane.1'])

    const second = open(first.file)
    expect(await second.service.execute(order(1))).toEqual(receipt)
    expect(second.log).toEqual(['deduplicated r.lane.1'])
  })

  test('joins what is under way', async () => {
    const { service, timers, log } = open()
    const both = Promise.all([service.execute(order(1)), service.execute(order(1))])
    await timers.advanceTo(10_000)
    const [one, other] = await both
    expect(one).toEqual(other)
    expect(log).toEqual(['started r.lane.1', 'done r.lane.1', 'deduplicated r.lane.1'])
  })

  test('each subscriber of an order does it once for itself', async () => {
    const { service, timers, log } = open()
    const all = Promise.all([0, 1, 0, 1].map((subscriber) => service.execute(order(1), { subscriber })))
    await timers.advanceTo(10_000)
    await all
    expect(log.filter((line) => line.startsWith('done'))).toHaveLength(2)
    expect(log.filter((line) => line.startsWith('deduplicated'))).toHaveLength(2)
  })

  test('has committed before it says that it is done', async () => {
    const { service, timers, log } = open(databaseFile(), {}, (receipts) => ({
      ...receipts,
      keep: (...kept) => {
        receipts.keep(...kept)
        log.push('committed')
      },
    }))
    const told = service.execute(order(1)).then(() => log.push('told'))
    await timers.advanceTo(10_000)
    await told
    expect(log).toEqual(['started r.lane.1', 'committed', 'done r.lane.1', 'told'])
  })

  test('what cannot be committed is not done: refused with an error, and done the next time', async () => {
    let full = true
    const { service, timers, log } = open(databaseFile(), {}, (receipts) => ({
      ...receipts,
      keep: (...kept) => {
        if (full) throw new Error('disk full')
        receipts.keep(...kept)
      },
    }))
    const refused = expect(service.execute(order(1))).rejects.toMatchObject({ kind: 'error', message: /disk full/ })
    await timers.advanceTo(10_000)
    await refused
    full = false
    const again = service.execute(order(1))
    await timers.advanceTo(20_000)
    await again
    expect(log).toEqual(['started r.lane.1', 'dropped r.lane.1', 'started r.lane.1', 'done r.lane.1'])
  })

  test('crashed in the middle, the work is undone, and who had joined it does it', async () => {
    const { service, timers, log } = open()
    const consumer = new AbortController()
    const crashed = expect(service.execute(order(1), { signal: consumer.signal })).rejects.toMatchObject({
      kind: 'error',
    })
    const joined = service.execute(order(1))
    await timers.advanceTo(5000)
    consumer.abort(new Crash())
    await crashed
    await timers.advanceTo(15_000)
    expect(await joined).toMatchObject({ orderId: 'r.lane.1', status: 'placed' })
    expect(log).toEqual(['started r.lane.1', 'dropped r.lane.1', 'started r.lane.1', 'done r.lane.1'])
  })

  test('who joined may give up, and the work goes on', async () => {
    const { service, timers, log } = open()
    const giveUp = new AbortController()
    const first = service.execute(order(1))
    const joined = expect(service.execute(order(1), { signal: giveUp.signal })).rejects.toMatchObject({ kind: 'error' })
    giveUp.abort()
    await joined
    await timers.advanceTo(10_000)
    await first
    expect(log).toEqual(['started r.lane.1', 'done r.lane.1'])
  })

  test('refuses what is no order', async () => {
    const { service } = open()
    await expect(service.execute(null as never)).rejects.toMatchObject({ kind: 'invalid' })
    await expect(service.execute({ orderId: 7 } as never)).rejects.toMatchObject({ kind: 'invalid' })
  })

  test('however often an order comes and whoever crashes: its effect is there once, or nobody was told yes', async () => {
    const delivery = fc.record({ seq: fc.nat(2), afterUs: fc.nat(15_000), crashAfterUs: fc.option(fc.nat(15_000)) })
    await fc.assert(
      fc.asyncProperty(
        fc.array(delivery, { maxLength: 25 }),
        fc.integer({ min: 1, max: 3 }),
        async (all, concurrency) => {
          const { service, timers, log } = open(':memory:', { concurrency })
          const told: Promise<[number, boolean]>[] = []
          for (const { seq, afterUs, crashAfterUs } of all) {
            const process = new AbortController()
            if (crashAfterUs !== null) timers.at(timers.nowUs() + crashAfterUs, () => process.abort(new Crash()))
            told.push(
              service.execute(order(seq), { signal: process.signal }).then(
                () => [seq, true],
                () => [seq, false],
              ),
            )
            await timers.advanceTo(timers.nowUs() + afterUs)
          }
          await timers.advanceTo(timers.nowUs() + 1e7)
          for (const [seq, yes] of await Promise.all(told)) {
            const done = log.filter((line) => line === `done r.lane.${seq}`).length
            expect(done).toBeLessThanOrEqual(1)
            if (yes) expect(done).toBe(1)
          }
          expect([service.active, service.queued]).toEqual([0, 0])
        },
      ),
      { numRuns: 40 },
    )
  })
})
