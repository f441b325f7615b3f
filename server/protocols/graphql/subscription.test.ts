import { describe, expect, it } from 'vitest'
import { receiptFor } from '#core/order.ts'
import { verdictOf } from '#core/outcome.ts'
import { refusalKinds } from '#core/refusal.ts'
import { codeByRefusal } from './outcome.ts'
import { answerIn, outcomeOfPlacing, toldIn } from './subscription.ts'

const receipt = receiptFor({ orderId: 'a.b.1', customerId: 'c', items: [], note: '' })
const next = (result: unknown) => `event: next\ndata: ${JSON.stringify(result)}\n\n`
const progress = (of: object) => next({ data: { placeOrder: of } })
const received = progress({ kind: 'RECEIVED', receipt: null, refusal: null })
const complete = 'event: complete\ndata:\n\n'
const completed = progress({ kind: 'COMPLETED', receipt: { ...receipt, order: null }, refusal: null })
const failed = (code: string) => next({ errors: [{ message: 'why', extensions: { code } }] })

function told(body: string, { status = 200, type = 'text/event-stream' } = {}) {
  return toldIn(new Response(body, { status, headers: { 'content-type': type } }))
}

describe('a subscription that places an order', () => {
  it.each([':\n\n', received])('is ok once the receipt has come, after %j', async (before) => {
    const outcome = outcomeOfPlacing(await told(before + completed + complete))
    expect(outcome).toEqual({ kind: 'ok', receipt })
  })

  it.each(refusalKinds)('reads the refusal %s, as an event or as an error before any', async (kind) => {
    const refusal = { code: codeByRefusal[kind], message: 'why' }
    const refused = progress({ kind: 'REFUSED', receipt: null, refusal })
    const detail = `${codeByRefusal[kind]} why`
    expect(outcomeOfPlacing(await told(received + refused + complete))).toEqual({ kind, detail })
    expect(outcomeOfPlacing(await told(failed(codeByRefusal[kind]) + complete))).toEqual({ kind, detail })
  })

  it.each([
    ['nothing', ''],
    ['no end', received + complete],
    ['half an end', received + completed.slice(0, -1)],
    ['an error after it was received', received + failed('OVERLOADED') + complete],
    ['a receipt that is none', received + progress({ kind: 'COMPLETED', receipt: {} }) + complete],
    ['no JSON', `${received}event: next\ndata: <no>\n\n`],
  ])('does not know what became of it when it was told %s', async (_, body) => {
    expect(verdictOf(outcomeOfPlacing(await told(body)).kind)).toBe('unknown')
  })

  it.each([
    ['a proxy', 503, '<html>', 'overloaded'],
    ['the server, in JSON', 400, '{"errors":[{"message":"no","extensions":{"code":"QUERY_TOO_DEEP"}}]}', 'invalid'],
  ])('was refused by %s', async (_, status, body, kind) => {
    expect(outcomeOfPlacing(await told(body, { status, type: 'application/json' })).kind).toBe(kind)
  })
})

describe('a subscription to an accepted order', () => {
  it('answers with the end', async () => {
    expect(answerIn(await told(completed + complete))).toEqual({ kind: 'ok', receipt })
  })

  it.each([
    ['an error', failed('OVERLOADED'), 200],
    ['no end', received, 200],
    ['a proxy', '<html>', 503],
  ])('has no answer where there is %s: to be asked again', async (_, body, status) => {
    expect(answerIn(await told(body, { status }))).toEqual({ broken: expect.any(String) })
  })

  it('does not ask again where nobody knows the order any more', async () => {
    expect(answerIn(await told(failed('UNKNOWN_ORDER')))).toMatchObject({ kind: 'abandoned' })
  })
})
