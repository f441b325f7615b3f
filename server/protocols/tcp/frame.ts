/**
 * Frames on a TCP stream, big-endian:
 *
 *     frame  = length id kind body
 *     length = u32   ; bytes that follow: 5 + the length of body
 *     id     = u32   ; request id, chosen by the client; its reply carries the same one
 *                    ; 0 where there is none: an order without one asks for no reply, and gets none
 *     kind   = u8    ; 1 order                  client → server   body = PlaceOrder
 *                    ; 2 receipt                server → client   body = Receipt
 *                    ; 3 refusal                server → client   body = {kind, detail}
 *                    ; 4 goodbye                server → client   body = {kind, detail}; the connection is closed after it
 *                    ; 5 order-protobuf         client → server   body = PlaceOrderRequest of proto/wirelab/orders/v1
 *                    ; 6 receipt-protobuf       server → client   body = Receipt of the same; the answer to a 5 or an 8
 *                    ; 7 stream-order           client → server   body = PlaceOrder; how it goes is pushed until it ends
 *                    ; 8 stream-order-protobuf  client → server   body = PlaceOrderRequest, the same
 *                    ; 9 progress               server → client   body = {is, elapsedMs}; any number of them before the
 *                                                                 receipt or refusal that ends a 7 or an 8
 *     body   = JSON in UTF-8 where its kind says nothing else
 */
import type { Encoding } from '../order-encoding.ts'

export const frameKinds = {
  order: 1,
  receipt: 2,
  refusal: 3,
  goodbye: 4,
  'order-protobuf': 5,
  'receipt-protobuf': 6,
  'stream-order': 7,
  'stream-order-protobuf': 8,
  progress: 9,
} as const
export type FrameKind = keyof typeof frameKinds

export interface Frame {
  id: number
  kind: FrameKind
  body: Buffer
}

const KIB = 1024
const LENGTH_BYTES = 4
const ID_BYTES = 4
const KIND_BYTES = 1
export const HEADER_BYTES = LENGTH_BYTES + ID_BYTES + KIND_BYTES
/** Room for the largest payload, its escapes and the rest of the order. */
export const MAX_BODY_BYTES = 512 * KIB
export const MAX_ID = 2 ** 32 - 1
/** The id of an order that asks for no reply. */
export const NO_REPLY = 0

/** What arrived is no frame; there is no way to find the beginning of the next one. */
export class FrameError extends Error {
  override name = 'FrameError'
}

/** Kinds of the frames that carry orders and their receipts, by how those are written. */
export const kindsOf = {
  json: { order: 'order', 'stream-order': 'stream-order', receipt: 'receipt' },
  protobuf: { order: 'order-protobuf', 'stream-order': 'stream-order-protobuf', receipt: 'receipt-protobuf' },
} as const satisfies Record<Encoding, Record<'order' | 'stream-order' | 'receipt', FrameKind>>

const orderFrames: Partial<Record<FrameKind, { encoding: Encoding; streamed: boolean }>> = {
  order: { encoding: 'json', streamed: false },
  'order-protobuf': { encoding: 'protobuf', streamed: false },
  'stream-order': { encoding: 'json', streamed: true },
  'stream-order-protobuf': { encoding: 'protobuf', streamed: true },
}

/** How a frame carries an order and whether its progress is to be told; null where it carries none. */
export function orderFrameOf(kind: FrameKind): { encoding: Encoding; streamed: boolean } | null {
  return orderFrames[kind] ?? null
}

/** @param value written as JSON */
export function encodeFrame(kind: FrameKind, id: number, value: unknown): Buffer {
  return frameAround(kind, id, Buffer.from(JSON.stringify(value)))
}

export function frameAround(kind: FrameKind, id: number, body: Buffer): Buffer {
  const header = Buffer.allocUnsafe(HEADER_BYTES)
  header.writeUInt32BE(ID_BYTES + KIND_BYTES + body.length, 0)
  header.writeUInt32BE(id, LENGTH_BYTES)
  header.writeUInt8(frameKinds[kind], LENGTH_BYTES + ID_BYTES)
  return Buffer.concat([header, body])
}

export function bodyBytesOf(frame: Buffer): number {
  return frame.length - HEADER_BYTES
}

const kindByCode = new Map<number, FrameKind>(
  Object.entries(frameKinds).map(([kind, code]) => [code, kind as FrameKind]),
)

/** Takes a stream apart as it arrives, however it is cut. Holds no more than has arrived. */
export class FrameDecoder {
  #parts: Buffer[] = []
  #bytes = 0

  /** True in the middle of a frame. */
  get partial(): boolean {
    return this.#bytes > 0
  }

  /** Frames that `chunk` completes. Throws {@link FrameError}; after that the stream is lost. */
  push(chunk: Buffer): Frame[] {
    this.#parts.push(chunk)
    this.#bytes += chunk.length
    const frames: Frame[] = []
    for (let frame = this.#next(); frame; frame = this.#next()) frames.push(frame)
    return frames
  }

  #next(): Frame | null {
    if (this.#bytes < HEADER_BYTES) return null
    const header = this.#peek(HEADER_BYTES)
    const bodyBytes = header.readUInt32BE(0) - ID_BYTES - KIND_BYTES
    if (bodyBytes < 0) throw new FrameError('a frame shorter than its header')
    if (bodyBytes > MAX_BODY_BYTES) throw new FrameError(`a body of ${bodyBytes} bytes, more than ${MAX_BODY_BYTES}`)
    const code = header.readUInt8(LENGTH_BYTES + ID_BYTES)
    const kind = kindByCode.get(code)
    if (!kind) throw new FrameError(`kind ${code} is not known`)
    if (this.#bytes < HEADER_BYTES + bodyBytes) return null
    const whole = this.#peek(HEADER_BYTES + bodyBytes)
    const rest = this.#parts[0] as Buffer
    this.#parts =
      rest.length > whole.length ? [rest.subarray(whole.length), ...this.#parts.slice(1)] : this.#parts.slice(1)
    this.#bytes -= whole.length
    return { id: whole.readUInt32BE(LENGTH_BYTES), kind, body: whole.subarray(HEADER_BYTES) }
  }

  /** The first `length` bytes; puts parts together only as far as needed. */
  #peek(length: number): Buffer {
    const first = this.#parts[0] as Buffer
    if (first.length >= length) return first.subarray(0, length)
    let joined = 0
    let bytes = 0
    while (bytes < length) bytes += (this.#parts[joined++] as Buffer).length
    this.#parts = [Buffer.concat(this.#parts.slice(0, joined)), ...this.#parts.slice(joined)]
    return (this.#parts[0] as Buffer).subarray(0, length)
  }
}
