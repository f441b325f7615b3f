/** A listening port that can be crashed and brought back: what `stop` and `start` of a server mean on the wire. */
import type { Server as HttpServer } from 'node:http'
import type { AddressInfo, Server, Socket } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { type TLSSocket, Server as TlsServer } from 'node:tls'
import { resetSocket } from '#server/runtime/reset-socket.ts'
import type { Address, Running } from './protocol.ts'

const LOOPBACK = '127.0.0.1'
/** Connections the kernel may queue before they are accepted; the kernel cuts it to its own limit. */
const BACKLOG = 4096
/** How long `start` tries for its port while another socket holds it. */
const REOPEN_WAIT_MS = 2000
const REOPEN_RETRY_MS = 50

/**
 * Listen on a free loopback port. Rejects when the port cannot be had.
 * @param speaksTls its connections shake hands, and are told by `secureConnection` when they have
 */
export async function openListener(
  server: Server | HttpServer,
  { speaksTls = server instanceof TlsServer }: { speaksTls?: boolean } = {},
): Promise<Running & { address: Address }> {
  const sockets = new Set<Socket>()
  const secured = new Map<string, TLSSocket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  server.on('secureConnection', (socket: TLSSocket) => {
    const peer = peerOf(socket)
    secured.set(peer, socket)
    socket.once('close', () => secured.delete(peer))
  })
  await listen(server, 0)
  const address: Address = { host: LOOPBACK, port: (server.address() as AddressInfo).port }
  // One change after the other, so that a stop and a start in quick succession end as the last one said.
  let changes = Promise.resolve()
  const change = (act: () => Promise<void>) => {
    const done = changes.then(act)
    changes = done.catch(() => {})
    return done
  }
  const stop = () =>
    change(async () => {
      const closed = server.listening ? new Promise<void>((resolve) => server.close(() => resolve())) : null
      for (const socket of sockets) {
        if (speaksTls) hangUp(socket, secured.get(peerOf(socket)))
        else resetSocket(socket)
      }
      await closed
    })
  const start = () =>
    change(async () => {
      if (!server.listening) await listenAgain(server, address.port)
    })
  return { address, stop, start, close: stop }
}

/** The other end, as both the TCP socket and the TLS around it know it. */
export function peerOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`
}

/**
 * RST, where TLS is open around it. In the middle of a handshake or a goodbye the TCP socket does not know whether it is
 * being shut down, and a reset would wedge it (libuv: UV_EINVAL; its thread could then never end): it is closed instead.
 */
export function hangUp(socket: Socket, tls: TLSSocket | undefined): void {
  if (tls?.readyState === 'open') resetSocket(socket)
  else if (tls) tls.destroy()
  else socket.destroy()
}

async function listenAgain(server: Server, port: number): Promise<void> {
  for (let waitedMs = 0; ; waitedMs += REOPEN_RETRY_MS) {
    try {
      await listen(server, port)
      return
    } catch (error) {
      const inUse = (error as NodeJS.ErrnoException).code === 'EADDRINUSE'
      if (!inUse || waitedMs >= REOPEN_WAIT_MS) throw error
      await setTimeout(REOPEN_RETRY_MS)
    }
  }
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (error?: Error) => {
      server.off('error', settle)
      server.off('listening', settle)
      if (error) reject(error)
      else resolve()
    }
    server.once('error', settle)
    server.once('listening', settle)
    server.listen({ host: LOOPBACK, port, backlog: BACKLOG })
  })
}
