import { describe, expect, it } from 'vitest'
import { outcomeOfAbort, outcomeOfBreak, outcomeOfSize } from './broken-call.ts'

describe('a call without an answer', () => {
  const timedOut = AbortSignal.abort(new DOMException('no verdict within 5 ms', 'TimeoutError'))
  const givenUp = AbortSignal.abort(new Error('the run was ended'))

  it.each([
    ['deadline, written', outcomeOfAbort(timedOut, true), 'timeout', 'no verdict within 5 ms'],
    ['deadline, unwritten', outcomeOfAbort(timedOut, false), 'timeout', 'no verdict within 5 ms'],
    ['given up, written', outcomeOfAbort(givenUp, true), 'abandoned', 'the run was ended'],
    ['given up, unwritten', outcomeOfAbort(givenUp, false), 'cancelled', 'the run was ended'],
    ['given up, no error', outcomeOfAbort(AbortSignal.abort('enough'), false), 'cancelled', 'enough'],
    ['broken, written', outcomeOfBreak(new Error('socket hang up'), true), 'reset', 'socket hang up'],
    ['broken, no error', outcomeOfBreak('gone', false), 'unreachable', 'gone'],
  ])('%s', (_, outcome, kind, detail) => {
    expect(outcome).toEqual({ kind, detail })
  })

  it('names the errno once', () => {
    const bare = Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' })
    const full = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:1'), { code: 'ECONNREFUSED' })
    expect(outcomeOfBreak(bare, false)).toEqual({ kind: 'unreachable', detail: 'ECONNRESET: socket hang up' })
    expect(outcomeOfBreak(full, false).detail).toBe('connect ECONNREFUSED 127.0.0.1:1')
  })

  it('says what is too large before it is sent', () => {
    expect(outcomeOfSize(10, 10)).toBeNull()
    expect(outcomeOfSize(11, 10)).toEqual({
      kind: 'invalid',
      detail: 'the payload has 11 bytes, the largest here is 10',
    })
  })
})
