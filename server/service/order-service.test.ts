import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { defaultService } from '#core/defaults.ts'
import type { ServiceSpec } from '#core/experiment.ts'
import type { PlaceOrder } from '#core/order.ts'
import { Crash } from '#core/refusal.ts'
import type { Timers } from '#core/timers.ts'
import { createOrderService } from './order-service.ts'

const spec: ServiceSpec = { ...defaultService, work: { dist: 'constant', ms: 10 }, concurrency: 2, queueLimit: 3 }

const order = (seq: number, run = 'r'): PlaceOrder => ({
  orderId: `${run}.lane.${seq}`,
  customerId: 'c',
  items: [{ sku: 's', quantity: 2, unitPriceCents: 150 }],
  note: '',
})

/** Time that only moves when told to. */
function virtualTimers() {
  let nowUs = 0
  const due: { tUs: number; callback: () => void }[] = []
  const timers: Timers = {
    nowUs: () => nowUs,
    at(tUs, callback) {
      const entry = { tUs, callback }
      due.push(entry)
      return () => void due.splice(due.indexOf(entry), due.includes(entry) ? 1 : 0)
    },
  }
  /** Run what is due up to `tUs`, in order of time. */
  const advanceTo = async (tUs: number) => {
    for (;;) {
      const next = due.filter((entry) => entry.tUs <= tUs).sort((a, b) => a.tUs - b.tUs)[0]
      if (!next) break
      due.splice(due.indexOf(next), 1)
      nowUs = next.tUs
      next.callback()
      await Promise.resolve()
    }
    nowUs = tUs
  }
  return { timers, advanceTo, due }
}

function open(over: Partial<ServiceSpec> = {}, seed = 1) {
  const time = virtualTimers()
  const log: string[] = []
  const expired: string[] = []
  const service = createOrderService({
    spec: { ...spec, ...over },
    seed,
    lane: 'lane',
    timers: time.timers,
    journal: {
      waiting: (id) => log.push(`waiting ${id}`),
      expired: (id) => expired.push(id),
      started: (id, _subscriber, waited) =>
        log.push(`started ${id} ${time.timers.nowUs()}${waited ? ' after waiting' : ''}`),
      dropped: (id, _subscriber, waited) => log.push(`dropped ${id} ${waited ? 'waiting' : 'working'}`),
      done: (id) => log.push(`done ${id} ${time.timers.nowUs()}`),
    },
    maxNoteBytes: 8,
  })
  return { ...time, service, log, expired }
}

describe('order service', () => {
  it('works on as many as it has places, then in order of arrival', async () => {
    const { service, advanceTo, log } = open()
    const receipts = Promise.all([0, 1, 2, 3].map((seq) => service.execute(order(seq))))
    expect([service.active, service.queued]).toEqual([2, 2])
    await advanceTo(20_000)
    expect(log.filter((line) => line.startsWith('started'))).toEqual([
      'started r.lane.0 0',
      'started r.lane.1 0',
      'started r.lane.2 10000 after waiting',
      'started r.lane.3 10000 after waiting',
    ])
    expect((await receipts).map((receipt) => receipt.orderId)).toEqual(['r.lane.0', 'r.lane.1', 'r.lane.2', 'r.lane.3'])
    expect([service.active, service.queued]).toEqual([0, 0])
  })

  it('has journalled the work before it hands out the receipt', async () => {
    const { service, advanceTo, log } = open()
    const told = service.execute(order(7)).then((receipt) => log.push(`told ${receipt.orderId}`))
    await advanceTo(10_000)
    await told
    expect(log).toEqual(['started r.lane.7 0', 'done r.lane.7 10000', 'told r.lane.7'])
  })

  it('refuses what finds the queue full, and only that', async () => {
    const { service, advanceTo } = open()
    const accepted = Promise.all([0, 1, 2, 3, 4].map((seq) => service.execute(order(seq))))
    await expect(service.execute(order(5))).rejects.toMatchObject({ kind: 'overloaded' })
    await advanceTo(30_000)
    expect(await accepted).toHaveLength(5)
  })

  it('lets in what finds the queue full where it is told to', async () => {
    const { service, advanceTo } = open({ overload: 'wait' })
    const all = Promise.all(Array.from({ length: 20 }, (_, seq) => service.execute(order(seq))))
    expect([service.active, service.queued]).toEqual([2, 18])
    await advanceTo(100_000)
    expect(await all).toHaveLength(20)
  })

  it('gives up what nobody waits for any more, and not what its consumer died with', async () => {
    const { service, advanceTo, expired } = open({ concurrency: 1 })
    const [crash, giveUp] = [new AbortController(), new AbortController()]
    const all = Promise.allSettled([
      service.execute(order(0)),
      service.execute(order(1), { signal: giveUp.signal }),
      service.execute(order(2), { signal: crash.signal }),
    ])
    giveUp.abort()
    crash.abort(new Crash())
    await Promise.allSettled([service.execute(order(3), { signal: crash.signal })])
    await advanceTo(20_000)
    await all
    expect(expired).toEqual(['r.lane.1'])
  })

  it('says of all that it let in how it left', async () => {
    const { service, advanceTo, log } = open({ concurrency: 1 })
    const [crash, giveUp] = [new AbortController(), new AbortController()]
    const all = Promise.allSettled([
      service.execute(order(0), { signal: crash.signal }),
      service.execute(order(1), { signal: giveUp.signal }),
      service.execute(order(2)),
      service.execute(order(3)),
    ])
    giveUp.abort()
    crash.abort(new Crash())
    await advanceTo(12_000)
    await service.close()
    await all
    expect(log).toEqual([
      'started r.lane.0 0',
      'waiting r.lane.1',
      'waiting r.lane.2',
      'waiting r.lane.3',
      'dropped r.lane.1 waiting',
      'dropped r.lane.0 working',
      'started r.lane.2 0 after waiting',
      'done r.lane.2 10000',
      'started r.lane.3 10000 after waiting',
      'dropped r.lane.3 working',
    ])
  })

  it('fails every so many orders after their work, each time that they are tried', async () => {
    const { service, advanceTo, log } = open({ poisonEvery: 3 })
    const tried = [0, 1].map(() => service.execute(order(2)).catch((refusal: Error) => refusal.message))
    await advanceTo(10_000)
    for (const outcome of tried) expect(await outcome).toContain('r.lane.2 cannot be done')
    const sound = service.execute(order(3))
    await advanceTo(20_000)
    expect(await sound).toMatchObject({ orderId: 'r.lane.3' })
    expect(log.filter((line) => line.includes('done'))).toHaveLength(1)
  })

  it('takes who gives up out of the queue, and finishes what it has begun', async () => {
    const { service, advanceTo, log } = open({ concurrency: 1 })
    const giveUp = new AbortController()
    const begun = service.execute(order(0), { signal: giveUp.signal })
    const waiting = service.execute(order(1), { signal: giveUp.signal })
    const patient = service.execute(order(2))
    giveUp.abort()
    await expect(waiting).rejects.toMatchObject({ kind: 'error', message: expect.stringContaining('gave up') })
    await expect(service.execute(order(3), { signal: giveUp.signal })).rejects.toMatchObject({ kind: 'error' })
    await advanceTo(20_000)
    expect([(await begun).orderId, (await patient).orderId]).toEqual(['r.lane.0', 'r.lane.2'])
    expect(log.filter((line) => line.startsWith('started'))).toEqual([
      'started r.lane.0 0',
      'started r.lane.2 10000 after waiting',
    ])
  })

  it.each([
    ['no object', null, 'object'],
    ['no id', { ...order(1), orderId: '' }, 'orderId'],
    ['a fractional quantity', { ...order(1), items: [{ sku: 's', quantity: 1.5, unitPriceCents: 1 }] }, 'items[0]'],
    ['items that are no list', { ...order(1), items: {} }, 'items'],
    ['a note over the cap', { ...order(1), note: '아아아' }, '9 bytes'],
    [
      'more than can be counted',
      { ...order(0), items: [{ sku: 's', quantity: 2 ** 40, unitPriceCents: 2 ** 40 }] },
      'items',
    ],
  ])('refuses %s as invalid, naming the field', async (_, given, named) => {
    const { service, log } = open()
    await expect(service.execute(given as PlaceOrder)).rejects.toMatchObject({
      kind: 'invalid',
      message: expect.stringContaining(named),
    })
    expect(log).toEqual([])
  })

  it('draws the same work time for the same order whatever came before, and another for another seed', async () => {
    const work = { dist: 'exponential', meanMs: 50 } as const
    const endOf = async (seed: number, seqs: number[]) => {
      const { service, advanceTo, log } = open({ work, concurrency: 100 }, seed)
      const all = Promise.all(seqs.map((seq) => service.execute(order(seq))))
      await advanceTo(1e9)
      await all
      return log.find((line) => line.startsWith('done r.lane.5 '))
    }
    expect(await endOf(1, [5])).toBe(await endOf(1, [9, 8, 5, 1]))
    expect(await endOf(1, [5])).not.toBe(await endOf(2, [5]))
  })

  it('leaves no timer when closed and refuses what was waiting or being worked on', async () => {
    const { service, due } = open()
    const all = Promise.allSettled([0, 1, 2, 3].map((seq) => service.execute(order(seq))))
    await service.close()
    expect((await all).map((result) => result.status)).toEqual(Array(4).fill('rejected'))
    expect(due).toEqual([])
    await expect(service.execute(order(9))).rejects.toMatchObject({ kind: 'error' })
  })

  it('never works on more than it has places for, and settles every order once', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          concurrency: fc.integer({ min: 1, max: 5 }),
          queueLimit: fc.integer({ min: 0, max: 5 }),
          gapsUs: fc.array(fc.integer({ min: 0, max: 15_000 }), { maxLength: 40 }),
        }),
        async ({ concurrency, queueLimit, gapsUs }) => {
          const { service, advanceTo, log, timers } = open({ concurrency, queueLimit })
          const results: Promise<string>[] = []
          for (const [seq, gapUs] of gapsUs.entries()) {
            await advanceTo(timers.nowUs() + gapUs)
            const settled = service.execute(order(seq))
            results.push(
              settled.then(
                () => 'done',
                (refusal) => refusal.kind,
              ),
            )
            expect(service.active).toBeLessThanOrEqual(concurrency)
            expect(service.queued).toBeLessThanOrEqual(queueLimit)
          }
          await advanceTo(1e9)
          const kinds = await Promise.all(results)
          expect(kinds.every((kind) => kind === 'done' || kind === 'overloaded')).toBe(true)
          const count = (what: string) => log.filter((line) => line.startsWith(what)).length
          expect(count('done')).toBe(kinds.filter((kind) => kind === 'done').length)
          expect(count('started')).toBe(count('done'))
        },
      ),
      { numRuns: 50 },
    )
  })
})
