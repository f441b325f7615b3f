import { describe, expect, it } from 'vitest'
import { loss, RETRANSMISSION_TIMEOUT_US } from './loss.ts'
import { packetLoss } from './packet_loss.ts'
import { bytesAt, settings, VirtualWire } from './virtual-wire.ts'

const N = 5000
const within = (share: number) => 5 * Math.sqrt((share * (1 - share)) / N)

describe('loss', () => {
  it('holds what is lost for one retransmission timeout, and all behind it', () => {
    const wire = new VirtualWire()
    const stage = loss(settings('loss', { loss_rate: 1 })).stage?.(wire)
    stage?.take(bytesAt(0))
    wire.advance(RETRANSMISSION_TIMEOUT_US - 1)
    expect(wire.passed).toEqual([])
    wire.advance(1)
    expect(wire.passed.length).toBe(1)
  })

  it('loses its share of the chunks, the same ones every time, and no byte for good', () => {
    const play = () => {
      const wire = new VirtualWire()
      const stage = loss(settings('loss', { loss_rate: 0.1 })).stage?.(wire)
      const late = Array.from({ length: N }, (_, i) => {
        stage?.take(bytesAt(i))
        const isLate = (stage?.heldBytes ?? 0) > 0
        wire.advance(RETRANSMISSION_TIMEOUT_US)
        return isLate
      })
      expect(wire.passed.map(({ item }) => item.offset)).toEqual(late.map((_, i) => i))
      return late
    }
    const late = play()
    expect(Math.abs(late.filter(Boolean).length / N - 0.1)).toBeLessThan(within(0.1))
    expect(play()).toEqual(late)
  })
})

describe('packet_loss', () => {
  const lostOf = (correlation: number) => {
    const wire = new VirtualWire()
    const stage = packetLoss(settings('packet_loss', { loss_rate: 0.2, correlation })).stage?.(wire)
    for (let i = 0; i < N; i++) stage?.take(bytesAt(i))
    stage?.take({ is: 'fin', offset: N })
    expect(wire.passed.at(-1)?.item.is).toBe('fin')
    const arrived = new Set(wire.passed.map(({ item }) => item.offset))
    return Array.from({ length: N }, (_, i) => !arrived.has(i))
  }

  it('drops its share of the chunks and holds nothing', () => {
    expect(Math.abs(lostOf(0).filter(Boolean).length / N - 0.2)).toBeLessThan(within(0.2))
  })

  it('correlated, drops as many and in longer bursts', () => {
    const bursts = (lost: boolean[]) => lost.filter((is, i) => is && !lost[i - 1]).length
    const correlated = lostOf(0.8)
    // Nine times the variance of independent ones, at this correlation.
    expect(Math.abs(correlated.filter(Boolean).length / N - 0.2)).toBeLessThan(3 * within(0.2))
    expect(bursts(correlated)).toBeLessThan(bursts(lostOf(0)) / 2)
  })

  it('never at loss rate 0, whatever the correlation', () => {
    const wire = new VirtualWire()
    const stage = packetLoss(settings('packet_loss', { loss_rate: 0, correlation: 1 })).stage?.(wire)
    for (let i = 0; i < 100; i++) stage?.take(bytesAt(i))
    expect(wire.passed.length).toBe(100)
  })
})
