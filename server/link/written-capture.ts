/** Captured connections as JSON carries them: times from one moment on, bytes in base64. */
import type { CapturedConnection } from './capture.ts'
import type { Stream } from './faults/fault.ts'

export interface WrittenConnection {
  ordinal: number
  openedUs: number
  closedUs: number | null
  bytes: { up: number; down: number }
  truncated: boolean
  chunks: { stream: Stream; atUs: number; offset: number; base64: string }[]
}

export function writtenConnection(connection: CapturedConnection, zeroUs: number): WrittenConnection {
  const { chunks, openedUs, closedUs, ...rest } = connection
  const since = (us: number) => Math.round(us - zeroUs)
  return {
    ...rest,
    openedUs: since(openedUs),
    closedUs: closedUs === null ? null : since(closedUs),
    chunks: chunks.map(({ stream, atUs, offset, bytes }) => ({
      stream,
      atUs: since(atUs),
      offset,
      base64: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64'),
    })),
  }
}
