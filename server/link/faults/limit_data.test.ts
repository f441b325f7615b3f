import { describe, expect, it } from 'vitest'
import { join, startBackend, wire } from '../test-peers.ts'
import { limitData } from './limit_data.ts'
import { bytesAt, settings, VirtualWire } from './virtual-wire.ts'

describe('limit_data', () => {
  it('passes as many bytes as it says, then closes', () => {
    const wire = new VirtualWire()
    const stage = limitData(settings('limit_data', { bytes: 5 })).stage?.(wire)
    for (const offset of [0, 3, 6]) stage?.take(bytesAt(offset, 3))
    expect(wire.passed.map(({ item }) => (item.is === 'bytes' ? item.bytes.length : 0))).toEqual([3, 2])
    expect(wire.ends).toEqual(['close'])
  })

  it('on real sockets both ends get a FIN, the reader after the bytes that passed', async () => {
    await using wired = await wire(await startBackend())
    const { client, server } = await join(wired)
    wired.link.setFault({ id: 'cut', type: 'limit_data', stream: 'downstream', toxicity: 1, attributes: { bytes: 4 } })
    server.socket.write('receipt')
    expect(await client.ended).toEqual({ is: 'fin' })
    expect(client.received.toString()).toBe('rece')
    expect(await server.ended).toEqual({ is: 'fin' })
  })

  it('at toxicity 0 no connection is limited', () => {
    const chance = { hits: () => false } as never
    expect(limitData({ ...settings('limit_data'), chance }).stage?.(new VirtualWire())).toBeNull()
  })
})
