import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Customer, waitsIn } from './waits.ts'

const customersOf = fc
  .array(fc.record({ gap: fc.integer({ min: 0, max: 50 }), service: fc.integer({ min: 0, max: 100 }) }), {
    maxLength: 100,
  })
  .map((given) => {
    let arrival = 0
    return given.map(({ gap, service }): Customer => {
      arrival += gap
      return { arrival, service }
    })
  })
const serversOf = fc.integer({ min: 1, max: 5 })

/** Told as a story instead of a formula: whoever comes takes the server that is free first. */
function waitsByStory(customers: readonly Customer[], servers: number): number[] {
  const freeAt = new Array<number>(servers).fill(0)
  return customers.map(({ arrival, service }) => {
    const first = freeAt.indexOf(Math.min(...freeAt))
    const begin = Math.max(arrival, freeAt[first] as number)
    freeAt[first] = begin + service
    return begin - arrival
  })
}

describe('waits', () => {
  test('with one server are Lindley’s', () => {
    fc.assert(
      fc.property(customersOf, (customers) => {
        const waits = waitsIn(customers, 1)
        for (const [at, { arrival }] of customers.entries()) {
          const before = customers[at - 1]
          const lindley = before
            ? Math.max(0, (waits[at - 1] as number) + before.service - (arrival - before.arrival))
            : 0
          expect(waits[at]).toBe(lindley)
        }
      }),
    )
  })

  test('with c servers are those of the story', () => {
    fc.assert(
      fc.property(customersOf, serversOf, (customers, servers) => {
        expect(waitsIn(customers, servers)).toEqual(waitsByStory(customers, servers))
      }),
    )
  })

  test('do not grow with another server', () => {
    fc.assert(
      fc.property(customersOf, serversOf, (customers, servers) => {
        const more = waitsIn(customers, servers + 1)
        for (const [at, wait] of waitsIn(customers, servers).entries()) expect(more[at]).toBeLessThanOrEqual(wait)
      }),
    )
  })

  test('are for customers in the order of their coming', () => {
    const turned = [
      { arrival: 2, service: 1 },
      { arrival: 1, service: 1 },
    ]
    expect(() => waitsIn(turned, 1)).toThrow('in the order of their coming')
  })
})
