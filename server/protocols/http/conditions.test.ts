import { expect, it } from 'vitest'
import { ifMatch, ifNoneMatch } from './conditions.ts'

const current = ['"a.json"', '"a.xml"']

// RFC 9110 §13.1.1 and §13.1.2, with the table of §8.8.3.2.
it.each([
  ['*', true, false],
  ['"a.json"', true, false],
  ['"b", "a.xml"', true, false],
  ['W/"a.json"', false, false],
  ['"b"', false, true],
  ['a.json', false, true],
  ['', false, true],
])('%s: to be changed %j, to be sent again %j', (header, match, noneMatch) => {
  expect(ifMatch(header, current)).toBe(match)
  expect(ifNoneMatch(header, current)).toBe(noneMatch)
})

it.each(['*', '"a.json"'])('%s: where there is nothing, nothing matches', (header) => {
  expect(ifMatch(header, null)).toBe(false)
  expect(ifNoneMatch(header, null)).toBe(true)
})
