import fc from 'fast-check'
import { expect, test } from 'vitest'
import { editDistance, nearest } from './nearest.ts'

test('counts insertions, deletions, substitutions and swaps', () => {
  expect(editDistance('', 'abc')).toBe(3)
  expect(editDistance('grcp', 'grpc')).toBe(1)
  expect(editDistance('htp', 'http')).toBe(1)
  expect(editDistance('kitten', 'sitting')).toBe(3)
})

test('is a distance: symmetric, zero only for the same, never more than the longer word', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (a, b) => {
      expect(editDistance(a, b)).toBe(editDistance(b, a))
      expect(editDistance(a, b) === 0).toBe(a === b)
      expect(editDistance(a, b)).toBeLessThanOrEqual(Math.max(a.length, b.length))
    }),
  )
})

test('finds the word that was meant, or none', () => {
  const known = ['in-process', 'http', 'tcp', 'sqs']
  expect(nearest('htp', known)).toBe('http')
  expect(nearest('HTTP', known)).toBe('http')
  expect(nearest('tpc', known)).toBe('tcp')
  expect(nearest('in_process', known)).toBe('in-process')
  expect(nearest('carrier-pigeon', known)).toBeNull()
  expect(nearest('x'.repeat(1e6), known)).toBeNull()
  expect(nearest('http', [])).toBeNull()
})
