import { expect, test } from 'vitest'
import { NotYours } from './errors.ts'
import { freshToken, hashOf, own } from './ownership.ts'

test('a run is its owner’s, and nobody else’s', () => {
  const token = freshToken()
  const kept = hashOf(token)
  expect(kept).not.toContain(token)
  expect(() => own(kept, token)).not.toThrow()
  for (const other of [freshToken(), '', kept]) expect(() => own(kept, other)).toThrow(NotYours)
})
