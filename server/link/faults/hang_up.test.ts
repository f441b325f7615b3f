import { describe, expect, it } from 'vitest'
import type { Address } from '#core/address.ts'
import { dial, type End, join, startBackend, startEcho, wire } from '../test-peers.ts'

const hangUp = (attributes: object, toxicity = 1) =>
  ({ id: 'no', type: 'hang_up', stream: 'downstream', toxicity, attributes: attributes as never }) as const
const garbage = (attributes = {}) =>
  ({ id: 'noise', type: 'garbage', stream: 'downstream', toxicity: 1, attributes: attributes as never }) as const

/** How a dial and its connection ended: a RST may come before the dialler knows that it is connected. */
async function dialledTo(address: Address): Promise<End> {
  const client = await dial(address).catch((error: NodeJS.ErrnoException) => error)
  return client instanceof Error ? { is: 'error', code: client.code } : client.ended
}

describe('hang_up', () => {
  it.each([
    ['rst', { is: 'error', code: 'ECONNRESET' }],
    ['fin', { is: 'fin' }],
  ])('with %s, and nothing is dialled for it', async (how, end) => {
    await using wired = await wire(await startBackend(() => expect.fail('nothing is dialled')))
    wired.link.setFault(hangUp({ how }))
    expect(await dialledTo(wired.link.address)).toEqual(end)
    expect(wired.link.counters.read().connections).toBe(1)
  })

  it('leaves open connections alone, and is over with the next dial once it is lifted', async () => {
    await using wired = await wire(await startEcho())
    const before = await dial(wired.link.address)
    before.socket.write('a')
    await before.read(1)
    wired.link.setFault(hangUp({ how: 'rst' }))
    expect((await dialledTo(wired.link.address)).is).toBe('error')
    before.socket.write('b')
    await before.read(2)
    await wired.link.clearFault('no')
    const after = await dial(wired.link.address)
    after.socket.write('c')
    await after.read(1)
  })

  it('the first N only', async () => {
    await using wired = await wire(await startEcho())
    wired.link.setFault(hangUp({ how: 'fin', first: 2 }))
    for (let i = 0; i < 2; i++) expect((await (await dial(wired.link.address)).ended).is).toBe('fin')
    const third = await dial(wired.link.address)
    third.socket.write('x')
    await third.read(1)
  })

  it('never at toxicity 0', async () => {
    await using wired = await wire(await startBackend())
    wired.link.setFault(hangUp({ how: 'rst' }, 0))
    const { client, server } = await join(wired)
    client.socket.write('x')
    await server.read(1)
  })
})

describe('garbage', () => {
  it('sends the bytes that the seed names, then FIN', async () => {
    const play = async (seed: number) => {
      await using wired = await wire(await startBackend(), { seed })
      wired.link.setFault(garbage({ bytes: 500 }))
      const client = await dial(wired.link.address)
      client.socket.write('hello')
      expect(await client.ended).toEqual({ is: 'fin' })
      client.socket.end()
      expect(wired.link.counters.read().down).toBe(500)
      return client.received.toString('hex')
    }
    const sent = await play(1)
    expect(sent.length).toBe(1000)
    expect(await play(1)).toBe(sent)
    expect(await play(2)).not.toBe(sent)
  })

  it('a client that never hangs up does not keep the link from closing', async () => {
    const wired = await wire(await startBackend())
    wired.link.setFault(garbage())
    const client = await dial(wired.link.address)
    await client.ended
    await wired[Symbol.asyncDispose]()
  })
})
