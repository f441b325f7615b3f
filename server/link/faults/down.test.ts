import { createServer } from 'node:net'
import { describe, expect, it } from 'vitest'
import { dial, join, listen, startBackend, startEcho, until, wire } from '../test-peers.ts'

const down = (id = 'cut', toxicity = 1) =>
  ({ id, type: 'down', stream: 'downstream', toxicity, attributes: {} }) as const
const REFUSED = { code: 'ECONNREFUSED' }

describe('down', () => {
  it('resets what is connected, refuses what dials, and is back on the same port', async () => {
    await using wired = await wire(await startBackend())
    const { client, server } = await join(wired)
    wired.link.setFault(down())
    await expect(dial(wired.link.address)).rejects.toMatchObject(REFUSED)
    expect(await client.ended).toEqual({ is: 'error', code: 'ECONNRESET' })
    expect(await server.ended).toEqual({ is: 'error', code: 'ECONNRESET' })
    await wired.link.clearFault('cut')
    const again = await join(wired)
    again.client.socket.write('back')
    expect((await again.server.read(4)).toString()).toBe('back')
  })

  it('stays down until the last of several is lifted', async () => {
    await using wired = await wire(await startEcho())
    wired.link.setFault(down('one'))
    wired.link.setFault(down('two'))
    await wired.link.clearFault('one')
    await expect(dial(wired.link.address)).rejects.toMatchObject(REFUSED)
    await wired.link.clearFault('two')
    await dial(wired.link.address)
  })

  it('takes its port back once another socket lets go of it', async () => {
    await using wired = await wire(await startEcho())
    const { link } = wired
    link.setFault(down())
    const squatter = createServer()
    await listen(squatter, link.address.port)
    const cleared = link.clearFault('cut')
    squatter.close()
    await cleared
    await until(() => link.diagnostics().listening)
    const client = await dial(link.address)
    client.socket.end('hello')
    await client.ended
    expect(client.received.toString()).toBe('hello')
  })

  it('ends as the last of quick changes said', async () => {
    await using wired = await wire(await startEcho())
    for (let i = 0; i < 20; i++) {
      wired.link.setFault(down())
      const cleared = wired.link.clearFault('cut')
      wired.link.setFault(down())
      await cleared
    }
    await expect(dial(wired.link.address)).rejects.toMatchObject(REFUSED)
    void wired.link.clearFault('cut')
    wired.link.setFault(down())
    await wired.link.clearFault('cut')
    await dial(wired.link.address)
  })

  it('never hits at toxicity 0, and other faults leave the port open', async () => {
    await using wired = await wire(await startEcho())
    const { client } = { client: await dial(wired.link.address) }
    wired.link.setFault(down('cut', 0))
    wired.link.setFault({ ...down('slow'), type: 'latency', attributes: { latency: 1 } })
    client.socket.end('hello')
    expect(await client.ended).toEqual({ is: 'fin' })
    await dial(wired.link.address)
  })

  it('knows no fault of services', async () => {
    await using wired = await wire(await startEcho())
    expect(() => wired.link.setFault({ ...down(), type: 'stop' })).toThrow("'stop' is not a fault of links")
  })
})
