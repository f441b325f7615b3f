import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { acceptsGzip, preferredType, prefersAsync } from './negotiation.ts'

const offered = ['application/json', 'application/xml', 'text/html'] as const

describe('Accept', () => {
  it.each([
    [undefined, 'application/json'],
    ['', 'application/json'],
    ['*/*', 'application/json'],
    ['text/html', 'text/html'],
    ['TEXT/HTML', 'text/html'],
    ['text/*', 'text/html'],
    ['application/*', 'application/json'],
    ['text/html;q=0.5, application/xml', 'application/xml'],
    ['text/html;level=1;q=0.9, application/xml; q=0.8', 'text/html'],
    // The more specific range counts, not the first and not the best.
    ['*/*, application/json;q=0', 'application/xml'],
    ['application/*;q=0.2, application/xml;q=0.1, text/html;q=0.15', 'application/json'],
    // What browsers send.
    ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', 'text/html'],
    ['image/png', null],
    ['*/*;q=0', null],
    ['text/html;q=2', null],
    ['text/html;q=x, application/xml', 'application/xml'],
    [',,;q=1,', null],
  ])('%j gets %j', (accept, type) => {
    expect(preferredType(accept, offered)).toBe(type)
  })

  it('never gets what was not offered, whatever it says', () => {
    fc.assert(
      fc.property(fc.string(), (accept) => {
        expect([...offered, null]).toContain(preferredType(accept, offered))
      }),
    )
  })
})

it.each([
  [undefined, false],
  ['', false],
  ['gzip', true],
  ['deflate, GZIP;q=0.5, br', true],
  ['x-gzip', true],
  ['*', true],
  ['gzip;q=0', false],
  ['*, gzip;q=0', false],
  ['br', false],
])('Accept-Encoding %j means gzip: %j', (acceptEncoding, gzip) => {
  expect(acceptsGzip(acceptEncoding)).toBe(gzip)
})

it.each([
  [undefined, false],
  ['', false],
  ['respond-async', true],
  ['wait=10, Respond-Async; foo=1', true],
  ['respond-asynchronously', false],
])('Prefer: %s asks for a 202: %s', (prefer, wanted) => {
  expect(prefersAsync(prefer)).toBe(wanted)
})
