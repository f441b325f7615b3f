/** The embedded broker. It keeps sessions and retained messages in memory: they end with it. */
import { createServer, type Socket } from 'node:net'
import { createServer as createTlsServer, type TlsOptions } from 'node:tls'
import { Aedes } from 'aedes'
import type { Options } from '#core/protocols.ts'
import { openListener } from '../listener.ts'
import type { Engine, Env } from '../protocol.ts'
import { serverTls } from '../tls.ts'
import { terminated } from '../tls-terminator.ts'
import { type Outgoing, tellHeld } from './held.ts'
import { MAX_MESSAGE_BYTES } from './message.ts'
import { countTogether } from './packet-ids.ts'
import { PacketSizes } from './packet-sizes.ts'
import { keepPubrelsApart, type Pubrels } from './pubrels.ts'
import { markRedelivered, type Queued } from './redelivered.ts'
import { gateSessions, type Subscriptions } from './session-gate.ts'

export interface EngineLimits {
  connections: number
  /** From the connection to a whole CONNECT. */
  connectTimeoutMs: number
  /** Without its fixed header. The broker keeps a packet until it is whole, so this bounds what one may make it keep. */
  packetBytes: number
}

const KIB = 1024

export const engineLimits: EngineLimits = {
  connections: 1024,
  connectTimeoutMs: 10_000,
  // Topic and packet id come on top of the message.
  packetBytes: MAX_MESSAGE_BYTES + 64 * KIB,
}

export async function engine(options: Options, env: Env): Promise<Engine> {
  const broker = await openBroker(engineLimits, serverTls(options, env, 'mqtt'))
  return terminated(broker, options, env, 'mqtt')
}

async function createBroker(limits: EngineLimits): Promise<Aedes> {
  const broker = await Aedes.createBroker({ connectTimeout: limits.connectTimeoutMs })
  // Its store is not in its types.
  const { persistence } = broker as unknown as { persistence: Outgoing & Pubrels & Queued & Subscriptions }
  countTogether(broker)
  gateSessions(broker, persistence)
  keepPubrelsApart(persistence)
  tellHeld(broker, persistence)
  markRedelivered(persistence)
  return broker
}

export async function openBroker(limits: EngineLimits = engineLimits, tls: TlsOptions | null = null): Promise<Engine> {
  let broker = await createBroker(limits)
  const handle = (socket: Socket) => {
    const sizes = new PacketSizes(limits.packetBytes)
    // The broker reads when it is ready to; what it reads passes here first.
    socket.on('data', (chunk: Buffer) => {
      if (!sizes.push(chunk)) socket.destroy(new Error('the packet is too large'))
    })
    broker.handle(socket)
  }
  const server = tls ? createTlsServer({ ...tls, noDelay: true }, handle) : createServer({ noDelay: true }, handle)
  server.maxConnections = limits.connections
  const listener = await openListener(server)
  return {
    address: listener.address,
    async loseMemory() {
      await listener.stop()
      await end(broker)
      broker = await createBroker(limits)
      await listener.start()
    },
    async close() {
      await listener.close()
      await end(broker)
    },
  }
}

function end(broker: Aedes): Promise<void> {
  return new Promise((resolve) => broker.close(resolve))
}
