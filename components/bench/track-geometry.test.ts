import { describe, expect, it } from 'vitest'
import { slatsOf, trackGeometry } from './track-geometry.ts'

describe('slatsOf', () => {
  const box = { left: 100, right: 220 }
  it('has one for 20 orders, begun ones too', () => {
    expect([0, 1, 20, 21, 100].map((backlog) => slatsOf(backlog, box).xs.length)).toEqual([0, 1, 1, 2, 5])
  })
  it('says when there are more than it shows, and stays in its box', () => {
    const { xs, isFull } = slatsOf(10_000, box)
    expect(isFull).toBe(true)
    expect(slatsOf(20 * xs.length, box)).toEqual({ xs, width: 1.9, isFull: false })
    expect(Math.min(...xs)).toBeGreaterThan(box.left)
  })
})

describe('trackGeometry', () => {
  it('keeps caller, broker and service apart at every width', () => {
    for (const width of [320, 375, 560, 800, 1440]) {
      const { caller, broker, service, done } = trackGeometry(width)
      expect(caller + 5).toBeLessThan(broker.left)
      expect(broker.left).toBeLessThan(broker.right)
      expect(broker.right).toBeLessThan(service - 5)
      expect(service).toBeLessThan(done)
    }
  })
})
