import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Retry } from '#core/attempts.ts'
import type { PlaceOrder } from '#core/order.ts'
import type { FailureKind, Outcome, OutcomeKind } from '#core/outcome.ts'
import type { Policy } from '#core/policy.ts'
import { createRandom } from '#core/random.ts'
import { Chooser } from '#core/resilience/chooser.ts'
import { VirtualTimers } from '#core/virtual-timers.ts'
import type { Client } from '#server/protocols/protocol.ts'
import { balanced } from './balance.ts'
import { createEdgeClient } from './edge-client.ts'

const orderOf = (seq: number): PlaceOrder => ({ orderId: `run.http.${seq}`, customerId: 'c', items: [], note: '' })

/** How a send ends, and when; `hangs` waits for its signal. */
type End = { kind: OutcomeKind | 'hangs'; tookMs?: number }

/** A client that ends each send as told; when nothing is told any more, with ok. */
function edge(
  policy: Policy | undefined,
  ends: (OutcomeKind | 'hangs' | End)[],
  { timeoutMs = 100, tookMs = 10 } = {},
) {
  const timers = new VirtualTimers()
  const log: string[] = []
  const told: (number | undefined)[] = []
  const ids: string[] = []
  const now = () => timers.nowUs() / 1000
  const client: Client = {
    perform: ({ orderId }, signal, limitMs) =>
      new Promise<Outcome>((resolve) => {
        ids.push(orderId)
        told.push(limitMs)
        const next = ends.shift() ?? 'ok'
        const end: End = typeof next === 'string' ? { kind: next } : next
        const failed = (kind: FailureKind): Outcome => ({ kind, detail: '' })
        signal.addEventListener('abort', () =>
          resolve(failed((signal.reason as Error).name === 'TimeoutError' ? 'timeout' : 'abandoned')),
        )
        const answer = (): Outcome =>
          end.kind === 'ok' ? { kind: 'ok', receipt: null } : failed(end.kind as FailureKind)
        if (end.kind !== 'hangs') timers.at(timers.nowUs() + (end.tookMs ?? tookMs) * 1000, () => resolve(answer()))
      }),
    close: async () => {},
  }
  const one = createEdgeClient({
    client,
    policy,
    timeoutMs,
    timers,
    seed: 1,
    name: 'http',
    onEvent: (event) => {
      const order = event.orderId === 'run.http.0' ? '' : ` #${event.orderId.split('.')[2]}`
      if (event.type === 'decided') log.push(`${now()} ${event.decision}${order}`)
      else log.push(`${now()} ${event.n}${'outcome' in event ? ` ${event.outcome}` : ''}${order}`)
    },
  })
  const giveUp = new AbortController()
  const send = (seq = 0, limitMs?: number) =>
    one.perform(orderOf(seq), giveUp.signal, limitMs).then(({ kind }) => {
      log.push(`${now()} = ${kind}${seq === 0 ? '' : ` #${seq}`}`)
      return kind
    })
  /** What was begun before takes its course first: time passes at once here. */
  const run = async (untilUs = 1e6) => {
    await timers.advanceTo(timers.nowUs())
    await timers.advanceTo(untilUs)
  }
  const abandon = async () => {
    giveUp.abort(new Error('the run was ended'))
    await run(timers.nowUs())
  }
  return { timers, run, log, told, ids, send, abandon }
}

const retry: Retry = { attempts: 3, delayMs: 50, on: ['unreachable', 'timeout'] }

describe('attempts', () => {
  test('there is one where nothing else is asked for', async () => {
    const { run, log, send } = edge(undefined, ['unreachable'])
    void send()
    await run()
    expect(log).toEqual(['0 1', '10 1 unreachable', '10 = unreachable'])
  })

  test('come after the delay, with a deadline of their own each time and always the same id', async () => {
    const { run, log, ids, send } = edge({ retry }, ['hangs', 'unreachable', 'ok'])
    void send()
    await run()
    const retries = ['150 retried', '150 2', '160 2 unreachable', '210 retried', '210 3', '220 3 ok']
    expect(log).toEqual(['0 1', '100 1 timeout', ...retries, '220 = ok'])
    expect(new Set(ids)).toEqual(new Set(['run.http.0']))
  })

  test('leave the order unknown where one did, although the last one was refused', async () => {
    const { run, log, send } = edge({ retry }, ['hangs', 'unreachable', 'unreachable'])
    void send()
    await run()
    expect(log.at(-1)).toBe('220 = timeout')
  })

  test('are not made after what was not asked for', async () => {
    const { run, log, send } = edge({ retry }, ['error'])
    void send()
    await run()
    expect(log).toEqual(['0 1', '10 1 error', '10 = error'])
  })

  test('end where the order is abandoned, in an attempt', async () => {
    const { run, log, send, abandon } = edge({ retry }, ['hangs'])
    void send()
    await run(20_000)
    await abandon()
    await run()
    expect(log).toEqual(['0 1', '20 1 abandoned', '20 = abandoned'])
  })

  test('end where the order is abandoned between two, with what is known', async () => {
    const { run, log, send, abandon } = edge({ retry }, ['hangs'])
    void send()
    await run(120_000)
    await abandon()
    await run()
    expect(log).toEqual(['0 1', '100 1 timeout', '120 = timeout'])
  })

  test('are bounded by the budget of all orders together', async () => {
    const budget = { ratio: 0, reserve: 2 }
    const { run, log, send } = edge({ retry: { ...retry, budget } }, new Array<OutcomeKind>(20).fill('unreachable'))
    for (const seq of [0, 1, 2]) void send(seq)
    await run()
    expect(log.filter((line) => line.includes('retried'))).toHaveLength(2)
    expect(log.filter((line) => line.includes('retry-denied'))).toHaveLength(3)
  })
})

describe('a deadline', () => {
  test('ends it all, and each attempt is told what is left of it', async () => {
    const { run, log, told, send } = edge({ retry, deadline: { ms: 170, propagate: true } }, [
      'hangs',
      'hangs',
      'hangs',
    ])
    void send()
    await run()
    expect(told).toEqual([100, 20])
    expect(log.at(-1)).toBe('170 = timeout')
  })

  test('leaves no retry to be made that nobody would wait for', async () => {
    const { run, log, send } = edge({ retry, deadline: { ms: 150, propagate: true } }, ['hangs'])
    void send()
    await run()
    expect(log).toEqual(['0 1', '100 1 timeout', '100 = timeout'])
  })

  test('of whoever asks holds as well', async () => {
    const { run, told, send } = edge({ deadline: { ms: 90, propagate: true } }, ['hangs'])
    void send(0, 40)
    await run()
    expect(told).toEqual([40])
  })

  test('that passes before anything was sent leaves the order refused, not unknown', async () => {
    const policy: Policy = { deadline: { ms: 50, propagate: true }, bulkhead: { concurrent: 1, queueLimit: 5 } }
    const { run, log, send } = edge(policy, ['hangs'])
    void send(0)
    void send(1)
    await run()
    expect(log).toContain('50 = cancelled #1')
    expect(log).toContain('50 = timeout')
  })
})

describe('a breaker', () => {
  const breaker = { consecutive: 2, breakMs: 200, probes: 1 }

  test('refuses unsent what comes while it is open, and lets a probe through', async () => {
    const { timers, run, log, send } = edge({ breaker }, ['error', 'error', 'error', 'ok'])
    for (const [seq, atMs] of [0, 20, 40, 240, 480].entries()) timers.at(atMs * 1000, () => void send(seq))
    await run()
    expect(log.filter((line) => /breaker|=/.test(line))).toEqual([
      '10 = error',
      '30 breaker-opened #1',
      '30 = error #1',
      '40 breaker-rejected #2',
      '40 = withheld #2',
      '240 breaker-half-opened #3',
      '250 breaker-opened #3',
      '250 = error #3',
      '480 breaker-half-opened #4',
      '490 breaker-closed #4',
      '490 = ok #4',
    ])
  })
})

describe('a bulkhead', () => {
  test('holds so many out and so many waiting, and refuses the next unsent', async () => {
    const { run, log, send } = edge({ bulkhead: { concurrent: 1, queueLimit: 1 } }, [])
    for (const seq of [0, 1, 2]) void send(seq)
    await run()
    expect(log.filter((line) => line.startsWith('0'))).toContain('0 = withheld #2')
    expect(log.filter((line) => / 1($| #)/.test(line))).toEqual(['0 1', '10 1 #1'])
    expect(log).toContain('20 = ok #1')
  })
})

describe('a rate limit', () => {
  test('lets the burst go, makes the next wait its turn, and refuses the rest unsent', async () => {
    const { run, log, send } = edge({ rateLimit: { rateRps: 10, burst: 1, waitMs: 100 } }, [])
    for (const seq of [0, 1, 2]) void send(seq)
    await run()
    expect(log).toContain('0 rate-rejected #2')
    expect(log).toContain('0 = withheld #2')
    expect(log).toContain('100 1 #1')
  })
})

describe('a fallback', () => {
  test('is given after a failure, and makes no yes of it', async () => {
    const { run, log, send } = edge({ fallback: { after: ['error', 'withheld'] } }, ['error', 'timeout'])
    void send(0)
    void send(1)
    await run()
    expect(log).toContain('10 fell-back')
    expect(log).toContain('10 = error')
    expect(log.filter((line) => line.includes('fell-back'))).toHaveLength(1)
  })
})

describe('a hedge', () => {
  const hedge = { afterMs: 30, most: 1, maxShare: 1 }

  test('goes out when the first copy is slow; the first answer counts and the other copy is cancelled', async () => {
    const { run, log, send } = edge({ hedge }, ['hangs', 'ok'])
    void send()
    await run()
    expect(log).toEqual(['0 1', '30 hedged', '30 2', '40 2 ok', '40 hedge-won', '40 1 abandoned', '40 = ok'])
  })

  test('does not go out when the first copy is fast', async () => {
    const { run, log, send } = edge({ hedge }, ['ok'])
    void send()
    await run()
    expect(log).toEqual(['0 1', '10 1 ok', '10 = ok'])
  })

  test('that fails leaves the first copy to answer', async () => {
    const { run, log, send } = edge({ hedge }, [{ kind: 'ok', tookMs: 80 }, 'error'])
    void send()
    await run()
    expect(log.at(-1)).toBe('80 = ok')
  })

  test('is never sent more often than an order may have copies, and all orders together their share', async () => {
    const anyEnd = fc.record({ kind: fc.constantFrom<End['kind']>('ok', 'error', 'hangs'), tookMs: fc.nat(90) })
    const anySpec = fc.record({
      afterMs: fc.integer({ min: 1, max: 60 }),
      most: fc.integer({ min: 1, max: 3 }),
      maxShare: fc.constantFrom(0, 0.5, 3),
    })
    await fc.assert(
      fc.asyncProperty(
        anySpec,
        fc.array(anyEnd, { maxLength: 60 }),
        fc.integer({ min: 1, max: 20 }),
        async (spec, ends, orders) => {
          const { run, log, ids, send } = edge({ hedge: spec }, ends)
          const verdicts = Array.from({ length: orders }, (_, seq) => send(seq))
          await run(1e7)
          await Promise.all(verdicts)
          for (let seq = 0; seq < orders; seq++) {
            expect(ids.filter((id) => id === `run.http.${seq}`).length).toBeLessThanOrEqual(1 + spec.most)
          }
          const hedges = log.filter((line) => line.includes('hedged')).length
          expect(ids.length).toBe(orders + hedges)
          expect(hedges).toBeLessThanOrEqual(10 + spec.maxShare * orders)
          expect(log.filter((line) => line.includes('='))).toHaveLength(orders)
        },
      ),
      { numRuns: 60 },
    )
  })
})

test('replicas are asked as their chooser says, and closed together', async () => {
  const asked = [0, 0, 0]
  let closed = 0
  const clients = asked.map(
    (_, replica): Client => ({
      perform: async () => {
        asked[replica] = (asked[replica] as number) + 1
        return { kind: 'ok', receipt: null }
      },
      close: async () => void closed++,
    }),
  )
  const client = balanced(clients, new Chooser('round-robin', 3, createRandom(1)))
  const { signal } = new AbortController()
  for (let seq = 0; seq < 7; seq++) await client.perform(orderOf(seq), signal)
  await client.close()
  expect([asked, closed]).toEqual([[3, 2, 2], 3])
})
