/** The broker's port: takes connections up to a number, and can be cut off at once. */
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import type { Address } from '#core/address.ts'
import { resetSocket } from '#server/runtime/reset-socket.ts'
import { Budget } from './budget.ts'
import { Connection, type Handle } from './connection.ts'

/** Connections the kernel may queue before they are accepted; the kernel cuts it to its own limit. */
const BACKLOG = 4096

export interface NetLimits {
  connections: number
  /** One request, without its size. */
  requestBytes: number
  /** What all connections have read and nobody has worked on yet. */
  waitingBytes: number
  idleMs: number
}

export interface NetOptions {
  host: string
  port: number
  limits: NetLimits
  handle: Handle
  /** A connection was closed from this side, and why. */
  onClosed(peer: string, reason: string): void
}

export interface NetServer {
  readonly address: Address
  diagnostics(): { connections: number; waitingBytes: number }
  /** Shuts the port and resets every connection. Idempotent. */
  close(): Promise<void>
}

export async function openServer(options: NetOptions): Promise<NetServer> {
  const { host, limits, handle, onClosed } = options
  const connections = new Set<Connection>()
  const budget = new Budget(limits.waitingBytes)
  const accept = (socket: Socket) => {
    if (connections.size >= limits.connections) {
      onClosed(`${socket.remoteAddress}:${socket.remotePort}`, `there are ${limits.connections} connections already`)
      socket.on('error', () => {})
      resetSocket(socket)
      return
    }
    const { requestBytes, idleMs } = limits
    const connection: Connection = new Connection({
      socket,
      handle,
      requestBytes,
      budget,
      idleMs,
      onClose(reason) {
        connections.delete(connection)
        if (reason !== null) onClosed(connection.peer.name, reason)
      },
    })
    connections.add(connection)
  }
  const server = createServer({ noDelay: true, allowHalfOpen: true }, accept)
  await listen(server, options)
  const { port } = server.address() as AddressInfo
  let closed: Promise<void> | undefined
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      for (const connection of connections) connection.reset()
    })
  return {
    address: { host, port },
    diagnostics: () => ({ connections: connections.size, waitingBytes: budget.takenBytes }),
    close: () => (closed ??= close()),
  }
}

function listen(server: Server, { host, port }: Pick<NetOptions, 'host' | 'port'>): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port, backlog: BACKLOG }, () => {
      server.off('error', reject)
      resolve()
    })
  })
}
