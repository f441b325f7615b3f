/**
 * A hop that ends TLS in front of a backend which knows none, as a load balancer or a sidecar does. It knows no
 * protocol: what it decrypts it passes on byte for byte.
 *
 *   client ──TLS──▶ link ──TLS──▶ [ terminator ] ──plain TCP──▶ backend
 */
import { connect, createServer, type Socket } from 'node:net'
import { createServer as createTlsServer, type TLSSocket, type TlsOptions } from 'node:tls'
import type { Options } from '#core/protocols.ts'
import { resetSocket } from '#server/runtime/reset-socket.ts'
import { hangUp, openListener, peerOf } from './listener.ts'
import type { Address, Env, Running } from './protocol.ts'
import { type Alpn, terminatorTls } from './tls.ts'

const CONNECTIONS = 4096

/** A backend, or a broker, that can be closed. */
interface Behind {
  readonly address: Address | null
  close(): Promise<void>
}

/**
 * `behind` as the options want it met: behind a terminator whose address it then has, or else as it is. What stops is
 * what is behind: the terminator stays, and hangs up on whoever it can lead nowhere.
 */
export async function terminated<T extends Behind>(behind: T, options: Options, env: Env, alpn: Alpn): Promise<T> {
  const tls = terminatorTls(options, env, alpn)
  if (!tls || !behind.address) return behind
  const terminator = await openTerminator(behind.address, tls)
  const close = async () => {
    await terminator.close()
    await behind.close()
  }
  return { ...behind, address: terminator.address, close }
}

/** Listens on a free loopback port. ALPN is settled here: what is behind hears the protocol without being asked. */
async function openTerminator(upstream: Address, tls: TlsOptions): Promise<Running & { address: Address }> {
  const upstreams = new Map<string, Socket>()
  const shaking = createTlsServer(tls)
  const accept = (client: Socket) => {
    const peer = peerOf(client)
    const server = connect({ ...upstream, allowHalfOpen: true, noDelay: true })
    client.on('error', () => {})
    // Who has no backend to lead to shakes no hands.
    let isShaking = false
    server.once('connect', () => {
      isShaking = true
      shaking.emit('connection', client)
    })
    server.once('error', () => (isShaking ? client.destroy() : resetSocket(client)))
    upstreams.set(peer, server)
    client.once('close', () => {
      upstreams.delete(peer)
      resetSocket(server)
    })
  }
  const port = createServer({ noDelay: true }, accept)
  port.maxConnections = CONNECTIONS
  shaking.on('secureConnection', (client) => {
    port.emit('secureConnection', client)
    const server = upstreams.get(peerOf(client))
    if (server) join(client, server)
    else client.destroy()
  })
  // A handshake that fails is the client's affair.
  shaking.on('tlsClientError', (_, client) => client.destroy())
  return openListener(port, { speaksTls: true })
}

function join(client: TLSSocket, server: Socket): void {
  // In TLS only from here on: a peer that hangs up in the middle of its handshake has nothing to be told.
  client.allowHalfOpen = true
  client.on('error', () => resetSocket(server))
  client.once('close', () => resetSocket(server))
  server.once('error', () => hangUp(client, client))
  server.once('close', () => client.destroySoon())
  client.pipe(server)
  server.pipe(client)
}
