import { describe, expect, it } from 'vitest'
import { Cursor, secondUnder } from './cursor.ts'

describe('Cursor', () => {
  it('follows the pointer until it is pinned, then keys move it within the run', () => {
    const cursor = new Cursor()
    cursor.hover(4)
    expect(cursor.read()).toEqual({ second: 4, pinned: false })
    cursor.pin(5)
    cursor.hover(9)
    expect(cursor.read().second).toBe(5)
    cursor.step(10, 12)
    expect(cursor.read().second).toBe(12)
    cursor.step(-20, 12)
    expect(cursor.read()).toEqual({ second: 0, pinned: true })
    cursor.leave()
    expect(cursor.read().second).toBeNull()
  })

  it('starts keys at the newest second, and unpins on a second click', () => {
    const cursor = new Cursor()
    cursor.step(-1, 7)
    expect(cursor.read().second).toBe(7)
    cursor.pin(7)
    expect(cursor.read()).toEqual({ second: null, pinned: false })
    cursor.step(1, -1)
    expect(cursor.read().second).toBeNull()
  })
})

describe('secondUnder', () => {
  it('snaps to the second a moment lies in, and to none where nothing was measured', () => {
    expect([0, 0.99, 1, 4.5].map((atS) => secondUnder(atS, 5))).toEqual([0, 0, 1, 4])
    expect([-0.01, 5, 5.2].map((atS) => secondUnder(atS, 5))).toEqual([null, null, null])
  })
})
