/** TLS records (RFC 8446 §5.1): what is inside is encrypted, and its sizes are all that can be seen. */
import { type ByteField, FieldList, uint } from './field.ts'

const HEADER_BYTES = 5
const types: Record<number, string> = { 20: 'change_cipher_spec', 21: 'alert', 22: 'handshake', 23: 'application_data' }
/** RFC 8446 §4 */
const handshakes: Record<number, string> = { 1: 'ClientHello', 2: 'ServerHello', 11: 'Certificate' }

export function looksLikeTls(bytes: Uint8Array): boolean {
  return bytes[0] === 22 && bytes[1] === 3 && (bytes[2] ?? 9) <= 4
}

export function decodeTlsRecords(bytes: Uint8Array): ByteField[] {
  const list = new FieldList(bytes.length)
  for (let at = 0; at < bytes.length && !list.full; ) {
    const type = types[bytes[at] as number]
    const length = uint(bytes, at + 3, 2)
    if (type === undefined || length === undefined) {
      list.add({ from: at, to: bytes.length }, 0, ['not a TLS record'])
      break
    }
    const to = Math.min(at + HEADER_BYTES + length, bytes.length)
    const message = bytes[at] === 22 ? handshakes[bytes[at + HEADER_BYTES] ?? 0] : undefined
    list.add({ from: at, to }, 0, [`TLS record ${type}`, message ?? (bytes[at] === 23 ? 'encrypted' : '')])
    list.add({ from: at, to: at + 1 }, 1, ['type', `${bytes[at]} ${type}`])
    list.add({ from: at + 1, to: at + 3 }, 1, ['legacy_record_version', `${bytes[at + 1]}.${bytes[at + 2]}`])
    list.add({ from: at + 3, to: at + HEADER_BYTES }, 1, ['length', String(length)])
    list.add({ from: at + HEADER_BYTES, to }, 1, ['fragment', message ?? ''])
    at += HEADER_BYTES + length
  }
  return list.fields
}
