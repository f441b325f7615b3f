import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Caller, Workload } from '#core/experiment.ts'
import type { JournalRecord } from '#core/journal.ts'
import type { Outcome } from '#core/outcome.ts'
import type { Policy } from '#core/policy.ts'
import { VirtualTimers } from '#core/virtual-timers.ts'
import type { Client } from '#server/protocols/protocol.ts'
import { LaneLoad } from './lane-load.ts'
import { makeOrder } from './orders.ts'
import { MAX_IN_FLIGHT } from './slots.ts'

const SECOND_US = 1_000_000

/** A client whose verdicts the test decides on. */
function heldClient() {
  const held: { resolve: (outcome: Outcome) => void; signal: AbortSignal }[] = []
  const client: Client = {
    perform: (_order, signal) =>
      new Promise((resolve) => {
        held.push({ resolve, signal })
        signal.addEventListener('abort', () => {
          const timedOut = (signal.reason as Error).name === 'TimeoutError'
          resolve({ kind: timedOut ? 'timeout' : 'abandoned', detail: 'aborted' })
        })
      }),
    close: async () => {},
  }
  return { client, held }
}

const prompt: Client = { perform: async () => ({ kind: 'ok', receipt: null }), close: async () => {} }

function laneLoad(options: {
  workload: Workload
  client: Client
  timeoutMs?: number
  maxOrders?: number
  caller?: Caller
  policy?: Policy
}) {
  const timers = new VirtualTimers()
  const records: JournalRecord[] = []
  const load = new LaneLoad({
    lane: {
      index: 0,
      id: 'http',
      caller: options.caller ?? 'non-blocking',
      timeoutMs: options.timeoutMs ?? 2000,
      policy: options.policy,
    },
    seed: 1,
    workload: options.workload,
    client: options.client,
    timers,
    journal: (record) => records.push(record),
    order: (seq) => makeOrder({ run: 'run', lane: 'http', seed: 1, payloadBytes: 10 }, seq),
    maxOrders: options.maxOrders ?? 1_000_000,
  })
  const of = (kind: JournalRecord['kind']) => records.filter((record) => record.kind === kind)
  return { load, timers, of }
}

const open = (rateRps: number): Workload => ({ open: { rateRps, arrival: 'constant' } })

describe('open loop', () => {
  test('orders go out when due although no reply has come, timed from when they were meant to go', async () => {
    const { client } = heldClient()
    const { load, timers, of } = laneLoad({ workload: open(10), client })
    load.start(0)
    await timers.advanceTo(SECOND_US)
    expect(of('sent').map(({ intendedUs }) => intendedUs)).toEqual(
      Array.from({ length: 10 }, (_, index) => (index + 1) * 100_000),
    )
    expect(load.inFlight).toBe(10)
  })

  test('of many that are due at once some go out at a time, so that others on the thread get a turn; none is lost', async () => {
    const { load, timers, of } = laneLoad({ workload: open(1000), client: prompt })
    await timers.advanceTo(SECOND_US)
    load.start(0)
    let sentBefore = 0
    timers.at(SECOND_US, () => {
      sentBefore = of('sent').length
    })
    await timers.advanceTo(SECOND_US)
    expect(sentBefore).toBeGreaterThan(0)
    expect(sentBefore).toBeLessThan(100)
    expect(of('sent').map(({ intendedUs }) => intendedUs)).toEqual(
      Array.from({ length: 1000 }, (_, index) => (index + 1) * 1000),
    )
  })

  test('a caller gives up at its deadline and says timeout', async () => {
    const { client } = heldClient()
    const { load, timers, of } = laneLoad({ workload: open(1), client, timeoutMs: 500 })
    load.start(0)
    await timers.advanceTo(1.6 * SECOND_US)
    expect(of('verdict').map(({ outcome, tUs }) => [outcome, tUs])).toEqual([['timeout', 1_500_000]])
    expect(load.inFlight).toBe(0)
  })

  test('tells the client when it will give up', async () => {
    const told: (number | undefined)[] = []
    const client: Client = {
      ...prompt,
      perform: async (_order, _signal, timeoutMs) => {
        told.push(timeoutMs)
        return { kind: 'ok', receipt: null }
      },
    }
    const { load, timers } = laneLoad({ workload: open(1), client, timeoutMs: 500 })
    load.start(0)
    await timers.advanceTo(1.5 * SECOND_US)
    expect(told).toEqual([500])
  })

  test('a pause shifts intended times by its length', async () => {
    const { load, timers, of } = laneLoad({ workload: open(1), client: prompt })
    load.start(0)
    await timers.advanceTo(1.5 * SECOND_US)
    load.pause()
    await timers.advanceTo(4.5 * SECOND_US)
    expect(of('sent')).toHaveLength(1)
    load.resume()
    await timers.advanceTo(6 * SECOND_US)
    expect(of('sent').map(({ intendedUs }) => intendedUs)).toEqual([SECOND_US, 5 * SECOND_US, 6 * SECOND_US])
  })

  test('a changed rate is in force at once', async () => {
    const { load, timers, of } = laneLoad({ workload: open(1), client: prompt })
    load.start(0)
    await timers.advanceTo(1.5 * SECOND_US)
    load.change(open(10))
    await timers.advanceTo(2 * SECOND_US)
    expect(of('sent').map(({ intendedUs }) => intendedUs)).toEqual([1e6, 1.6e6, 1.7e6, 1.8e6, 1.9e6, 2e6])
  })

  test('past the cap on orders in flight, arrivals are counted as not sent', async () => {
    const { client } = heldClient()
    const { load, timers, of } = laneLoad({ workload: open(100_000), client })
    load.start(0)
    await timers.advanceTo(0.1005 * SECOND_US)
    expect(of('sent')).toHaveLength(MAX_IN_FLIGHT)
    expect(of('not-sent')).toHaveLength(50)
    load.abandon()
  })

  test('past the cap on orders of a run, the rest of the schedule is not sent', async () => {
    const { load, timers, of } = laneLoad({ workload: open(10), client: prompt, maxOrders: 3 })
    load.start(0)
    await timers.advanceTo(SECOND_US)
    expect([of('sent').length, of('not-sent').length]).toEqual([3, 7])
  })

  test('abandon ends what is in flight, and idle says when', async () => {
    const { client } = heldClient()
    const { load, timers, of } = laneLoad({ workload: open(10), client })
    load.start(0)
    await timers.advanceTo(SECOND_US)
    const idle = load.idle()
    load.abandon()
    await idle
    expect(of('verdict').every(({ outcome }) => outcome === 'abandoned')).toBe(true)
    await timers.advanceTo(3 * SECOND_US)
    expect(of('sent')).toHaveLength(10)
  })
})

describe('closed loop', () => {
  test('a caller whose own policy does not send its order takes a breath before the next', async () => {
    const client: Client = { ...prompt, perform: async () => ({ kind: 'error', detail: '' }) }
    const breaker = { consecutive: 1, breakMs: 10_000, probes: 1 }
    const { load, timers, of } = laneLoad({ workload: { closed: { callers: 1 } }, client, policy: { breaker } })
    load.start(0)
    await timers.advanceTo(SECOND_US)
    for (let ms = 0; ms < 100; ms++) {
      // One turn of the loop between two orders is real.
      await new Promise((resolve) => setImmediate(resolve))
      await timers.advanceTo(SECOND_US + ms * 1000)
    }
    expect(of('verdict').filter(({ outcome }) => outcome === 'withheld').length).toBeLessThanOrEqual(12)
    expect(of('verdict').filter(({ outcome }) => outcome === 'withheld').length).toBeGreaterThan(5)
  })

  test('N callers: never more than N in flight, the next one goes out when a verdict is in', async () => {
    const { client, held } = heldClient()
    const { load, timers, of } = laneLoad({ workload: { closed: { callers: 3 } }, client })
    load.start(0)
    await timers.advanceTo(0)
    expect(of('sent')).toHaveLength(3)
    held[0]?.resolve({ kind: 'ok', receipt: null })
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(of('sent')).toHaveLength(4)
    expect(load.inFlight).toBe(3)
    load.abandon()
  })

  test('fewer callers from the next verdict on; a switch to an open loop lets callers go', async () => {
    const { client, held } = heldClient()
    const { load, timers, of } = laneLoad({ workload: { closed: { callers: 3 } }, client })
    load.start(0)
    await timers.advanceTo(0)
    load.change({ closed: { callers: 1 } })
    for (const { resolve } of held.splice(0)) resolve({ kind: 'ok', receipt: null })
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(load.inFlight).toBe(1)
    load.change(open(10))
    await timers.advanceTo(0.5 * SECOND_US)
    expect(of('sent').length).toBe(3 + 1 + 5)
    load.abandon()
  })
})

describe('blocking callers', () => {
  const caller: Caller = { blocking: { slots: 2, queueLimit: 3 } }

  test('a slot is held from sending to verdict, then the first in the queue has it; the rest is rejected', async () => {
    const { client, held } = heldClient()
    const { load, timers, of } = laneLoad({ workload: open(10), client, caller })
    load.start(0)
    await timers.advanceTo(0.75 * SECOND_US)
    expect([load.inFlight, load.queued]).toEqual([2, 3])
    expect([of('sent').length, of('queued').length, of('rejected').length]).toEqual([2, 3, 2])
    held[1]?.resolve({ kind: 'ok', receipt: null })
    await timers.advanceTo(0.76 * SECOND_US)
    expect([load.inFlight, load.queued]).toEqual([2, 2])
    expect(of('sent').at(-1)).toMatchObject({ seq: 2, n: 1, intendedUs: 300_000 })
  })

  test('the deadline counts from the actual send, not from the queue', async () => {
    const { client } = heldClient()
    const { load, timers, of } = laneLoad({
      workload: open(10),
      client,
      caller: { blocking: { slots: 1, queueLimit: 1 } },
      timeoutMs: 500,
    })
    load.start(0)
    await timers.advanceTo(1.15 * SECOND_US)
    expect(of('verdict').map(({ tUs }) => tUs)).toEqual([600_000, 1_100_000])
  })

  test('at the end of the load the queue goes on to its verdicts; abandoned, it is not sent', async () => {
    const { client, held } = heldClient()
    const { load, timers, of } = laneLoad({ workload: open(10), client, caller })
    load.start(0)
    await timers.advanceTo(0.55 * SECOND_US)
    load.stop()
    held[0]?.resolve({ kind: 'ok', receipt: null })
    await timers.advanceTo(0.6 * SECOND_US)
    expect([load.inFlight, load.queued]).toEqual([2, 2])
    const idle = load.idle()
    load.abandon()
    await idle
    expect(of('not-sent').map(({ n }) => n)).toEqual([1, 1])
    expect(of('sent')).toHaveLength(3)
    expect(of('verdict')).toHaveLength(3)
  })

  test('paused, no slot is given away, and those who wait were due that much later', async () => {
    const { client, held } = heldClient()
    const { load, timers, of } = laneLoad({ workload: open(10), client, caller })
    load.start(0)
    await timers.advanceTo(0.35 * SECOND_US)
    load.pause()
    held[0]?.resolve({ kind: 'ok', receipt: null })
    await timers.advanceTo(1.35 * SECOND_US)
    expect([load.inFlight, load.queued]).toEqual([1, 1])
    load.resume()
    expect(of('sent').at(-1)).toMatchObject({ seq: 2, intendedUs: 1_300_000 })
    load.abandon()
  })

  test('in a closed loop callers share the slots, and nobody is rejected', async () => {
    const { client, held } = heldClient()
    const { load, timers, of } = laneLoad({ workload: { closed: { callers: 9 } }, client, caller })
    load.start(0)
    await timers.advanceTo(0)
    expect([load.inFlight, load.queued, of('rejected').length]).toEqual([2, 7, 0])
    held[0]?.resolve({ kind: 'ok', receipt: null })
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect([load.inFlight, load.queued]).toEqual([2, 7])
    load.abandon()
    await load.idle()
    expect(of('not-sent')).toHaveLength(7)
  })

  test('whatever comes when: every order offered is sent or not, in order, and never more than the slots are busy', async () => {
    const event = fc.record({ afterUs: fc.nat(300_000), ends: fc.nat(3) })
    await fc.assert(
      fc.asyncProperty(fc.array(event, { maxLength: 20 }), fc.nat(3), fc.nat(4), async (events, more, queueLimit) => {
        const { client, held } = heldClient()
        const slots = 1 + more
        const { load, timers, of } = laneLoad({
          workload: open(20),
          client,
          caller: { blocking: { slots, queueLimit } },
          timeoutMs: 400,
        })
        load.start(0)
        for (const { afterUs, ends } of events) {
          await timers.advanceTo(timers.nowUs() + afterUs)
          for (const { resolve } of held.splice(0, ends)) resolve({ kind: 'ok', receipt: null })
          expect(load.inFlight).toBeLessThanOrEqual(slots)
          expect(load.queued).toBeLessThanOrEqual(queueLimit)
        }
        load.stop()
        const dueSoFar = Math.floor(timers.nowUs() / 50_000)
        await timers.advanceTo(timers.nowUs() + 10 * SECOND_US)
        await load.idle()
        expect(of('sent').length + of('rejected').length).toBe(dueSoFar)
        const intended = of('sent').map(({ intendedUs }) => intendedUs)
        expect(intended).toEqual([...intended].sort((a, b) => a - b))
        expect(of('sent').filter(({ n }) => n === 1)).toHaveLength(of('queued').length)
      }),
      { numRuns: 30 },
    )
  })
})
