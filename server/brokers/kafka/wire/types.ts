/** The field types of the protocol, in both encodings: lengths as int16 or int32, or "compact" as a varint of length + 1. */
import { type Codec, Field, type Kind, type ReadOf, type Shape, type Version, type WrittenOf } from './field.ts'
import { Malformed } from './malformed.ts'
import type { Reader } from './reader.ts'
import { structCodec } from './struct.ts'
import type { Writer } from './writer.ts'

const ZERO_UUID = 'AAAAAAAAAAAAAAAAAAAAAA'
const NULL = -1

type Plain<T> = Field<T, T, false>

function fixed<T>(kind: Kind, fallback: T, codec: Codec<T>): Plain<T> {
  return new Field<T, T, false>(() => codec, { kind, fallback })
}

export const int8 = fixed({ is: 'int8' }, 0, { read: (r) => r.int8(), write: (w, value) => w.int8(value) })
export const int16 = fixed({ is: 'int16' }, 0, { read: (r) => r.int16(), write: (w, value) => w.int16(value) })
export const int32 = fixed({ is: 'int32' }, 0, { read: (r) => r.int32(), write: (w, value) => w.int32(value) })
export const int64 = fixed({ is: 'int64' }, 0, { read: (r) => r.int64(), write: (w, value) => w.int64(value) })
export const boolean = fixed({ is: 'boolean' }, false, {
  read: (r) => r.boolean(),
  write: (w, value) => w.boolean(value),
})
export const uuid = fixed({ is: 'uuid' }, ZERO_UUID, { read: (r) => r.uuid(), write: (w, value) => w.uuid(value) })

/** The codec of one length; null is −1, or 0 where it is compact. */
interface Length {
  read(reader: Reader): number
  write(writer: Writer, length: number): void
}

const compact: Length = {
  read: (r) => r.uvarint() - 1,
  write: (w, length) => w.uvarint(length + 1),
}
const short: Length = { read: (r) => r.int16(), write: (w, length) => w.int16(length) }
const long: Length = { read: (r) => r.int32(), write: (w, length) => w.int32(length) }

interface Sized<Read, Written> {
  read(reader: Reader, length: number): Read
  lengthOf(value: Written): number
  write(writer: Writer, value: Written, length: number): void
}

function sized<Read, Written>(length: Length, nullable: boolean, body: Sized<Read, Written>): Codec<Read, Written> {
  return {
    read(reader) {
      const size = length.read(reader)
      if (size === NULL && nullable) return null as Read
      if (size < 0) throw new Malformed(size === NULL ? 'null where there must be a value' : `a length of ${size}`)
      return body.read(reader, size)
    },
    write(writer, value) {
      if (value === null) {
        if (!nullable) throw new TypeError('this version has no null here')
        length.write(writer, NULL)
        return
      }
      const size = body.lengthOf(value)
      length.write(writer, size)
      body.write(writer, value, size)
    },
  }
}

const stringBody: Sized<string, string> = {
  read: (reader, length) => reader.string(length),
  lengthOf: (text) => Buffer.byteLength(text),
  write: (writer, text, length) => writer.string(text, length),
}

const bytesBody: Sized<Buffer, Buffer> = {
  read: (reader, length) => reader.bytes(length),
  lengthOf: ({ length }) => length,
  write: (writer, bytes) => writer.bytes(bytes),
}

const recordsBody: Sized<Buffer, readonly Buffer[]> = {
  read: (reader, length) => reader.bytes(length),
  lengthOf: (batches) => batches.reduce((sum, { length }) => sum + length, 0),
  write(writer, batches) {
    for (const batch of batches) writer.bytes(batch)
  },
}

const sizes = ({ flexible }: Version, old: Length) => (flexible ? compact : old)

export const string: Plain<string> = new Field<string, string, false>(
  (at, nullable) => sized(sizes(at, short), nullable, stringBody),
  { kind: { is: 'string' }, fallback: '' },
)

export const bytes: Plain<Buffer> = new Field<Buffer, Buffer, false>(
  (at, nullable) => sized(sizes(at, long), nullable, bytesBody),
  { kind: { is: 'bytes' }, fallback: Buffer.alloc(0) },
)

/** Record batches one after the other, which nobody here looks into. */
export const records = new Field<Buffer, readonly Buffer[], false>(
  (at, nullable) => sized(sizes(at, long), nullable, recordsBody),
  { kind: { is: 'records' }, fallback: null },
)

export function array<S extends Shape>(shape: S): Field<ReadOf<S>[], readonly WrittenOf<S>[], false> {
  return arrayOf(struct(shape))
}

export function arrayOf<R, W>(element: Field<R, W, false>): Field<R[], readonly W[], false> {
  return new Field<R[], readonly W[], false>(
    (at, nullable) => {
      const codec = element.compile(at, false)
      return sized<R[], readonly W[]>(sizes(at, long), nullable, {
        read(reader, count) {
          reader.elements(count)
          const values: R[] = []
          for (let index = 0; index < count; index++) values.push(codec.read(reader))
          return values
        },
        lengthOf: ({ length }) => length,
        write(writer, values) {
          for (const value of values) codec.write(writer, value)
        },
      })
    },
    { kind: { is: 'array', of: element }, fallback: [] },
  )
}

export function struct<S extends Shape>(shape: S): Field<ReadOf<S>, WrittenOf<S>, false> {
  return new Field<ReadOf<S>, WrittenOf<S>, false>((at) => structCodec(shape, at), {
    kind: { is: 'struct', shape },
    fallback: null,
  })
}
