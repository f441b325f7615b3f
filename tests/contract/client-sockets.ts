/** Every TCP socket that this process dials, as Node announces it: the other side of what a link counts. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { Socket } from 'node:net'

const CHANNEL = 'net.client.socket'

export interface ClientSockets extends Disposable {
  /** Bytes of all sockets that led to `port`, from the dialler's side. */
  bytesTo(port: number): { up: number; down: number; connections: number }
}

export function watchClientSockets(): ClientSockets {
  const byPort = new Map<number, Socket[]>()
  const onSocket = (message: unknown) => {
    const { socket } = message as { socket: Socket }
    socket.once('connect', () => {
      const port = socket.remotePort ?? 0
      byPort.set(port, [...(byPort.get(port) ?? []), socket])
    })
  }
  subscribe(CHANNEL, onSocket)
  return {
    bytesTo(port) {
      const sockets = byPort.get(port) ?? []
      return {
        up: sockets.reduce((sum, socket) => sum + socket.bytesWritten, 0),
        down: sockets.reduce((sum, socket) => sum + socket.bytesRead, 0),
        connections: sockets.length,
      }
    },
    [Symbol.dispose]: () => void unsubscribe(CHANNEL, onSocket),
  }
}
