import { type AddressInfo, createServer, type Socket } from 'node:net'
import { expect, onTestFinished, test, vi } from 'vitest'
import { defaultsOf } from '#core/fields.ts'
import { receiptFor } from '#core/order.ts'
import { factsOf, type Style, styles } from '#core/protocols.ts'
import type { Address } from '../protocol.ts'
import { serve } from './backend.ts'

const { options, styles: spoken } = factsOf('mqtt')

/** As a link does whose other end is not there. */
async function hangingUp(): Promise<Address> {
  const server = createServer((socket: Socket) => void socket.resetAndDestroy())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return { host: '127.0.0.1', port: (server.address() as AddressInfo).port }
}

async function nobody(): Promise<Address> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return { host: '127.0.0.1', port }
}

test.each(styles.filter((style) => style in spoken))(
  '%s: a broker that is not there is told by its own address',
  async (style) => {
    const [link, broker] = [await hangingUp(), await nobody()]
    const env = {
      scope: 'wirelab-x',
      external: { MQTT_URL: `mqtt://${broker.host}:${broker.port}` },
      style: style as Style,
    }
    const service = { execute: async (order: Parameters<typeof receiptFor>[0]) => receiptFor(order) }
    const at = { produce: link, consume: link, reply: link, engine: broker }
    await expect(serve(service, defaultsOf(options), { ...env, seed: 1, lane: 'lane' }, at)).rejects.toThrow(
      `ECONNREFUSED 127.0.0.1:${broker.port}`,
    )
  },
)

/** Says CONNACK (MQTT 3.1.1 §3.2) when it is told to, and grants what is subscribed to afterwards (§3.9). */
async function slowBroker(): Promise<{ address: Address; asked: Promise<void>; welcome: () => void }> {
  const asked = Promise.withResolvers<void>()
  let client: Socket | undefined
  const server = createServer((socket) => {
    client = socket
    socket.on('error', () => {})
    socket.once('data', () => {
      asked.resolve()
      socket.on('data', (subscribe: Buffer) => {
        const [type = 0, idHigh = 0, idLow = 0] = [subscribe[0], subscribe[2], subscribe[3]]
        if (type >> 4 === 8) socket.write(Buffer.from([0x90, 3, idHigh, idLow, (subscribe.at(-1) ?? 0) & 3]))
      })
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close(() => {}))
  const address = { host: '127.0.0.1', port: (server.address() as AddressInfo).port }
  return { address, asked: asked.promise, welcome: () => void client?.write(Buffer.from([0x20, 2, 0, 0])) }
}

test('a broker of ours that needs its time to start is waited for', async () => {
  const { address, asked, welcome } = await slowBroker()
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
  const service = { execute: async (order: Parameters<typeof receiptFor>[0]) => receiptFor(order) }
  const env = { scope: 'wirelab-x', external: {}, style: 'one-way' as const, seed: 1, lane: 'lane' }
  const at = { produce: address, consume: address, engine: address }
  const serving = serve(service, defaultsOf(options), env, at)
  await asked
  vi.advanceTimersByTime(10_000)
  welcome()
  const running = await serving
  vi.useRealTimers()
  await running.close()
})
