/**
 * HTTP/1.1 messages (RFC 9112): start line, header lines, a body by length, in chunks (§7.1) or to the end, and after
 * a switch of protocols WebSocket frames.
 */
import { type ByteField, FieldList, hexOf, isPrintable, joined, type Range, textOf } from './field.ts'
import { decodeGrpcMessages } from './grpc-message.ts'
import { decodeProtobuf, type MessageName } from './protobuf.ts'
import { decodeWebSocketFrames } from './websocket.ts'

const CR = 13
const LF = 10
const MOST_LINE_BYTES = 64 * 1024
const HEX = 16

interface Head {
  startLine: string
  headers: Map<string, string>
  end: number
}

/** @param message what protobuf in this direction is */
export function decodeHttp1(bytes: Uint8Array, message: MessageName): ByteField[] {
  const list = new FieldList(bytes.length)
  for (let at = 0; at < bytes.length && !list.full; ) {
    const head = readHead(list, bytes, at)
    if (!head) {
      list.add({ from: at, to: bytes.length }, 0, ['not HTTP/1.1'])
      break
    }
    if (head.headers.get('upgrade')?.toLowerCase() === 'websocket') {
      const rest = { from: head.end, to: bytes.length }
      list.addMapped(decodeWebSocketFrames(bytes.subarray(head.end)), [rest], 0)
      break
    }
    at = addBody(list, { bytes, head, message })
  }
  return list.sorted()
}

/** The lines up to the empty one; null where the first one is neither a request line nor a status line. */
function readHead(list: FieldList, bytes: Uint8Array, from: number): Head | null {
  const headers = new Map<string, string>()
  let startLine = ''
  for (let at = from; ; ) {
    const end = lineEnd(bytes, at)
    if (end === null) return startLine === '' ? null : { startLine, headers, end: bytes.length }
    const text = textOf(bytes, { from: at, to: end }).trimEnd()
    const first = at === from
    if (first && !/^(HTTP\/1\.[01] \d{3}|[A-Z]+ \S+ HTTP\/1\.[01]$)/.test(text)) return null
    if (first) {
      startLine = text
      list.add({ from: at, to: end }, 0, [text.startsWith('HTTP/') ? 'status line' : 'request line', text])
    } else if (text === '') {
      list.add({ from: at, to: end }, 0, ['empty line', 'end of the headers'])
      return { startLine, headers, end }
    } else {
      const colon = text.indexOf(':')
      const name = text.slice(0, colon)
      list.add({ from: at, to: end }, 0, [name, text.slice(colon + 1).trim()])
      headers.set(name.toLowerCase(), text.slice(colon + 1).trim())
    }
    at = end
  }
}

/** Just after LF; null where the line does not end here. */
function lineEnd(bytes: Uint8Array, from: number): number | null {
  const end = bytes.subarray(from, from + MOST_LINE_BYTES).indexOf(LF)
  return end < 0 ? null : from + end + 1
}

function addBody(list: FieldList, { bytes, head, message }: { bytes: Uint8Array; head: Head; message: MessageName }) {
  const type = head.headers.get('content-type') ?? ''
  const coded = head.headers.has('content-encoding')
  const decode = (pieces: Range[], depth: number) =>
    list.addMapped(decodeContent(joined(bytes, pieces), { type, coded, message }), pieces, depth)
  if (/\bchunked\b/i.test(head.headers.get('transfer-encoding') ?? '')) {
    const { pieces, end } = addChunks(list, bytes, head.end)
    decode(pieces, 1)
    return end
  }
  const length = Number.parseInt(head.headers.get('content-length') ?? '', 10)
  const response = head.startLine.startsWith('HTTP/')
  const bodiless = !response || /^HTTP\/1\.[01] (1\d\d|204|304)/.test(head.startLine)
  // RFC 9112 §6.3: a response with neither goes on to the end of the connection.
  const size = Number.isSafeInteger(length) ? Math.max(0, length) : bodiless ? 0 : bytes.length - head.end
  const body = { from: head.end, to: Math.min(head.end + size, bytes.length) }
  list.add(body, 0, ['body', `${size} bytes`])
  if (body.to > body.from) decode([body], 1)
  return head.end + size
}

function addChunks(list: FieldList, bytes: Uint8Array, from: number): { pieces: Range[]; end: number } {
  const pieces: Range[] = []
  for (let at = from; at < bytes.length && !list.full; ) {
    const dataFrom = lineEnd(bytes, at)
    const size = dataFrom === null ? Number.NaN : Number.parseInt(textOf(bytes, { from: at, to: dataFrom }), HEX)
    if (dataFrom === null || !Number.isSafeInteger(size) || size < 0) {
      list.add({ from: at, to: bytes.length }, 0, ['not a chunk'])
      return { pieces, end: bytes.length }
    }
    list.add({ from: at, to: dataFrom }, 0, [size === 0 ? 'last chunk' : 'chunk size', `${size}`])
    if (size === 0) return { pieces, end: addTrailers(list, bytes, dataFrom) }
    const data = { from: dataFrom, to: Math.min(dataFrom + size, bytes.length) }
    list.add(data, 0, ['chunk', `${size} bytes`])
    if (data.to > data.from) pieces.push(data)
    const after = bytes[data.to] === CR ? data.to + 2 : data.to
    list.add({ from: data.to, to: Math.min(after, bytes.length) }, 0, ['end of the chunk'])
    at = Math.max(after, dataFrom + size)
  }
  return { pieces, end: bytes.length }
}

function addTrailers(list: FieldList, bytes: Uint8Array, from: number): number {
  for (let at = from; ; ) {
    const end = lineEnd(bytes, at)
    if (end === null) return bytes.length
    const text = textOf(bytes, { from: at, to: end }).trimEnd()
    list.add({ from: at, to: end }, 0, text === '' ? ['end of the body'] : ['trailer', text])
    if (text === '') return end
    at = end
  }
}

/** A body once it is put together, by its media type. */
function decodeContent(
  bytes: Uint8Array,
  { type, coded, message }: { type: string; coded: boolean; message: MessageName },
): ByteField[] {
  const all = { from: 0, to: bytes.length }
  const list = new FieldList(bytes.length)
  if (coded) list.add(all, 0, ['compressed', hexOf(bytes, all)])
  else if (/^application\/grpc/.test(type)) return decodeGrpcMessages(bytes, message)
  else if (/^application\/(proto|x-protobuf|protobuf)\b/.test(type)) return decodeProtobuf(bytes, message)
  else if (isPrintable(textOf(bytes, all))) list.add(all, 0, [/json/.test(type) ? 'JSON' : 'text', textOf(bytes, all)])
  else list.add(all, 0, ['bytes', hexOf(bytes, all)])
  return list.fields
}
