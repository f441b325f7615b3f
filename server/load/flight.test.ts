import { describe, expect, test } from 'vitest'
import type { Retry } from '#core/attempts.ts'
import type { FailureKind, Outcome, OutcomeKind } from '#core/outcome.ts'
import { VirtualTimers } from '#core/virtual-timers.ts'
import { Flight } from './flight.ts'
import { makeOrder } from './orders.ts'

const order = makeOrder({ run: 'run', lane: 'http', seed: 1, payloadBytes: 10 }, 7)

/** A client that takes `tookMs` for each attempt and ends it as told; `hangs` waits for its signal. */
function flight(ends: (OutcomeKind | 'hangs')[], retry?: Retry, tookMs = 10) {
  const timers = new VirtualTimers()
  const log: string[] = []
  const ids: string[] = []
  const now = () => timers.nowUs() / 1000
  const one = new Flight({
    client: {
      perform: ({ orderId }, signal) =>
        new Promise<Outcome>((resolve) => {
          ids.push(orderId)
          const end = ends.shift() ?? 'ok'
          const failed = (kind: FailureKind): Outcome => ({ kind, detail: '' })
          const aborted = () =>
            resolve(failed((signal.reason as Error).name === 'TimeoutError' ? 'timeout' : 'abandoned'))
          signal.addEventListener('abort', aborted)
          const answer = (): Outcome => (end === 'ok' ? { kind: end, receipt: null } : failed(end as FailureKind))
          if (end !== 'hangs') timers.at(timers.nowUs() + tookMs * 1000, () => resolve(answer()))
        }),
      close: async () => {},
    },
    timers,
    timeoutMs: 100,
    retry,
    onAttempt: (n) => log.push(`${now()} ${n}`),
    onAttemptEnded: (n, kind) => log.push(`${now()} ${n} ${kind}`),
  })
  const sent = one.send(order).then((kind) => log.push(`${now()} ${kind}`))
  return { one, timers, log, ids, sent }
}

const retry: Retry = { attempts: 3, delayMs: 50, on: ['unreachable', 'timeout'] }

describe('one order', () => {
  test('is tried once where nothing else is asked for', async () => {
    const { timers, log, sent } = flight(['unreachable'])
    await timers.advanceTo(1e6)
    await sent
    expect(log).toEqual(['0 1', '10 1 unreachable', '10 unreachable'])
  })

  test('is tried again after the delay, with a deadline of its own each time and always the same id', async () => {
    const { timers, log, ids, sent } = flight(['hangs', 'unreachable', 'ok'], retry)
    await timers.advanceTo(1e6)
    await sent
    expect(log).toEqual(['0 1', '100 1 timeout', '150 2', '160 2 unreachable', '210 3', '220 3 ok', '220 ok'])
    expect(new Set(ids)).toEqual(new Set(['run.http.7']))
  })

  test('stays unknown where an attempt did, although the last one was refused', async () => {
    const { timers, log, sent } = flight(['hangs', 'unreachable', 'unreachable'], retry)
    await timers.advanceTo(1e6)
    await sent
    expect(log.at(-1)).toBe('220 timeout')
  })

  test('is not tried again after what was not asked for', async () => {
    const { timers, log, sent } = flight(['error'], retry)
    await timers.advanceTo(1e6)
    await sent
    expect(log).toEqual(['0 1', '10 1 error', '10 error'])
  })

  test('abandoned during an attempt, it ends there', async () => {
    const { one, timers, log, sent } = flight(['hangs'], retry)
    await timers.advanceTo(20_000)
    one.abandon()
    await sent
    expect(log).toEqual(['0 1', '20 1 abandoned', '20 abandoned'])
  })

  test('abandoned between two attempts, it ends with what is known', async () => {
    const { one, timers, log, sent } = flight(['hangs'], retry)
    await timers.advanceTo(120_000)
    one.abandon()
    await sent
    await timers.advanceTo(1e6)
    expect(log).toEqual(['0 1', '100 1 timeout', '120 timeout'])
  })
})
