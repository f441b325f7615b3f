import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyMessage } from './any-message.fixture.ts'
import { apiNames, apiOf } from './apis.ts'
import type { Codec } from './field.ts'
import { Malformed } from './malformed.ts'
import { Reader } from './reader.ts'
import { Writer } from './writer.ts'

const everyVersion = apiNames.flatMap((name) => {
  const api = apiOf(name)
  return Array.from({ length: api.max - api.min + 1 }, (_, index) => ({ api, name, version: api.min + index }))
})

function written(codec: Codec<unknown>, value: unknown): Buffer {
  const writer = new Writer()
  codec.write(writer, value)
  const bytes = Buffer.concat(writer.pieces())
  expect(writer.length).toBe(bytes.length)
  return bytes
}

describe.each(everyVersion)('$name v$version', ({ api, version }) => {
  it.each(['request', 'response'] as const)('reads a %s as it was written, and nothing shorter', (side) => {
    const codec = api[side](version) as Codec<unknown>
    fc.assert(
      fc.property(anyMessage(api.shapes[side], version), fc.nat(), (message, cut) => {
        const bytes = written(codec, message.written)
        const reader = new Reader(bytes)
        // Vitest compares long buffers byte by byte in JavaScript.
        const read = codec.read(reader)
        if (!isDeepStrictEqual(read, message.read)) expect(read).toEqual(message.read)
        expect(reader.left).toBe(0)
        if (bytes.length === 0) return
        const short = bytes.subarray(0, cut % bytes.length)
        expect(() => codec.read(new Reader(short))).toThrow(Malformed)
      }),
      { numRuns: 20 },
    )
  })
})

it('says of every key which API it is, once', () => {
  const keys = apiNames.map((name) => apiOf(name).key)
  expect(new Set(keys).size).toBe(keys.length)
})
