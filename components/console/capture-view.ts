/** Captured chunks as what the screen shows: each direction of each connection, its bytes named and timed. */
import { decodeStream } from '#core/bytes/decode.ts'
import type { ByteField } from '#core/bytes/field.ts'
import type { ProtocolId } from '#core/protocols.ts'
import type { Capture, CapturedChunk, CapturedConnection } from './console-api.ts'

export interface StreamView {
  key: string
  stream: CapturedChunk['stream']
  /** Without a gap, from the first byte on: of the connection, or of the window. */
  bytes: Uint8Array
  fields: ByteField[]
  /** When each part passed, and where it begins. */
  parts: { offset: number; length: number; atUs: number }[]
  /** Carried in this direction, kept or not; of a window what passed in it. */
  carried: number
  /** Bytes after the first gap, which are not shown. */
  notShown: number
}

/** Of every connection, upstream before downstream; what carried nothing is left out. */
export function streamsOf({
  protocol,
  connections,
  exact,
}: Pick<Capture, 'protocol' | 'connections' | 'exact'>): StreamView[] {
  return connections.flatMap((connection) => {
    const up = assembled(connection, 'upstream', !exact)
    const down = assembled(connection, 'downstream', !exact)
    return [
      viewOf(connection, { protocol, stream: 'upstream', own: up, other: down, exact }),
      viewOf(connection, { protocol, stream: 'downstream', own: down, other: up, exact }),
    ].filter(({ carried }) => carried > 0)
  })
}

/** What has state from the first byte on (HTTP/2: HPACK, RFC 7541 §2.2) is not read from its middle. */
function decodable(protocol: ProtocolId, own: Assembled, other: Assembled): boolean {
  return protocol !== 'grpc' || (own.begin === 0 && other.begin === 0)
}

interface Assembled {
  /** Bytes of the window, those after a gap among them. */
  within: number
  /** Where it begins in its direction of the connection. */
  begin: number
  bytes: Uint8Array
  parts: StreamView['parts']
}

function viewOf(
  connection: CapturedConnection,
  of: { protocol: ProtocolId; stream: CapturedChunk['stream']; own: Assembled; other: Assembled; exact: boolean },
): StreamView {
  const { protocol, stream, own, other, exact } = of
  const inAll = stream === 'upstream' ? connection.bytes.up : connection.bytes.down
  const carried = exact ? inAll : own.within
  return {
    key: `${connection.ordinal}.${stream}`,
    stream,
    bytes: own.bytes,
    fields: decodable(protocol, own, other)
      ? decodeStream({ protocol, stream, bytes: own.bytes, other: other.bytes })
      : [],
    parts: own.parts,
    carried,
    notShown: Math.max(0, carried - own.bytes.length),
  }
}

/** Up to the first gap: past it, no decoder would know where it stands. */
function assembled({ chunks }: CapturedConnection, stream: CapturedChunk['stream'], isWindow: boolean): Assembled {
  // A window begins wherever it begins.
  const begin = isWindow ? (chunks.find((chunk) => chunk.stream === stream)?.offset ?? 0) : 0
  const parts: StreamView['parts'] = []
  const pieces: Uint8Array[] = []
  let end = 0
  for (const chunk of chunks) {
    if (chunk.stream !== stream) continue
    if (chunk.offset !== begin + end) break
    const bytes = bytesOf(chunk.base64)
    parts.push({ offset: end, length: bytes.length, atUs: chunk.atUs })
    pieces.push(bytes)
    end += bytes.length
  }
  const within = chunks.reduce((sum, chunk) => sum + (chunk.stream === stream ? atob(chunk.base64).length : 0), 0)
  const bytes = new Uint8Array(end)
  for (const [index, piece] of pieces.entries()) bytes.set(piece, parts[index]?.offset ?? 0)
  return { within, begin, bytes, parts }
}

function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
}

/** Over all connections of a capture. */
export function totalBytes({ connections }: Capture): { up: number; down: number } {
  return connections.reduce((sum, { bytes }) => ({ up: sum.up + bytes.up, down: sum.down + bytes.down }), {
    up: 0,
    down: 0,
  })
}

/** A run of bytes of one line that belong to the same innermost field. */
export interface HexRun {
  from: number
  to: number
  /** Index of the field; null where no field covers the bytes. */
  field: number | null
}

export interface HexLine {
  offset: number
  runs: HexRun[]
}

/**
 * @param upTo how many bytes are laid out
 * @param lineBytes how many of them stand in one line
 */
export function hexLines(
  length: number,
  fields: readonly ByteField[],
  { upTo, lineBytes }: { upTo: number; lineBytes: number },
): HexLine[] {
  const end = Math.min(length, upTo)
  const owner = ownersOf(fields, end)
  const lines: HexLine[] = []
  for (let offset = 0; offset < end; offset += lineBytes) {
    const runs: HexRun[] = []
    for (let at = offset; at < Math.min(offset + lineBytes, end); at++) {
      const field = (owner[at] ?? -1) < 0 ? null : (owner[at] as number)
      const last = runs.at(-1)
      if (last && last.field === field) last.to = at + 1
      else runs.push({ from: at, to: at + 1, field })
    }
    lines.push({ offset, runs })
  }
  return lines
}

/** The innermost field of each byte: outer fields come first, so that inner ones write over them. */
function ownersOf(fields: readonly ByteField[], length: number): Int32Array {
  const owner = new Int32Array(length).fill(-1)
  const byDepth = fields.map((_, index) => index).sort((a, b) => depthOf(fields, a) - depthOf(fields, b))
  for (const index of byDepth) {
    const field = fields[index]
    if (field) owner.fill(index, Math.min(field.from, length), Math.min(field.to, length))
  }
  return owner
}

function depthOf(fields: readonly ByteField[], index: number): number {
  return fields[index]?.depth ?? 0
}

/** As in the right column of a hex dump: what has no glyph is a middle dot. */
export function printable(byte: number): string {
  return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·'
}
