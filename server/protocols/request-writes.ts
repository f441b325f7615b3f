import type { ClientRequest } from 'node:http'
import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'

/**
 * Whether any byte of one HTTP request reached a connected socket. `bytesWritten` alone does not tell: while a socket
 * connects (or shakes hands), it already counts what only waits to be sent.
 */
export class RequestWrites {
  #socket: Socket | null = null
  #connected = false
  #before = 0

  constructor(request: ClientRequest) {
    request.once('socket', (socket) => {
      this.#socket = socket
      const shakesHands = socket instanceof TLSSocket && !socket.getCipher()?.name
      if (socket.connecting || shakesHands) {
        socket.once(socket instanceof TLSSocket ? 'secureConnect' : 'connect', () => {
          this.#connected = true
        })
      } else {
        this.#connected = true
        this.#before = socket.bytesWritten
      }
    })
  }

  get any(): boolean {
    return this.#connected && this.#socket !== null && this.#socket.bytesWritten > this.#before
  }
}
