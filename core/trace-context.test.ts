import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatOrderId, parseOrderId } from './order.ts'
import { formatTraceparent, parseTraceparent, traceIdOf } from './trace-context.ts'

describe('traceparent', () => {
  const traceId = traceIdOf('run', 'lane', 7)

  test('is of the form of the recommendation, and comes back', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), (span) => {
        const text = formatTraceparent(traceId, span)
        expect(text).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/)
        expect(parseTraceparent(text)).toEqual({ traceId, span })
      }),
    )
  })

  test('is one trace an order', () => {
    expect(traceIdOf('run', 'lane', 7)).toBe(traceId)
    expect(
      new Set([traceId, traceIdOf('run', 'lane', 8), traceIdOf('run', 'b', 7), traceIdOf('r', 'lane', 7)]).size,
    ).toBe(4)
  })

  test.each([
    ['', null],
    ['00-x-y-01', null],
    [`00-${'0'.repeat(32)}-${'1'.repeat(16)}-01`, null],
    [`00-${'1'.repeat(32)}-${'0'.repeat(16)}-01`, null],
    [`ff-${'1'.repeat(32)}-${'1'.repeat(16)}-01`, null],
    [`00-${'A'.repeat(32)}-${'1'.repeat(16)}-01`, null],
    // Somebody else's, and of a version to come.
    [`00-${'1'.repeat(32)}-${'f'.repeat(16)}-00`, { traceId: '1'.repeat(32), span: 0 }],
    [`01-${'1'.repeat(32)}-000000000000000a-01-more`, { traceId: '1'.repeat(32), span: 10 }],
  ])('%s', (text, read) => {
    expect(parseTraceparent(text)).toEqual(read)
  })
})

describe('the id of an order', () => {
  test('says which call of which edge it is of', () => {
    const own = { run: 'r', lane: 'a-b', seq: 12 }
    expect(formatOrderId(own)).toBe('r.a-b.12')
    expect(parseOrderId('r.a-b.12')).toEqual(own)
    const inner = { ...own, call: { edge: 'e1.2.10', number: 3 } }
    expect(formatOrderId(inner)).toBe('r.a-b.12.e1-2-10.3')
    expect(parseOrderId('r.a-b.12.e1-2-10.3')).toEqual(inner)
    for (const none of ['r.a.1.e1.0', 'r.a.1.e2-1.0', 'r.a.1.e1-2', 'r.a.1.2.3']) expect(parseOrderId(none)).toBeNull()
  })
})
