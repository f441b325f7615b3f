/**
 * HTTP/2 frames (RFC 9113 §4.1) from the connection's first byte. Header blocks are not decoded: HPACK (RFC 7541)
 * depends on every block before, and its bytes are what there is to see. DATA of each stream is put together and
 * handed to who knows the content.
 */
import { type ByteField, FieldList, joined, type Range, textOf, uint } from './field.ts'

const PREFACE = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'
const HEADER_BYTES = 9
const types = [
  'DATA',
  'HEADERS',
  'PRIORITY',
  'RST_STREAM',
  'SETTINGS',
  'PUSH_PROMISE',
  'PING',
  'GOAWAY',
  'WINDOW_UPDATE',
  'CONTINUATION',
]
/** RFC 9113 §6.5.2, RFC 8441 §3 */
const settings: Record<number, string> = {
  1: 'HEADER_TABLE_SIZE',
  2: 'ENABLE_PUSH',
  3: 'MAX_CONCURRENT_STREAMS',
  4: 'INITIAL_WINDOW_SIZE',
  5: 'MAX_FRAME_SIZE',
  6: 'MAX_HEADER_LIST_SIZE',
  8: 'ENABLE_CONNECT_PROTOCOL',
}
const SETTING_BYTES = 6

export type ContentDecoder = (bytes: Uint8Array) => ByteField[]

export function startsWithPreface(bytes: Uint8Array): boolean {
  return textOf(bytes, { from: 0, to: PREFACE.length }) === PREFACE
}

export function decodeHttp2(bytes: Uint8Array, content: ContentDecoder): ByteField[] {
  const list = new FieldList(bytes.length)
  const streams = new Map<number, Range[]>()
  let at = 0
  if (startsWithPreface(bytes)) {
    at = PREFACE.length
    list.add({ from: 0, to: at }, 0, ['connection preface', 'PRI * HTTP/2.0'])
  }
  while (at < bytes.length && !list.full) {
    const length = uint(bytes, at, 3)
    const type = uint(bytes, at + 3, 1)
    const flags = uint(bytes, at + 4, 1)
    const stream = uint(bytes, at + 5, 4)
    if (length === undefined || type === undefined || flags === undefined || stream === undefined) {
      list.add({ from: at, to: bytes.length }, 0, ['frame header', 'cut off'])
      break
    }
    const id = stream % 2 ** 31
    const payload = { from: at + HEADER_BYTES, to: Math.min(at + HEADER_BYTES + length, bytes.length) }
    const name = types[type] ?? `type ${type}`
    list.add({ from: at, to: payload.to }, 0, [`${name} frame`, `stream ${id}, ${length} bytes`])
    list.add({ from: at, to: at + 3 }, 1, ['length', String(length)])
    list.add({ from: at + 3, to: at + 4 }, 1, ['type', `${type} ${name}`])
    list.add({ from: at + 4, to: at + 5 }, 1, ['flags', flagsOf(name, flags)])
    list.add({ from: at + 5, to: at + HEADER_BYTES }, 1, ['stream', String(id)])
    if (name === 'DATA') {
      // Padding (flag 0x08) is for hiding lengths; nothing here uses it, and it stays part of the data.
      const pieces = streams.get(id) ?? []
      pieces.push(payload)
      streams.set(id, pieces)
      if (content === noContent) list.add(payload, 1, ['data', textOf(bytes, payload)])
    } else if (name === 'SETTINGS') addSettings(list, bytes, payload)
    else list.add(payload, 1, [payloadName(name), payloadValue(name, bytes, payload)])
    at += HEADER_BYTES + length
  }
  if (content !== noContent)
    for (const pieces of streams.values()) list.addMapped(content(joined(bytes, pieces)), pieces, 1)
  return list.sorted()
}

/** Where what is inside DATA has no names of its own. */
export const noContent: ContentDecoder = () => []

function flagsOf(type: string, flags: number): string {
  const named: string[] = []
  if ((flags & 1) !== 0) named.push(type === 'SETTINGS' || type === 'PING' ? 'ACK' : 'END_STREAM')
  if ((flags & 4) !== 0) named.push('END_HEADERS')
  if ((flags & 8) !== 0) named.push('PADDED')
  if ((flags & 0x20) !== 0) named.push('PRIORITY')
  return `0x${flags.toString(16).padStart(2, '0')}${named.length > 0 ? ` ${named.join(', ')}` : ''}`
}

function addSettings(list: FieldList, bytes: Uint8Array, { from, to }: Range): void {
  for (let at = from; at + SETTING_BYTES <= to; at += SETTING_BYTES) {
    const id = uint(bytes, at, 2) as number
    list.add({ from: at, to: at + SETTING_BYTES }, 1, [settings[id] ?? `setting ${id}`, String(uint(bytes, at + 2, 4))])
  }
}

function payloadName(type: string): string {
  if (type === 'HEADERS' || type === 'CONTINUATION') return 'header block'
  return type === 'WINDOW_UPDATE' ? 'window size increment' : 'payload'
}

function payloadValue(type: string, bytes: Uint8Array, { from, to }: Range): string {
  if (type === 'HEADERS' || type === 'CONTINUATION') return 'HPACK, not decoded'
  if (type === 'WINDOW_UPDATE') return String(uint(bytes, from, 4) ?? '')
  if (type === 'RST_STREAM') return `error ${uint(bytes, from, 4) ?? ''}`
  if (type === 'GOAWAY') return `last stream ${uint(bytes, from, 4)}, error ${uint(bytes, from + 4, 4)}`
  return to > from ? `${to - from} bytes` : ''
}
