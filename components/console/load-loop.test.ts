import { describe, expect, test } from 'vitest'
import type { OutcomeKind } from '#core/outcome.ts'
import { LONGEST_S, LoadLoop, type LoopEnd, MOST_IN_FLIGHT, p50PerSecond } from './load-loop.ts'

/** Time that moves only when it is told to, in steps of the loop's own tick. */
function clock() {
  let nowMs = 0
  const doings = new Set<() => void>()
  return {
    timers: {
      now: () => nowMs,
      every: (_: number, doing: () => void) => {
        doings.add(doing)
        return () => doings.delete(doing)
      },
    },
    async advance(ms: number, stepMs = 5) {
      for (const endMs = nowMs + ms; nowMs < endMs; ) {
        nowMs += stepMs
        for (const doing of doings) doing()
        await Promise.resolve()
        await Promise.resolve()
      }
    },
    get ticking() {
      return doings.size
    },
  }
}

function loopOf(send: (protocol: 'a' | 'b') => Promise<OutcomeKind>, ratePerS = 10) {
  const time = clock()
  const ends: LoopEnd[] = []
  const loop = new LoadLoop(
    { protocols: ['a', 'b'], ratePerS: () => ratePerS, send, onEnd: (why) => ends.push(why) },
    time.timers,
  )
  return { loop, time, ends }
}

describe('LoadLoop', () => {
  test('keeps its rate over each protocol', async () => {
    const { loop, time } = loopOf(async () => 'ok')
    await time.advance(2000)
    for (const lane of loop.lanes.values()) expect(lane.n).toBe(21)
  })

  test('counts from the planned send: what comes late is not hidden', async () => {
    const { loop, time } = loopOf(async () => 'ok')
    await time.advance(1000, 500)
    const lane = loop.lanes.get('a')
    expect(lane?.latency.maxUs).toBe(500_000 - 0)
    expect(lane?.n).toBe(11)
  })

  test('has no more under way than its cap, and says what it did not send', async () => {
    const { loop, time } = loopOf(() => new Promise(() => {}), 50)
    await time.advance(2000)
    const lane = loop.lanes.get('a')
    expect(lane).toMatchObject({ inFlight: MOST_IN_FLIGHT, n: 0 })
    expect(lane?.notSent).toBeGreaterThan(60)
  })

  test('counts failures beside their latency', async () => {
    const { loop, time } = loopOf(async (protocol) => (protocol === 'a' ? 'unreachable' : 'ok'))
    await time.advance(1000)
    expect(loop.lanes.get('a')).toMatchObject({ n: 11, errors: 11, lastFailure: 'unreachable' })
    expect(loop.lanes.get('b')).toMatchObject({ n: 11, errors: 0 })
  })

  test('ends by itself after its longest time, once, and ticks no more', async () => {
    const { loop, time, ends } = loopOf(async () => 'ok', 1)
    await time.advance(LONGEST_S * 1000 + 500, 50)
    loop.stop()
    expect(ends).toEqual(['time'])
    expect(loop.over).toBe(true)
    expect(time.ticking).toBe(0)
  })

  test('a fault is a window from when it is seen to when it is gone; a changed one begins another', async () => {
    const { loop, time } = loopOf(async () => 'ok')
    await time.advance(1000)
    loop.markFaults([{ key: 'x', label: '+200 ms' }])
    await time.advance(1000)
    loop.markFaults([{ key: 'x', label: '+300 ms' }])
    await time.advance(1000)
    loop.markFaults([])
    expect(loop.windows).toEqual([
      { key: 'x', label: '+200 ms', fromS: 1, toS: 2 },
      { key: 'x', label: '+300 ms', fromS: 2, toS: 3 },
    ])
  })

  test('p50 by the second, with a gap where nothing ended', async () => {
    const { loop, time } = loopOf(async () => 'ok', 1)
    await time.advance(2500)
    const lane = loop.lanes.get('a')
    expect(lane && p50PerSecond(lane, 5).map((ms) => ms !== null)).toEqual([true, true, true, false, false])
  })
})
