import { describe, expect, it } from 'vitest'
import { refusalKinds } from '#core/refusal.ts'
import { codeByRefusal, outcomeOfErrors, outcomeOfStrangeResponse } from './outcome.ts'

describe('GraphQL outcomes', () => {
  it.each(refusalKinds)('carries the refusal %s there and back, with status 200', (kind) => {
    const errors = [{ message: 'why', extensions: { code: codeByRefusal[kind] } }]
    expect(outcomeOfErrors({ status: 200, errors })).toEqual({ kind, detail: `${codeByRefusal[kind]} why` })
  })

  it.each([
    ['FORBIDDEN', 'rejected'],
    ['UNAUTHENTICATED', 'rejected'],
    ['BAD_REQUEST', 'invalid'],
    ['GRAPHQL_PARSE_FAILED', 'invalid'],
    ['GRAPHQL_VALIDATION_FAILED', 'invalid'],
    ['REQUEST_ENTITY_TOO_LARGE', 'invalid'],
    ['QUERY_TOO_LONG', 'invalid'],
    ['QUERY_TOO_DEEP', 'invalid'],
    ['QUERY_TOO_COSTLY', 'invalid'],
    ['UNKNOWN_ORDER', 'rejected'],
  ])('the code %s is %s whatever the status says', (code, kind) => {
    expect(outcomeOfErrors({ status: 500, errors: [{ message: '', extensions: { code } }] }).kind).toBe(kind)
  })

  it.each([
    [400, 'invalid'],
    [413, 'invalid'],
    [414, 'invalid'],
    [415, 'invalid'],
    [422, 'invalid'],
    [431, 'invalid'],
    [429, 'overloaded'],
    [503, 'overloaded'],
    [404, 'rejected'],
    [405, 'rejected'],
    [200, 'error'],
    [302, 'error'],
    [500, 'error'],
  ])('without a code that is known, status %i is %s', (status, kind) => {
    expect(outcomeOfErrors({ status }).kind).toBe(kind)
    expect(outcomeOfErrors({ status, errors: [{ message: 'why', extensions: { code: 'OURS' } }] })).toEqual({
      kind,
      detail: 'OURS why',
    })
  })

  it.each([[null], ['no list'], [[null]], [[{ extensions: null }]], [[{ extensions: { code: 7 } }]]])(
    'survives the errors %j',
    (errors) => {
      expect(outcomeOfErrors({ status: 500, errors })).toEqual({ kind: 'error', detail: '500' })
    },
  )

  it('calls a response without a receipt an error', () => {
    expect(outcomeOfStrangeResponse('null')).toEqual({ kind: 'error', detail: 'the response holds no receipt: null' })
  })
})
