import { describe, expect, it } from 'vitest'
import { join, startBackend, wire } from '../test-peers.ts'
import { slowClose } from './slow_close.ts'
import { bytesAt, settings, VirtualWire } from './virtual-wire.ts'

describe('slow_close', () => {
  it('delays the end and no byte', () => {
    const wire = new VirtualWire()
    const stage = slowClose(settings('slow_close', { delay: 100 })).stage?.(wire)
    stage?.take(bytesAt(0))
    expect(wire.passed.length).toBe(1)
    stage?.take({ is: 'fin', offset: 1 })
    wire.advance(99_999)
    expect(wire.passed.length).toBe(1)
    wire.advance(1)
    expect(wire.passed.map(({ item }) => item.is)).toEqual(['bytes', 'fin'])
  })

  it('lifted, lets the end through at once', async () => {
    await using wired = await wire(await startBackend())
    const { client, server } = await join(wired)
    const id = 'late'
    wired.link.setFault({ id, type: 'slow_close', stream: 'downstream', toxicity: 1, attributes: { delay: 60_000 } })
    server.socket.end('bye')
    expect((await client.read(3)).toString()).toBe('bye')
    await wired.link.clearFault(id)
    expect(await client.ended).toEqual({ is: 'fin' })
  })
})
