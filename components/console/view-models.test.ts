import { describe, expect, test } from 'vitest'
import { firstDraft, optionNamesOf, optionsOf, orderOf, stackOf } from './draft.ts'
import { phasesOfBrowser, phasesOfServer } from './phases.ts'
import { outcomeOfCode, outcomeOfStatus, outcomeOfThrown } from './senders/outcome.ts'

describe('phases', () => {
  test('of the server: each time ends a phase; what was not measured has none', () => {
    expect(phasesOfServer({ connectUs: 900, firstByteUs: 4000, doneUs: 4500 })).toEqual([
      { name: 'connect', fromUs: 0, toUs: 900 },
      { name: 'wait', fromUs: 900, toUs: 4000 },
      { name: 'receive', fromUs: 4000, toUs: 4500 },
    ])
    expect(phasesOfServer({ connectUs: null, firstByteUs: null, doneUs: 7 })).toEqual([
      { name: 'receive', fromUs: 0, toUs: 7 },
    ])
  })

  test('of the browser: a connection that was there has no phase; without marks there is the total', () => {
    const times = {
      startTime: 100,
      domainLookupStart: 100,
      domainLookupEnd: 100,
      connectStart: 100,
      connectEnd: 100,
      secureConnectionStart: 0,
      responseStart: 130,
      responseEnd: 131,
    }
    expect(phasesOfBrowser(times, 32).map(({ name, toUs }) => [name, toUs])).toEqual([
      ['wait', 30_000],
      ['receive', 31_000],
    ])
    expect(phasesOfBrowser({ ...times, connectEnd: 104 }, 32)[0]).toEqual({ name: 'connect', fromUs: 0, toUs: 4000 })
    expect(phasesOfBrowser(null, 32)).toEqual([{ name: 'total', fromUs: 0, toUs: 32_000 }])
  })
})

describe('the draft', () => {
  test('its note is text or so many bytes', () => {
    expect(orderOf({ ...firstDraft, note: 'hi' }, 'a.b.1').note).toBe('hi')
    expect(orderOf({ ...firstDraft, noteBy: 'bytes', payloadBytes: 9 }, 'a.b.1').note).toHaveLength(9)
  })

  test('a browser is offered what a page decides; the server everything', () => {
    expect(optionNamesOf('http', 'browser')).toEqual(['encoding', 'writer'])
    expect(optionNamesOf('http', 'server')).toContain('tls')
    expect(optionNamesOf('websocket', 'browser')).toEqual([])
  })

  test('the layers follow the options', () => {
    expect(stackOf('http', optionsOf('http', undefined))).toEqual(['JSON', 'HTTP/1.1', 'TCP'])
    expect(stackOf('http', optionsOf('http', { version: '2', encoding: 'protobuf', tls: 'mtls' }))).toEqual([
      'protobuf',
      'HTTP/2',
      'mTLS 1.3',
      'TCP',
    ])
  })
})

describe('outcomes of a browser', () => {
  test.each([
    [201, '', 'ok'],
    [502, '{"detail":"connect ECONNREFUSED 127.0.0.1:1"}', 'unreachable'],
    [502, '{"detail":"socket hang up"}', 'reset'],
    [504, '', 'timeout'],
    [429, '', 'overloaded'],
    [503, '', 'overloaded'],
    [422, '', 'invalid'],
    [409, '', 'rejected'],
    [500, '', 'error'],
  ] as const)('status %i %s is %s', (status, body, kind) => {
    expect(outcomeOfStatus(status, body).kind).toBe(kind)
  })

  test.each([
    ['deadline_exceeded', 'timeout'],
    ['resource_exhausted', 'overloaded'],
    ['invalid_argument', 'invalid'],
    ['unavailable', 'reset'],
    ['internal', 'error'],
    ['failed_precondition', 'rejected'],
  ] as const)('code %s is %s', (code, kind) => {
    expect(outcomeOfCode(code, '').kind).toBe(kind)
  })

  test('a fetch that failed leaves the fate of the order unknown', () => {
    expect(outcomeOfThrown(new TypeError('Failed to fetch'), false).kind).toBe('reset')
    expect(outcomeOfThrown(null, true).kind).toBe('timeout')
  })
})
