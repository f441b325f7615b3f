import { expect, it } from 'vitest'
import type { Failure } from '../broken-call.ts'
import { poll } from './poll.ts'
import type { Exchange } from './transport.ts'

const LONG_MS = 60_000
const answer = (status: number): Exchange => ({ status, headers: {}, body: Buffer.alloc(0) })
const broken: Failure = { kind: 'reset', detail: 'ECONNRESET' }

function polling(answers: (Exchange | Failure)[], intervalMs = 1) {
  const [caller, client] = [new AbortController(), new AbortController()]
  const asked = { times: 0 }
  const end = poll({
    ask: async () => answers[asked.times++] ?? answer(500),
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
