import { describe, expect, test } from 'vitest'
import { VirtualTimers } from '#core/virtual-timers.ts'
import { originNow, timersFrom } from '#server/runtime/timing.ts'
import { createBurn } from './burn.ts'

/** Virtual time, in which burning is what makes it pass. */
function burning() {
  const timers = new VirtualTimers()
  let burntUs = 0
  const slices: number[] = []
  const now = () => timers.nowUs() + burntUs
  const burn = createBurn({ nowUs: now, at: (tUs, then) => timers.at(tUs - burntUs, then) }, (untilUs) => {
    slices.push(untilUs - now())
    burntUs += untilUs - now()
  })
  return { burn, now, slices, turn: () => timers.advanceTo(timers.nowUs()) }
}

describe('burning', () => {
  test('begins after who asked for it has gone on, and goes one after the other', async () => {
    const { burn, now, turn } = burning()
    const done: string[] = []
    burn(10, () => done.push(`a ${now()}`))
    burn(5, () => done.push(`b ${now()}`))
    expect(done).toEqual([])
    await turn()
    expect(done).toEqual(['a 10000', 'b 15000'])
  })

  test('work of more than a second is done in slices', async () => {
    const { burn, slices, turn } = burning()
    burn(2500, () => {})
    await turn()
    expect(slices).toEqual([1e6, 1e6, 0.5e6])
  })

  test('called off, it is not done, and the next one is', async () => {
    const { burn, slices, turn } = burning()
    const done: string[] = []
    const cancel = burn(10, () => done.push('a'))
    burn(5, () => done.push('b'))
    cancel()
    await turn()
    expect([done, slices]).toEqual([['b'], [5000]])
  })

  test('keeps the thread from everything else: a timer due meanwhile comes late', async () => {
    const timers = timersFrom(originNow())
    const burn = createBurn(timers)
    const late = new Promise<number>((resolve) => {
      const dueUs = timers.nowUs() + 20_000
      timers.at(dueUs, () => resolve(timers.nowUs() - dueUs))
    })
    await new Promise<void>((resolve) => burn(200, resolve))
    expect(await late).toBeGreaterThan(100_000)
  })
})
