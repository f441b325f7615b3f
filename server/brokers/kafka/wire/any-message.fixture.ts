/** Any message of a shape, in any version: for tests that must hold for all of them. */
import fc from 'fast-check'
import type { Field, Kind, Shape } from './field.ts'

const INT16 = { min: -(2 ** 15), max: 2 ** 15 - 1 }
const INT32 = { min: -(2 ** 31), max: 2 ** 31 - 1 }

/** As it is read back: what the version does not carry is its fallback, record batches are one buffer. */
export interface Expected {
  written: unknown
  read: unknown
}

export function anyMessage(shape: Shape, version: number): fc.Arbitrary<Expected> {
  const fields = Object.entries(shape)
  const values = fields.map(([, field]) => anyValue(field, version))
  return fc.tuple(...values).map((made) => {
    const collect = (side: keyof Expected) =>
      Object.fromEntries(fields.map(([name], index) => [name, (made[index] as Expected)[side]]))
    return { written: collect('written'), read: collect('read') }
  })
}

function anyValue(field: Field, version: number): fc.Arbitrary<Expected> {
  const { since, until, nullableSince, fallback } = field.facts
  if (version < since || version > until) return fc.constant({ written: undefined, read: fallback })
  const some = anyOf(field.facts.kind, version)
  return version >= nullableSince ? fc.oneof(fc.constant({ written: null, read: null }), some) : some
}

function anyOf(kind: Kind, version: number): fc.Arbitrary<Expected> {
  switch (kind.is) {
    case 'int8':
      return same(fc.integer({ min: -128, max: 127 }))
    case 'int16':
      return same(fc.integer(INT16))
    case 'int32':
      return same(fc.integer(INT32))
    case 'int64':
      return same(fc.maxSafeInteger())
    case 'boolean':
      return same(fc.boolean())
    case 'uuid':
      return same(
        fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => Buffer.from(bytes).toString('base64url')),
      )
    case 'string':
      return same(
        fc.oneof(
          fc.string({ unit: 'binary', maxLength: 20 }),
          fc.integer({ min: 2000, max: 3000 }).map((length) => 'é'.repeat(length)),
        ),
      )
    case 'bytes':
      return same(anyBytes())
    case 'records':
      return fc
        .array(anyBytes(), { maxLength: 3 })
        .map((batches) => ({ written: batches, read: Buffer.concat(batches) }))
    case 'struct':
      return anyMessage(kind.shape, version)
    case 'array':
      return fc.array(anyOf(kind.of.facts.kind, version), { maxLength: 3 }).map((all) => ({
        written: all.map(({ written }) => written),
        read: all.map(({ read }) => read),
      }))
  }
}

function anyBytes(): fc.Arbitrary<Buffer> {
  const large = fc.integer({ min: 0, max: 255 }).map((byte) => Buffer.alloc(3000, byte))
  return fc.oneof(
    fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
    large,
  )
}

function same<T>(some: fc.Arbitrary<T>): fc.Arbitrary<Expected> {
  return some.map((value) => ({ written: value, read: value }))
}
