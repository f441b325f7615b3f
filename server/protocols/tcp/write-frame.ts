import type { Socket } from 'node:net'
import { HEADER_BYTES } from './frame.ts'

/**
 * In one write, or header and body in two, as much code does without thinking. With Nagle's algorithm the second of two
 * small writes waits until the first is acknowledged (RFC 9293 §3.7.4), and the other side likes to delay that
 * (RFC 9293 §3.8.6.3; about 40 ms on Linux).
 * @param onTaken called when the system has all of it, or with the error that kept it from it
 */
export function writeFrame(
  socket: Socket,
  frame: Buffer,
  writes: 'one' | 'split',
  onTaken?: (error?: Error | null) => void,
): void {
  if (writes === 'split') {
    socket.write(frame.subarray(0, HEADER_BYTES))
    socket.write(frame.subarray(HEADER_BYTES), onTaken)
  } else socket.write(frame, onTaken)
}
