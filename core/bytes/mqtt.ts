/** MQTT 3.1.1 control packets (OASIS standard, §2 and §3). */
import { type ByteField, FieldList, hexOf, isPrintable, type Range, textOf, uint } from './field.ts'

const types = [
  'reserved',
  'CONNECT',
  'CONNACK',
  'PUBLISH',
  'PUBACK',
  'PUBREC',
  'PUBREL',
  'PUBCOMP',
  'SUBSCRIBE',
  'SUBACK',
  'UNSUBSCRIBE',
  'UNSUBACK',
  'PINGREQ',
  'PINGRESP',
  'DISCONNECT',
  'reserved',
]
/** §2.2.3: at most four bytes. */
const MOST_LENGTH_BYTES = 4

export function decodeMqttPackets(bytes: Uint8Array): ByteField[] {
  const list = new FieldList(bytes.length)
  for (let at = 0; at < bytes.length && !list.full; ) {
    const first = bytes[at] as number
    const type = types[first >> 4] as string
    const length = remainingLength(bytes, at + 1)
    if (!length || type === 'reserved') {
      list.add({ from: at, to: bytes.length }, 0, ['not a whole packet'])
      break
    }
    const body = { from: length.end, to: Math.min(length.end + length.value, bytes.length) }
    list.add({ from: at, to: body.to }, 0, [`packet ${type}`, `${length.end - at + length.value} bytes`])
    list.add({ from: at, to: at + 1 }, 1, ['type, flags', `${first >> 4} ${type}${flagsOf(first)}`])
    list.add({ from: at + 1, to: length.end }, 1, ['remaining length', String(length.value)])
    decodeBody(list, { bytes, body, first })
    at = length.end + length.value
  }
  return list.fields
}

function remainingLength(bytes: Uint8Array, from: number): { value: number; end: number } | null {
  let value = 0
  for (let i = 0; i < MOST_LENGTH_BYTES; i++) {
    const byte = bytes[from + i]
    if (byte === undefined) return null
    value += (byte & 0x7f) * 128 ** i
    if (byte < 0x80) return { value, end: from + i + 1 }
  }
  return null
}

function flagsOf(first: number): string {
  if (first >> 4 !== 3) return ''
  return `, QoS ${(first >> 1) & 3}${(first & 8) !== 0 ? ', DUP' : ''}${(first & 1) !== 0 ? ', RETAIN' : ''}`
}

function decodeBody(list: FieldList, { bytes, body, first }: { bytes: Uint8Array; body: Range; first: number }): void {
  const within = bytes.subarray(0, body.to)
  let at = body.from
  const packetId = () => {
    const id = uint(within, at, 2)
    if (id === undefined) return
    list.add({ from: at, to: at + 2 }, 1, ['packet identifier', String(id)])
    at += 2
  }
  /** §1.5.3: a length of two bytes, then UTF-8. */
  const string = (name: string) => {
    const length = uint(within, at, 2)
    if (length === undefined) return
    const to = Math.min(at + 2 + length, body.to)
    list.add({ from: at, to }, 1, [name, textOf(within, { from: at + 2, to })])
    at = to
  }
  const rest = (name: string) => {
    const range = { from: at, to: body.to }
    const text = textOf(within, range)
    list.add(range, 1, [name, isPrintable(text) ? text : hexOf(within, range)])
  }
  switch (types[first >> 4]) {
    case 'CONNECT': {
      string('protocol name')
      list.add({ from: at, to: Math.min(at + 1, body.to) }, 1, ['protocol level', String(within[at])])
      list.add({ from: at + 1, to: Math.min(at + 2, body.to) }, 1, ['connect flags', connectFlags(within[at + 1] ?? 0)])
      list.add({ from: at + 2, to: Math.min(at + 4, body.to) }, 1, ['keep alive', `${uint(within, at + 2, 2)} s`])
      at += 4
      string('client identifier')
      rest('rest of the payload')
      break
    }
    case 'CONNACK':
      list.add({ from: at, to: at + 1 }, 1, ['session present', String(within[at])])
      list.add({ from: at + 1, to: body.to }, 1, ['return code', String(within[at + 1])])
      break
    case 'PUBLISH':
      string('topic name')
      if (((first >> 1) & 3) > 0) packetId()
      rest('payload')
      break
    case 'SUBSCRIBE': {
      packetId()
      string('topic filter')
      rest('requested QoS')
      break
    }
    default:
      packetId()
      rest('rest')
  }
}

function connectFlags(flags: number): string {
  const named = [
    (flags & 0x02) !== 0 ? 'clean session' : 'persistent session',
    (flags & 0x04) !== 0 ? 'will' : '',
    (flags & 0x40) !== 0 ? 'password' : '',
    (flags & 0x80) !== 0 ? 'user name' : '',
  ]
  return named.filter(Boolean).join(', ')
}
