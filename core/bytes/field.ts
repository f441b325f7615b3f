/** Bytes with names: what a decoder says about a stream, as ranges that may lie within one another. */

/** A range of bytes and what it means. Names are the format's own words; offsets count from the stream's first byte. */
export interface ByteField {
  from: number
  /** Exclusive. */
  to: number
  /** 0 for what stands by itself; a field of depth n lies within the nearest one before it of depth n − 1. */
  depth: number
  name: string
  /** As a reader would write it; cut where it is long, empty where the bytes speak for themselves. */
  value: string
}

/** So that a stream of tiny frames stays a list that can be drawn. */
export const MOST_FIELDS = 3000
const VALUE_CHARACTERS = 240

export interface Range {
  from: number
  to: number
}

/** What a decoder writes into. It takes {@link MOST_FIELDS}; after that it is `full`, and decoders stop. */
export class FieldList {
  readonly fields: ByteField[] = []
  readonly #end: number

  /** @param end of the bytes that are there: what says it is longer is cut there */
  constructor(end: number) {
    this.#end = end
  }

  get full(): boolean {
    return this.fields.length >= MOST_FIELDS
  }

  add(range: Range, depth: number, [name, value = '']: [string, string?]): void {
    const to = Math.min(range.to, this.#end)
    if (this.full || to <= range.from) return
    this.fields.push({ from: range.from, to, depth, name, value: cut(value) })
  }

  /**
   * Takes over what was said about a body that lies in pieces: a range over the joined pieces becomes the range over
   * the stream from its first byte to its last, with what stands between the pieces.
   */
  addMapped(fields: readonly ByteField[], pieces: readonly Range[], depth: number): void {
    const ends: number[] = []
    let length = 0
    for (const { from, to } of pieces) {
      length += to - from
      ends.push(length)
    }
    const placeOf = (at: number): number => {
      const index = ends.findIndex((end) => at < end)
      const piece = pieces[index]
      if (!piece) return Number.NaN
      return piece.from + at - ((ends[index] as number) - (piece.to - piece.from))
    }
    for (const field of fields) {
      const from = placeOf(field.from)
      const to = placeOf(field.to - 1) + 1
      if (from < to) this.add({ from, to }, depth + field.depth, [field.name, field.value])
    }
  }

  /** Outer ranges before what lies in them, in the order of the stream. */
  sorted(): ByteField[] {
    return this.fields
      .map((field, index) => ({ field, index }))
      .sort((a, b) => a.field.from - b.field.from || a.field.depth - b.field.depth || a.index - b.index)
      .map(({ field }) => field)
  }
}

export function joined(bytes: Uint8Array, pieces: readonly Range[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((sum, { from, to }) => sum + to - from, 0))
  let at = 0
  for (const { from, to } of pieces) {
    whole.set(bytes.subarray(from, to), at)
    at += to - from
  }
  return whole
}

const utf8 = new TextDecoder('utf-8')

/** UTF-8, with U+FFFD for what is none. */
export function textOf(bytes: Uint8Array, { from, to }: Range): string {
  // Longer than any value that is shown; a cut character at the end goes with the cut.
  return utf8.decode(bytes.subarray(from, Math.min(to, from + VALUE_CHARACTERS * 4 + 4)))
}

export function isPrintable(text: string): boolean {
  return !/[\p{Cc}\uFFFD]/u.test(text.replace(/[\r\n\t]/g, ''))
}

export function hexOf(bytes: Uint8Array, { from, to }: Range): string {
  const MOST_BYTES = 32
  const shown = [...bytes.subarray(from, Math.min(to, from + MOST_BYTES))].map((b) => b.toString(16).padStart(2, '0'))
  return shown.join(' ') + (to - from > MOST_BYTES ? ' …' : '')
}

/** An unsigned integer of up to 6 bytes, big-endian; undefined where the bytes are not there. */
export function uint(bytes: Uint8Array, at: number, length: number): number | undefined {
  if (at + length > bytes.length) return undefined
  let value = 0
  for (let i = 0; i < length; i++) value = value * 256 + (bytes[at + i] as number)
  return value
}

function cut(value: string): string {
  return value.length > VALUE_CHARACTERS ? `${value.slice(0, VALUE_CHARACTERS)}…` : value
}
