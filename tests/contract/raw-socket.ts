/** A client that keeps no rules: bytes as they are, and everything that comes back. */
import { connect } from 'node:net'
import type { Address } from '#server/protocols/protocol.ts'

export interface RawSocket {
  write(bytes: string | Buffer): void
  received(): string
  /** Resolves when the other side has ended the connection, one way or the other. */
  ended: Promise<void>
  destroy(): void
}

export function openRawSocket(address: Address): RawSocket {
  const chunks: Buffer[] = []
  const socket = connect(address)
  socket.on('data', (chunk) => chunks.push(chunk))
  socket.on('error', () => {})
  return {
    write: (bytes) => void socket.write(bytes),
    received: () => Buffer.concat(chunks).toString('latin1'),
    ended: new Promise((resolve) => socket.once('close', () => resolve())),
    destroy: () => socket.destroy(),
  }
}
