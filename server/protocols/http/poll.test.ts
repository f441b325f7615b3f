import { expect, it, vi } from 'vitest'
import type { Failure } from '../broken-call.ts'
import { LONGEST_WAIT_MS, poll, retryAfterMs } from './poll.ts'
import type { Exchange } from './transport.ts'

const LONG_MS = 60_000
const answer = (status: number, headers: Exchange['headers'] = {}): Exchange => ({
  status,
  headers,
  body: Buffer.alloc(0),
})
const broken: Failure = { kind: 'reset', detail: 'ECONNRESET' }

function polling(answers: (Exchange | Failure)[], intervalMs = 1, accepted = answer(202)) {
  const [caller, client] = [new AbortController(), new AbortController()]
  const asked = { times: 0 }
  const end = poll({
    ask: async () => answers[asked.times++] ?? answer(500),
    accepted,
    intervalMs,
    signal: caller.signal,
    closing: client.signal,
  })
  return { asked, caller, client, end }
}

it('asks again after each 202 and gives the first other answer', async () => {
  const { asked, end } = polling([answer(202), answer(202), answer(200), answer(409)])
  expect(await end).toEqual(answer(200))
  expect(asked.times).toBe(3)
})

it('asks again when a question breaks, and after three in a row does not know', async () => {
  const patient = polling([broken, broken, answer(202), broken, broken, answer(200)])
  expect(await patient.end).toEqual(answer(200))
  const tired = polling([answer(202), broken, broken, broken, answer(200)])
  expect(await tired.end).toMatchObject({ kind: 'reset' })
  expect(tired.asked.times).toBe(4)
})

it('does not call an order refused that nobody knows any more', async () => {
  expect(await polling([answer(404)]).end).toMatchObject({ kind: 'abandoned' })
})

it('lets the caller go in the middle of waiting', async () => {
  const late = polling([], LONG_MS)
  late.caller.abort(new DOMException('too late', 'TimeoutError'))
  expect(await late.end).toEqual({ kind: 'timeout', detail: 'too late' })
  const bored = polling([], LONG_MS)
  bored.caller.abort(new Error('enough'))
  expect(await bored.end).toEqual({ kind: 'abandoned', detail: 'enough' })
})

it('waits for nothing when the client is closed', async () => {
  const { asked, client, end } = polling([], LONG_MS)
  client.abort()
  expect(await end).toEqual({ kind: 'reset', detail: 'the client was closed' })
  expect(asked.times).toBe(0)
})

it.each<[Exchange['headers'], number]>([
  [{}, 0],
  [{ 'retry-after': '0' }, 0],
  [{ 'retry-after': '3' }, 3000],
  [{ 'retry-after': ' 3 ' }, 3000],
  [{ 'retry-after': '86400' }, LONGEST_WAIT_MS],
  [{ 'retry-after': '9'.repeat(400) }, LONGEST_WAIT_MS],
  [{ 'retry-after': '-5' }, 0],
  [{ 'retry-after': '1.5' }, 0],
  [{ 'retry-after': 'soon' }, 0],
  [{ 'retry-after': 'Fri, 31 Dec 1999 23:59:59 GMT', date: 'Fri, 31 Dec 1999 23:59:54 GMT' }, 5000],
  [{ 'retry-after': 'Fri, 31 Dec 1999 23:59:54 GMT', date: 'Fri, 31 Dec 1999 23:59:59 GMT' }, 0],
  [{ 'retry-after': 'Fri, 31 Dec 1999 23:59:59 GMT' }, 0],
])('reads %j as a wait of %i ms', (headers, ms) => {
  expect(retryAfterMs({ headers })).toBe(ms)
})

it('asks no sooner than the server says, first by the 202 and then by each answer, nor than its own interval', async () => {
  vi.useFakeTimers()
  try {
    const INTERVAL_MS = 2000
    const answers = [answer(202, { 'retry-after': '1' }), answer(202), answer(200)]
    const { asked, end } = polling(answers, INTERVAL_MS, answer(202, { 'retry-after': '3' }))
    const timesAfter = async (ms: number) => {
      await vi.advanceTimersByTimeAsync(ms)
      return asked.times
    }
    expect([await timesAfter(2999), await timesAfter(1)]).toEqual([0, 1])
    expect([await timesAfter(1999), await timesAfter(1)]).toEqual([1, 2])
    expect([await timesAfter(1999), await timesAfter(1)]).toEqual([2, 3])
    expect(await end).toEqual(answer(200))
  } finally {
    vi.useRealTimers()
  }
})
