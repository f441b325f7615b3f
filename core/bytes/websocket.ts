/**
 * WebSocket frames (RFC 6455 §5.2), with the mask of the client's taken off, and in them Engine.IO's and Socket.IO's
 * packet types.
 */
import { type ByteField, FieldList, hexOf, isPrintable, textOf, uint } from './field.ts'

const opcodes: Record<number, string> = { 0: 'continuation', 1: 'text', 2: 'binary', 8: 'close', 9: 'ping', 10: 'pong' }
const engineTypes = ['open', 'close', 'ping', 'pong', 'message', 'upgrade', 'noop']
const socketTypes = ['CONNECT', 'DISCONNECT', 'EVENT', 'ACK', 'CONNECT_ERROR', 'BINARY_EVENT', 'BINARY_ACK']
const MASK_BYTES = 4

export function decodeWebSocketFrames(bytes: Uint8Array): ByteField[] {
  const list = new FieldList(bytes.length)
  for (let at = 0; at < bytes.length && !list.full; ) {
    const head = headOf(bytes, at)
    if (!head) {
      list.add({ from: at, to: bytes.length }, 0, ['frame', 'cut off'])
      break
    }
    const { lengthTo, payloadFrom, length, masked } = head
    const first = bytes[at] as number
    const payload = { from: payloadFrom, to: Math.min(payloadFrom + length, bytes.length) }
    const opcode = opcodes[first & 0x0f] ?? 'reserved'
    list.add({ from: at, to: Math.max(payload.to, payloadFrom) }, 0, [`WebSocket frame ${opcode}`, `${length} bytes`])
    const fin = (first & 0x80) !== 0 ? 'FIN, ' : ''
    list.add({ from: at, to: at + 1 }, 1, ['FIN, opcode', `${fin}${first & 0x0f} ${opcode}`])
    list.add({ from: at + 1, to: lengthTo }, 1, ['mask bit, length', `${masked ? 'masked, ' : ''}${length}`])
    const key = bytes.subarray(lengthTo, payloadFrom)
    if (masked)
      list.add({ from: lengthTo, to: payloadFrom }, 1, ['masking key', hexOf(key, { from: 0, to: MASK_BYTES })])
    const plain = bytes.slice(payload.from, payload.to)
    if (masked) for (let i = 0; i < plain.length; i++) plain[i] = (plain[i] as number) ^ (key[i % MASK_BYTES] as number)
    list.addMapped(decodePayload(plain, opcode), [payload], 1)
    at = payloadFrom + length
  }
  return list.fields
}

function headOf(bytes: Uint8Array, at: number) {
  const second = bytes[at + 1]
  if (second === undefined) return null
  const short = second & 0x7f
  const extended = short === 126 ? 2 : short === 127 ? 8 : 0
  // The upper two of eight length bytes would be a frame of 280 TB.
  const length = extended === 0 ? short : extended === 2 ? uint(bytes, at + 2, 2) : uint(bytes, at + 4, 6)
  const masked = (second & 0x80) !== 0
  const lengthTo = at + 2 + extended
  const payloadFrom = lengthTo + (masked ? MASK_BYTES : 0)
  return length === undefined || payloadFrom > bytes.length ? null : { lengthTo, payloadFrom, length, masked }
}

function decodePayload(bytes: Uint8Array, opcode: string): ByteField[] {
  const list = new FieldList(bytes.length)
  const all = { from: 0, to: bytes.length }
  const text = textOf(bytes, all)
  if (opcode !== 'text' || !isPrintable(text)) {
    list.add(all, 0, ['payload', isPrintable(text) ? text : hexOf(bytes, all)])
    return list.fields
  }
  list.add(all, 0, ['payload', text])
  const engine = engineTypes[Number(text[0])]
  if (engine) list.add({ from: 0, to: 1 }, 1, ['Engine.IO type', `${text[0]} ${engine}`])
  if (engine !== 'message') return list.fields
  const socket = socketTypes[Number(text[1])]
  if (!socket) return list.fields
  list.add({ from: 1, to: 2 }, 1, ['Socket.IO type', `${text[1]} ${socket}`])
  const ack = /^\d*/.exec(text.slice(2))?.[0].length ?? 0
  list.add({ from: 2, to: 2 + ack }, 1, ['ack id', text.slice(2, 2 + ack)])
  list.add({ from: 2 + ack, to: bytes.length }, 1, ['JSON', text.slice(2 + ack)])
  return list.fields
}
