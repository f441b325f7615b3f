import { type AddressInfo, createServer, type Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
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
