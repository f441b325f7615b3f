import { describe, expect, it } from 'vitest'
import { dial, startBackend, wire } from '../test-peers.ts'
import { bandwidth } from './bandwidth.ts'
import type { Stage } from './fault.ts'
import { bytesAt, settings, VirtualWire } from './virtual-wire.ts'

const US_PER_MS = 1000

function lineOf(rate: number, shared = false) {
  const fault = bandwidth(settings('bandwidth', { rate, shared }))
  return (connection = 0) => {
    const wire = new VirtualWire(connection)
    return { wire, stage: fault.stage?.(wire) as Stage }
  }
}

describe('bandwidth', () => {
  it('takes as long as the bytes need at the rate, and one after the other', () => {
    const { wire, stage } = lineOf(10)()
    stage.take(bytesAt(0, 1000))
    stage.take(bytesAt(1000, 500))
    stage.take({ is: 'fin', offset: 1500 })
    expect(stage.heldBytes).toBe(1500)
    wire.advance(1000 * US_PER_MS)
    // 10 KB/s is 10 bytes a ms.
    expect(wire.passed.map(({ atUs }) => atUs / US_PER_MS)).toEqual([100, 150, 150])
    expect(wire.armed).toBe(0)
  })

  it('lets a long chunk flow in pieces that belong together', () => {
    const { wire, stage } = lineOf(1000)()
    stage.take(bytesAt(0, 100_000))
    wire.advance(50 * US_PER_MS)
    const passed = wire.passed.reduce((sum, { item }) => sum + (item.is === 'bytes' ? item.bytes.length : 0), 0)
    expect(passed).toBe(50_000)
    wire.advance(50 * US_PER_MS)
    expect(wire.passed.map(({ item }) => item.offset)).toEqual(wire.passed.map((_, i) => i * 10_000))
    expect(stage.heldBytes).toBe(0)
  })

  it('gives idle time away: a line that was free is not faster afterwards', () => {
    const { wire, stage } = lineOf(10)()
    wire.advance(5000 * US_PER_MS)
    stage.take(bytesAt(0, 1000))
    wire.advance(99 * US_PER_MS)
    expect(wire.passed).toEqual([])
    wire.advance(1 * US_PER_MS)
    expect(wire.passed.length).toBe(1)
  })

  it('shared, two connections have half each; not shared, all of it', () => {
    for (const shared of [true, false]) {
      const open = lineOf(10, shared)
      const ends = [open(0), open(1)].map(({ wire, stage }) => {
        stage.take(bytesAt(0, 1000))
        wire.advance(1000 * US_PER_MS)
        return (wire.passed.at(-1)?.atUs as number) / US_PER_MS
      })
      expect(ends).toEqual(shared ? [100, 200] : [100, 100])
    }
  })

  it('lifted, lets go of everything in order; 0 KB/s is no limit', () => {
    const { wire, stage } = lineOf(1)()
    stage.take(bytesAt(0, 4000))
    stage.take({ is: 'fin', offset: 4000 })
    stage.lift()
    expect(wire.passed.map(({ item }) => item.offset)).toEqual([0, 1460, 2920, 4000])
    expect(wire.armed).toBe(0)
    const free = lineOf(0)()
    free.stage.take(bytesAt(0, 4000))
    expect(free.wire.passed.length).toBe(1)
  })

  it('on real sockets: 30 KB at 100 KB/s take 300 ms, and arrive unchanged', async () => {
    await using wired = await wire(await startBackend())
    wired.link.setFault({ id: 'thin', type: 'bandwidth', stream: 'both', toxicity: 1, attributes: { rate: 100 } })
    const client = await dial(wired.link.address)
    const server = await wired.backend.next()
    const bytes = Buffer.from(Array.from({ length: 30_000 }, (_, i) => i % 251))
    const sentMs = performance.now()
    client.socket.end(bytes)
    await server.ended
    expect(performance.now() - sentMs).toBeGreaterThanOrEqual(300)
    expect(server.received.equals(bytes)).toBe(true)
  })
})
