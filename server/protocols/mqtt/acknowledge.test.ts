import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodePuback, encodePubcomp, PubacksInOrder } from './acknowledge.ts'

describe('acknowledgements', () => {
  it('are four bytes', () => {
    expect(encodePuback(0x1234)).toEqual(Buffer.from([0x40, 2, 0x12, 0x34]))
    expect(encodePubcomp(65_535)).toEqual(Buffer.from([0x70, 2, 0xff, 0xff]))
  })

  it('PUBACKs go out in the order of the messages, each as soon as those before it are done', () => {
    const messages = fc.integer({ min: 1, max: 30 }).chain((count) => {
      const all = Array.from({ length: count }, (_, at) => at)
      return fc.shuffledSubarray(all).map((doneInThisOrder) => ({ count, doneInThisOrder }))
    })
    fc.assert(
      fc.property(messages, ({ count, doneInThisOrder }) => {
        const sent: Buffer[] = []
        const pubacks = new PubacksInOrder({ write: (bytes: Buffer) => sent.push(bytes) > 0 })
        const done = Array.from({ length: count }, (_, at) => pubacks.expect(at + 1))
        const finished = new Set<number>()
        for (const at of doneInThisOrder) {
          done[at]?.acknowledge()
          finished.add(at)
          let head = 0
          while (finished.has(head)) head++
          expect(sent).toEqual(Array.from({ length: head }, (_, before) => encodePuback(before + 1)))
        }
      }),
    )
  })

  it('what waits for a message before it is told when the PUBACK is out, or that the connection is gone', async () => {
    const sent: Buffer[] = []
    const pubacks = new PubacksInOrder({ write: (bytes: Buffer) => sent.push(bytes) > 0 })
    const [first, second, third, fourth] = [1, 2, 3, 4].map((id) => pubacks.expect(id))
    const late = second?.acknowledge()
    const never = fourth?.acknowledge()
    expect(sent).toEqual([])
    expect(await first?.acknowledge()).toBe(true)
    expect(await late).toBe(true)
    pubacks.close()
    expect(await never).toBe(false)
    void third
    expect(sent).toHaveLength(2)
  })
})
