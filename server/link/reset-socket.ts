import type { Socket } from 'node:net'

/** RST, whatever state the socket is in. Idempotent. */
export function resetSocket(socket: Socket): void {
  if (socket.destroyed) return
  // Nothing was sent yet: `resetAndDestroy` would wait for the connection to be made first.
  if (socket.connecting) socket.destroy()
  // libuv refuses to reset while a shutdown is under way (UV_EINVAL) and the socket would stay open.
  else if (socket.writableEnded && !socket.writableFinished && socket.writableLength === 0) {
    socket.once('finish', () => resetSocket(socket))
  } else socket.resetAndDestroy()
}
