import { describe, expect, it } from 'vitest'
import { apis } from './apis.ts'
import type { Codec } from './field.ts'
import { Malformed } from './malformed.ts'
import { Reader } from './reader.ts'
import { structCodec } from './struct.ts'
import { array, int8, int64, string, uuid } from './types.ts'
import { Writer } from './writer.ts'

function written<T>(codec: Codec<unknown, T>, value: T): string {
  const writer = new Writer()
  codec.write(writer, value)
  return Buffer.concat(writer.pieces()).toString('hex')
}

function read<T>(codec: Codec<T, never>, hex: string): T {
  return codec.read(new Reader(Buffer.from(hex, 'hex')))
}

const old = { number: 0, flexible: false }
const flexible = { number: 1, flexible: true }
const shape = { name: string.nullable(), tail: int8.or(-1).tagged(0, 1) }

describe('the two encodings', () => {
  it('differ in lengths, null and tags', () => {
    expect(written(structCodec(shape, old), { name: 'ab', tail: 7 })).toBe('00026162')
    expect(written(structCodec(shape, old), { name: null })).toBe('ffff')
    expect(written(structCodec(shape, flexible), { name: 'ab', tail: 7 })).toBe('036162' + '01' + '000107')
    expect(written(structCodec(shape, flexible), { name: null })).toBe('00' + '00')
  })

  it('skips tags that it does not know, and refuses those out of order', () => {
    expect(read(structCodec(shape, flexible), '00' + '02' + '000107' + '05020a0b')).toEqual({ name: null, tail: 7 })
    expect(() => read(structCodec(shape, flexible), '00' + '02' + '05020a0b' + '000107')).toThrow(Malformed)
    expect(() => read(structCodec(shape, flexible), '00' + '01' + '00020707')).toThrow('tag 0 is not 2 bytes long')
  })
})

describe('what cannot be', () => {
  it('an array that would be longer than the message', () => {
    const codec = structCodec({ names: array({ name: string }) }, old)
    expect(() => read(codec, '7fffffff0000')).toThrow('an array of 2147483647 elements in 2 bytes')
    expect(() => read(codec, 'fffffffe')).toThrow('a length of -2')
    expect(() => read(codec, 'ffffffff')).toThrow('null where there must be a value')
  })

  it('a varint without an end', () => {
    expect(() => read(structCodec({ name: string }, flexible), 'ffffffffffff')).toThrow('a varint is too long')
    expect(() => read(structCodec({ name: string }, flexible), 'ffffffff7f')).toThrow('a varint is too large')
  })

  it('null before the version that has it', () => {
    const given = { errorCode: 0, generationId: 1, protocolName: null, leader: '', memberId: '', members: [] }
    expect(() => written(apis.joinGroup.response(6), given)).toThrow(TypeError)
    expect(written(apis.joinGroup.response(7), given)).toContain('00')
  })
})

describe('whole numbers of 64 bits', () => {
  const codec = structCodec({ value: int64 }, old)
  it.each([
    [-1, 'ffffffffffffffff'],
    [-2, 'fffffffffffffffe'],
    [2 ** 32, '0000000100000000'],
    [Number.MAX_SAFE_INTEGER, '001fffffffffffff'],
    [Number.MIN_SAFE_INTEGER, 'ffe0000000000001'],
    [2 ** 63, '7fffffffffffffff'],
  ])('%d', (value, hex) => {
    expect(written(codec, { value })).toBe(hex)
    expect(read(codec, hex)).toEqual({ value })
  })
})

it('writes a UUID as Kafka writes one, and nothing that is none', () => {
  const codec = structCodec({ id: uuid }, old)
  expect(written(codec, { id: 'AAAAAAAAAAAAAAAAAAAAAQ' })).toBe('00000000000000000000000000000001')
  expect(() => written(codec, { id: 'short' })).toThrow(RangeError)
})

it('writes what does not fit into its slab any more into the next one', () => {
  const writer = new Writer()
  for (let index = 0; index < 2000; index++) writer.int32(index)
  const bytes = Buffer.concat(writer.frame())
  expect(bytes.readInt32BE(0)).toBe(8000)
  for (let index = 0; index < 2000; index++) expect(bytes.readInt32BE(4 + index * 4)).toBe(index)
})
