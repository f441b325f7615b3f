/** The service is a queue as the theory knows it: G/G/c, first come, first served, to the µs on a virtual clock. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { defaultService } from '#core/defaults.ts'
import { dispersionOf, rateOf } from '#core/theory/arrivals.ts'
import { holds } from '#core/theory/interval.ts'
import { waitsIn } from '#core/theory/waits.ts'
import { VirtualTimers } from '#core/virtual-timers.ts'
import { createArrivals } from '#server/load/arrivals.ts'
import { createOrderService } from './order-service.ts'

interface Seen {
  arrival: number
  started: number
  done: number
}

/** Orders come when they are due, and all of them are done. */
async function serve(dueUs: readonly number[], concurrency: number, seed: number): Promise<Seen[]> {
  const timers = new VirtualTimers()
  const seen = dueUs.map((): Seen => ({ arrival: 0, started: -1, done: -1 }))
  const of = (orderId: string) => seen[Number(orderId.split('.').at(-1))] as Seen
  const service = createOrderService({
    spec: { ...defaultService, work: { dist: 'exponential', meanMs: 10 }, concurrency, queueLimit: dueUs.length },
    seed,
    lane: 'lane',
    timers,
    journal: {
      started(orderId) {
        of(orderId).started = timers.nowUs()
      },
      done(orderId) {
        of(orderId).done = timers.nowUs()
      },
    },
  })
  for (const [seq, due] of dueUs.entries()) {
    timers.at(due, () => {
      const orderId = `run.lane.${seq}`
      of(orderId).arrival = timers.nowUs()
      void service.execute({ orderId, customerId: 'c', items: [], note: '' })
    })
  }
  await timers.advanceTo((dueUs.at(-1) ?? 0) + 60e6)
  await service.close()
  return seen
}

test('measured arrivals and service times, put through the recursion, are the measured waits', async () => {
  const gaps = fc.array(fc.integer({ min: 0, max: 20_000 }), { minLength: 1, maxLength: 60 })
  await fc.assert(
    fc.asyncProperty(gaps, fc.integer({ min: 1, max: 4 }), fc.integer({ min: 0 }), async (given, servers, seed) => {
      let at = 0
      const dueUs = given.map((gap) => {
        at += gap
        return at
      })
      const seen = await serve(dueUs, servers, seed)
      const customers = seen.map(({ arrival, started, done }) => ({ arrival, service: done - started }))
      for (const [index, wait] of waitsIn(customers, servers).entries()) {
        const { arrival, started } = seen[index] as Seen
        expect(started - arrival).toBeCloseTo(wait, 3)
      }
    }),
    { numRuns: 40 },
  )
})

test('Poisson arrivals of the load have their rate, and counts that vary as much as they are large', () => {
  const untilS = 500
  const arrivals = createArrivals({ rateRps: 40, arrival: 'poisson' }, 1, 'lane')
  const atS: number[] = []
  for (let due = arrivals.next() / 1e6; due < untilS; due = arrivals.next() / 1e6) atS.push(due)
  expect(holds(40, rateOf(atS.length, untilS, 0.9999).interval)).toBe(true)
  expect(holds(1, dispersionOf(atS, { windowS: 0.5, untilS }, 0.9999).interval)).toBe(true)
})
