import { describe, expect, it } from 'vitest'
import { join, startBackend, until, wire } from '../test-peers.ts'
import { corrupt } from './corrupt.ts'
import { bytesAt, settings, VirtualWire } from './virtual-wire.ts'

const parted = (stream: 'upstream' | 'downstream', attributes = {}) =>
  ({ id: 'parted', type: 'partition', stream, toxicity: 1, attributes }) as const

describe('partition', () => {
  it('stops one direction and leaves the other; lifted, everything arrives in order', async () => {
    await using wired = await wire(await startBackend())
    const { client, server } = await join(wired)
    wired.link.setFault(parted('downstream'))
    client.socket.write('request')
    expect((await server.read(7)).toString()).toBe('request')
    server.socket.write('re')
    server.socket.end('ply')
    await until(() => wired.link.diagnostics().heldBytes.downstream === 5)
    expect(client.received.length).toBe(0)
    await wired.link.clearFault('parted')
    expect(await client.ended).toEqual({ is: 'fin' })
    expect(client.received.toString()).toBe('reply')
  })

  it('on the first connections only, the next one passes', async () => {
    await using wired = await wire(await startBackend())
    wired.link.setFault(parted('downstream', { first: 1 }))
    const [cut, whole] = [await join(wired), await join(wired)]
    cut.server.socket.write('held')
    whole.server.socket.write('free')
    expect((await whole.client.read(4)).toString()).toBe('free')
    expect(cut.client.received.length).toBe(0)
  })
})

describe('corrupt', () => {
  it('flips one bit of a chunk, the same one every time, and leaves the chunk it was given alone', () => {
    const play = () => {
      const wire = new VirtualWire()
      const given = bytesAt(0, 100)
      corrupt(settings('corrupt')).stage?.(wire)?.take(given)
      const passed = wire.passed[0]?.item
      if (given.is !== 'bytes' || passed?.is !== 'bytes') throw new Error('bytes pass')
      const flipped = [...passed.bytes].map((byte, i) => byte ^ (given.bytes[i] as number))
      const bits = flipped.reduce((sum, byte) => sum + byte.toString(2).replaceAll('0', '').length, 0)
      return { bits, at: flipped.findIndex((byte) => byte !== 0) }
    }
    expect(play().bits).toBe(1)
    expect(play()).toEqual(play())
  })
})
