import { STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'

const statusByCode: Record<string, number> = { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408 }
const BAD_REQUEST = 400

/**
 * For a server's `clientError`: what came is not HTTP, too slow, or cut. Say so if anybody listens, and end this
 * connection and no other.
 */
export function refuseConnection(error: NodeJS.ErrnoException, socket: Duplex): void {
  const status = statusByCode[error.code ?? ''] ?? BAD_REQUEST
  if (!socket.writable || error.code === 'ECONNRESET') return void socket.destroy()
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`, () =>
    socket.destroy(),
  )
}
