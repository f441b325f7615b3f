import { describe, expect, it } from 'vitest'
import { refusalKinds } from '#core/refusal.ts'
import { outcomeOfStatus, outcomeOfStrangeBody, statusByRefusal } from './outcome.ts'

describe('HTTP outcomes', () => {
  it.each([
    [400, 'invalid'],
    [411, 'invalid'],
    [413, 'invalid'],
    [414, 'invalid'],
    [415, 'invalid'],
    [422, 'invalid'],
    [431, 'invalid'],
    [429, 'overloaded'],
    [503, 'overloaded'],
    [404, 'rejected'],
    [405, 'rejected'],
    [409, 'rejected'],
    [500, 'error'],
    [502, 'error'],
    [302, 'error'],
  ])('%i is %s', (status, kind) => {
    expect(outcomeOfStatus(status, 'why')).toEqual({ kind, detail: `${status} why` })
  })

  it.each(refusalKinds)('carries the refusal %s there and back', (kind) => {
    expect(outcomeOfStatus(statusByRefusal[kind], '').kind).toBe(kind)
  })

  it('calls a 2xx without a receipt an error', () => {
    expect(outcomeOfStrangeBody(200)).toEqual({ kind: 'error', detail: '200 with a body that is no receipt' })
  })
})
