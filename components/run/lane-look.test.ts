import { expect, test } from 'vitest'
import { lookOf } from './lane-look.ts'

test('twelve lanes look like twelve: no two share colour and marker, nor colour and dash', () => {
  const looks = Array.from({ length: 12 }, (_, order) => lookOf(order))
  expect(new Set(looks.map(({ lineToken, marker }) => `${lineToken} ${marker}`)).size).toBe(12)
  expect(new Set(looks.map(({ lineToken, dash }) => `${lineToken} ${dash}`)).size).toBe(12)
  expect(lookOf(6).lineToken).toBe(lookOf(0).lineToken)
})
