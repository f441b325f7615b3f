import { describe, expect, it } from 'vitest'
import { defaultService } from '#core/defaults.ts'
import type { Fault } from '#core/experiment.ts'
import type { FaultType } from '#core/faults.ts'
import type { PlaceOrder } from '#core/order.ts'
import type { Options } from '#core/protocols.ts'
import { type RefusalMore, refusalOf } from '#core/refusal.ts'
import { VirtualTimers } from '#core/virtual-timers.ts'
import { FaultyService } from './faulty-service.ts'
import { createOrderService } from './order-service.ts'

const MS = 1000
const N = 2000
/** Five standard deviations of a share of N. */
const within = (share: number) => 5 * Math.sqrt((share * (1 - share)) / N)

const order = (seq: number): PlaceOrder => ({ orderId: `r.lane.${seq}`, customerId: 'c', items: [], note: '' })

function open(seed = 1) {
  const timers = new VirtualTimers()
  const done: string[] = []
  const service = createOrderService({
    spec: { ...defaultService, work: { dist: 'constant', ms: 0 } },
    seed,
    lane: 'lane',
    timers,
    journal: { started() {}, done: (orderId) => done.push(orderId) },
  })
  const faulty = new FaultyService({ service, seed, lane: 'lane', timers })
  const fault = (type: FaultType, attributes: Options = {}, toxicity = 1): Fault => ({
    id: type.replaceAll('_', '-'),
    type,
    target: { lane: 'lane', edge: 'e1', part: 'service' },
    stream: 'downstream',
    toxicity,
    attributes,
  })
  /** How an order ended, and when, ms. */
  const ask = async (seq: number, signal?: AbortSignal) => {
    const end = await faulty.execute(order(seq), signal ? { signal } : {}).then(
      (): { kind: string } & RefusalMore => ({ kind: 'ok' }),
      (thrown: unknown) => refusalOf(thrown),
    )
    return { kind: end.kind, status: end.status, retryAfterS: end.retryAfterS, atMs: timers.nowUs() / MS }
  }
  const kinds = async () => {
    const ends: string[] = []
    for (let seq = 0; seq < N; seq++) ends.push((await ask(seq)).kind)
    return ends
  }
  return { timers, faulty, fault, ask, kinds, done }
}

describe('error', () => {
  it.each([0.3, 0.05, 1])(
    'fails a share of %d, within its confidence interval, and works on none of those',
    async (rate) => {
      const { faulty, fault, kinds, done } = open()
      faulty.set(fault('error', { rate }))
      const ends = await kinds()
      const share = ends.filter((kind) => kind === 'error').length / N
      expect(Math.abs(share - rate)).toBeLessThanOrEqual(within(rate))
      expect(done.length).toBe(ends.filter((kind) => kind === 'ok').length)
    },
  )

  it('fails the same orders again from the same seed, others from another, and draws anew for a second attempt', async () => {
    const play = async (seed: number) => {
      const { faulty, fault, kinds } = open(seed)
      faulty.set(fault('error', { rate: 0.3, code: 'rejected' }))
      return { first: await kinds(), second: await kinds() }
    }
    const { first, second } = await play(1)
    expect(await play(1)).toEqual({ first, second })
    expect((await play(2)).first).not.toEqual(first)
    const both = first.filter((kind, i) => kind !== 'ok' && second[i] !== 'ok').length / N
    expect(Math.abs(both - 0.09)).toBeLessThanOrEqual(within(0.09))
  })

  it('multiplies with its toxicity; at 0 it never hits; lifted, the very next order is done', async () => {
    const { faulty, fault, kinds, ask } = open()
    faulty.set(fault('error', { rate: 0.5 }, 0.5))
    const share = (await kinds()).filter((kind) => kind === 'error').length / N
    expect(Math.abs(share - 0.25)).toBeLessThanOrEqual(within(0.25))
    faulty.set(fault('error', { rate: 1 }, 0))
    expect((await ask(1)).kind).toBe('ok')
    faulty.set(fault('error', { rate: 1 }))
    expect((await ask(1)).kind).toBe('error')
    faulty.clear('error')
    expect((await ask(1)).kind).toBe('ok')
  })
})

describe('status', () => {
  it('refuses with each status at its share, and says what kind it is', async () => {
    const { faulty, fault, ask } = open()
    faulty.set(fault('status', { status: '404:20,503:10,422:5,500:5' }))
    const counts = new Map<string, number>()
    for (let seq = 0; seq < N; seq++) {
      const { kind, status } = await ask(seq)
      const key = `${status ?? ''} ${kind}`
      counts.set(key, (counts.get(key) ?? 0) + 1)
    }
    const expected = { '404 rejected': 0.2, '503 overloaded': 0.1, '422 invalid': 0.05, '500 error': 0.05, ' ok': 0.6 }
    expect([...counts.keys()].sort()).toEqual(Object.keys(expected).sort())
    for (const [key, share] of Object.entries(expected)) {
      expect(Math.abs((counts.get(key) ?? 0) / N - share), key).toBeLessThanOrEqual(within(share))
    }
  })
})

describe('size', () => {
  it('pads the receipts at their shares, by the seed, and leaves the rest and the work as they are', async () => {
    const { faulty, fault, done } = open()
    faulty.set(fault('size', { size: '100:20,2000:10' }))
    const sizes = async (from: number) => {
      const notes: (number | undefined)[] = []
      for (let seq = from; seq < from + N; seq++) notes.push((await faulty.execute(order(seq))).note?.length)
      return notes
    }
    const notes = await sizes(0)
    expect(done).toHaveLength(N)
    for (const [length, share] of [
      [100, 0.2],
      [2000, 0.1],
      [undefined, 0.7],
    ] as const) {
      const count = notes.filter((note) => note === length).length
      expect(Math.abs(count / N - share), String(length)).toBeLessThanOrEqual(within(share))
    }
    const again = open()
    again.faulty.set(fault('size', { size: '100:20,2000:10' }))
    expect((await again.faulty.execute(order(7))).note?.length).toBe(notes[7])
    faulty.clear('size')
    expect((await sizes(N)).every((note) => note === undefined)).toBe(true)
  })
})

describe('rate_limit', () => {
  it('lets its burst and its rate through, and tells the rest when to come again', async () => {
    const { faulty, fault, ask, timers } = open()
    faulty.set(fault('rate_limit', { rate: 10, burst: 5, retry_after: 2 }))
    const ends = []
    for (let seq = 0; seq < 7; seq++) ends.push(await ask(seq))
    expect(ends.map(({ kind }) => kind)).toEqual([...Array(5).fill('ok'), 'overloaded', 'overloaded'])
    expect(ends[5]).toMatchObject({ status: 429, retryAfterS: 2 })
    await timers.advanceTo(100 * MS)
    expect([(await ask(7)).kind, (await ask(8)).kind]).toEqual(['ok', 'overloaded'])
  })
})

describe('delays', () => {
  it('a weighted list delays each share by its own', async () => {
    const { faulty, fault, ask, timers } = open()
    faulty.set(fault('delay', { delay: '100ms:30,1s:10' }))
    const asked = Array.from({ length: N }, (_, seq) => ask(seq))
    await timers.advanceTo(0)
    await timers.advanceTo(2000 * MS)
    const ends = await Promise.all(asked)
    for (const [ms, share] of [
      [100, 0.3],
      [1000, 0.1],
    ] as const) {
      const late = ends.filter(({ atMs }) => atMs === ms).length / N
      expect(Math.abs(late - share), `${ms} ms`).toBeLessThanOrEqual(within(share))
    }
  })

  it('percentiles are what they are called', async () => {
    const { faulty, fault, ask, timers } = open()
    faulty.set(fault('percentiles', { p50: 10, p90: 50, p99: 300 }))
    const asked = Array.from({ length: N }, (_, seq) => ask(seq))
    await timers.advanceTo(60_000 * MS)
    const ends = await Promise.all(asked)
    for (const [ms, share] of [
      [10, 0.5],
      [50, 0.9],
      [300, 0.99],
    ] as const) {
      const below = ends.filter(({ atMs }) => atMs <= ms).length / N
      expect(Math.abs(below - share), `${ms} ms`).toBeLessThanOrEqual(within(share))
    }
  })

  it('a slow start is over after its warm-up', async () => {
    const { faulty, fault, ask, timers } = open()
    faulty.set(fault('slow_start', { delay: 100, warm_up: 1000 }))
    const took = async (seq: number) => {
      const fromMs = timers.nowUs() / MS
      const asked = ask(seq)
      await timers.advanceTo((fromMs + 200) * MS)
      return (await asked).atMs - fromMs
    }
    expect(await took(0)).toBe(100)
    await timers.advanceTo(500 * MS)
    expect(await took(1)).toBe(50)
    await timers.advanceTo(1000 * MS)
    expect(await took(2)).toBeLessThanOrEqual(200)
    expect((await ask(3)).kind).toBe('ok')
  })

  it('lifted, lets everybody go on at once', async () => {
    const { faulty, fault, ask } = open()
    faulty.set(fault('delay', { delay: '60s:100' }))
    const asked = [1, 2, 3].map((seq) => ask(seq))
    faulty.clear('delay')
    expect((await Promise.all(asked)).map(({ kind, atMs }) => [kind, atMs])).toEqual(Array(3).fill(['ok', 0]))
  })
})

describe('pause', () => {
  it('answers nobody until it is lifted, then everybody; who gives up is let go', async () => {
    const { faulty, fault, ask, timers, done } = open()
    faulty.set(fault('pause'))
    const leaves = new AbortController()
    const [stays, goes] = [ask(1), ask(2, leaves.signal)]
    await timers.advanceTo(60_000 * MS)
    expect(faulty.inHand).toBe(2)
    leaves.abort()
    expect((await goes).kind).toBe('error')
    faulty.clear('pause')
    expect((await stays).kind).toBe('ok')
    expect(done).toEqual(['r.lane.1'])
    expect(faulty.inHand).toBe(0)
  })
})

describe('cpu_burn', () => {
  it('keeps its thread busy for its share, and stops when it is lifted', () => {
    let nowUs = 0
    let burns = 0
    const due: (() => void)[] = []
    const timers = {
      nowUs: () => (nowUs += 1000),
      at: (_: number, callback: () => void) => {
        due.push(callback)
        return () => void due.splice(0)
      },
    }
    const { faulty, fault } = open()
    void faulty
    const service = { execute: () => Promise.reject(new Error()), active: 0, queued: 0, close: async () => {} }
    const burning = new FaultyService({ service, seed: 1, lane: 'lane', timers })
    burning.set(fault('cpu_burn', { load: 0.4 }))
    for (let i = 0; i < 3; i++) {
      const fromUs = nowUs
      due.shift()?.()
      burns += nowUs - fromUs
    }
    expect(burns / 3).toBeGreaterThanOrEqual(40_000)
    burning.clear('cpu-burn')
    expect(due).toEqual([])
  })
})

describe('a crash', () => {
  it('ends what is in hand undone', async () => {
    const { faulty, fault, ask, done } = open()
    faulty.set(fault('pause'))
    const asked = ask(1)
    faulty.crash()
    expect((await asked).kind).toBe('error')
    expect(done).toEqual([])
  })
})
