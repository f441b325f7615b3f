import { describe, expect, it } from 'vitest'
import { networkNames, networks } from '#core/fault-rows/networks.ts'
import { dial, startEcho, wire } from '../test-peers.ts'
import type { Stage } from './fault.ts'
import { network } from './network.ts'
import { bytesAt, settings, VirtualWire } from './virtual-wire.ts'

describe('network', () => {
  it.each(networkNames)('%s: a small chunk is late by about its latency, and nothing is left behind', (profile) => {
    const wire = new VirtualWire()
    const stage = network(settings('network', { profile })).stage?.(wire) as Stage
    const { latencyMs } = networks[profile]
    const n = 400
    let sumUs = 0
    for (let i = 0; i < n; i++) {
      stage.take(bytesAt(i))
      const fromUs = wire.timers.nowUs()
      wire.advance(10_000_000)
      sumUs += (wire.passed.at(-1)?.atUs as number) - fromUs
    }
    expect(wire.passed.length).toBe(n)
    expect(wire.armed).toBe(0)
    // Jitter is at most 5/6 of the latency here, and a loss costs 200 ms in at most one chunk of a hundred.
    expect(sumUs / n / 1000).toBeGreaterThan(latencyMs * 0.9)
    expect(sumUs / n / 1000).toBeLessThan(latencyMs * 1.25 + 5)
  })

  it('acts both ways: a round trip has both halves', async () => {
    await using wired = await wire(await startEcho())
    const attributes = { profile: 'satellite' }
    wired.link.setFault({ id: 'sky', type: 'network', stream: 'both', toxicity: 1, attributes })
    const client = await dial(wired.link.address)
    const sentMs = performance.now()
    client.socket.write('x')
    await client.read(1)
    expect(performance.now() - sentMs).toBeGreaterThan(500)
    const again = performance.now()
    client.socket.write('y')
    await wired.link.clearFault('sky')
    await client.read(2)
    expect(performance.now() - again).toBeLessThan(500)
  })

  it('lifted in the middle, passes on what its parts hold, in order', () => {
    const wire = new VirtualWire()
    const stage = network(settings('network', { profile: 'mobile-3g' })).stage?.(wire) as Stage
    for (let i = 0; i < 20; i++) stage.take(bytesAt(i * 1000, 1000))
    wire.advance(60_000)
    stage.take({ is: 'fin', offset: 20_000 })
    stage.lift()
    expect(wire.passed.map(({ item }) => item.offset)).toEqual(Array.from({ length: 21 }, (_, i) => i * 1000))
    expect(stage.heldBytes).toBe(0)
    expect(wire.armed).toBe(0)
  })
})
