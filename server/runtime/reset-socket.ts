import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'

/** A socket that is being connected can only be reset once it is; after this long it is given up instead. */
const CONNECT_GRACE_MS = 100

/** RST, whatever state the socket is in; Node cannot reset one under TLS: it is closed, without a word of TLS. Idempotent. */
export function resetSocket(socket: Socket): void {
  if (socket.destroyed) return
  if (socket instanceof TLSSocket) return void socket.destroy()
  // libuv refuses to reset while a shutdown is under way (UV_EINVAL) and the socket would stay open.
  if (socket.writableEnded && !socket.writableFinished && socket.writableLength === 0) {
    socket.once('finish', () => resetSocket(socket))
    return
  }
  if (socket.connecting) {
    const timer = setTimeout(() => socket.destroy(), CONNECT_GRACE_MS)
    socket.once('close', () => clearTimeout(timer))
  }
  socket.resetAndDestroy()
}
