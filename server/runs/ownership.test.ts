import { expect, test } from 'vitest'
import { freshToken, hashOf, owns } from './ownership.ts'

test('a token is its owner’s, and nobody else’s', () => {
  const token = freshToken()
  const kept = hashOf(token)
  expect(kept).not.toContain(token)
  expect(owns(kept, token)).toBe(true)
  for (const other of [freshToken(), '', kept]) expect(owns(kept, other)).toBe(false)
})
