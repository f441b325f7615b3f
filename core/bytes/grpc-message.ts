/**
 * Length-prefixed messages: those of gRPC (PROTOCOL-HTTP2.md), gRPC-web (PROTOCOL-WEB.md) and Connect's streams.
 *
 *     message = flags length bytes
 *     flags   = u8    ; 1: compressed; 0x80: gRPC-web's trailers, as HTTP/1.1 header lines
 *     length  = u32   ; big-endian
 */
import { type ByteField, FieldList, isPrintable, textOf, uint } from './field.ts'
import { decodeProtobuf, type MessageName } from './protobuf.ts'

const PREFIX_BYTES = 5
const COMPRESSED = 0x01
const TRAILERS = 0x80

/** @param message what the messages of this direction are */
export function decodeGrpcMessages(bytes: Uint8Array, message: MessageName): ByteField[] {
  const list = new FieldList(bytes.length)
  for (let at = 0; at < bytes.length && !list.full; ) {
    const flags = bytes[at] as number
    const length = uint(bytes, at + 1, 4)
    if (length === undefined) {
      list.add({ from: at, to: bytes.length }, 0, ['message prefix', 'cut off'])
      break
    }
    const body = { from: at + PREFIX_BYTES, to: Math.min(at + PREFIX_BYTES + length, bytes.length) }
    const trailers = (flags & TRAILERS) !== 0
    list.add({ from: at, to: Math.max(body.to, body.from) }, 0, [
      trailers ? 'trailers' : `message ${message}`,
      body.to - body.from < length ? `${body.to - body.from} of ${length} bytes` : `${length} bytes`,
    ])
    list.add({ from: at, to: at + 1 }, 1, ['flags', trailers ? '0x80 trailers' : flags === 0 ? '0' : `${flags}`])
    list.add({ from: at + 1, to: body.from }, 1, ['length', String(length)])
    const content = bytes.subarray(body.from, body.to)
    if (trailers || (flags & COMPRESSED) !== 0) {
      list.add(body, 1, [trailers ? 'header lines' : 'compressed', trailers ? textOf(bytes, body).trim() : ''])
    } else if (content[0] === 0x7b && isPrintable(textOf(bytes, body))) {
      list.add(body, 1, ['JSON', textOf(bytes, body)])
    } else list.addMapped(decodeProtobuf(content, message), [body], 1)
    at = body.from + length
  }
  return list.fields
}
