import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import { resetSocket } from '#server/runtime/reset-socket.ts'

/** The sockets of one consumer process, which its death resets. */
export class Sockets {
  readonly #open = new Set<Socket>()

  readonly add = (socket: Socket): void => {
    this.#open.add(socket)
    socket.once('close', () => this.#open.delete(socket))
  }

  /** RST. Node cannot reset a socket under TLS: that one is closed at once, without a word of TLS. */
  reset(): void {
    for (const socket of this.#open) {
      if (socket instanceof TLSSocket) socket.destroy()
      else resetSocket(socket)
    }
  }
}
