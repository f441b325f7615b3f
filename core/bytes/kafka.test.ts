import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeKafkaFrames } from './kafka.ts'

const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'))
const named = (fields: ReturnType<typeof decodeKafkaFrames>) => fields.map(({ name, value }) => `${name}: ${value}`)

test('names the header of a request and leaves its body in one piece', () => {
  const request = bytes('0000000f 0000 0009 00000007 0003 616263 aabb')
  expect(named(decodeKafkaFrames(request, 'upstream'))).toEqual([
    'request Produce: v9, 19 bytes',
    'size: 15',
    'API key: 0 Produce',
    'API version: 9',
    'correlation id: 7',
    'client id: abc',
    'body: aa bb',
  ])
})

test('a client may have no id, and an API no name', () => {
  const fields = named(decodeKafkaFrames(bytes('0000000a 0063 0000 00000001 ffff'), 'upstream'))
  expect(fields).toContain('API key: 99 API 99')
  expect(fields).toContain('client id: null')
})

test('of a response only the correlation id is known', () => {
  expect(named(decodeKafkaFrames(bytes('00000006 00000007 0000 00000004 00000008'), 'downstream'))).toEqual([
    'response: 10 bytes',
    'size: 6',
    'correlation id: 7',
    'body: 00 00',
    'response: 8 bytes',
    'size: 4',
    'correlation id: 8',
  ])
})

test.each(['upstream', 'downstream'] as const)('stays within the bytes, whatever they are: %s', (stream) => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (any) => {
      for (const { from, to } of decodeKafkaFrames(any, stream)) {
        expect(from).toBeGreaterThanOrEqual(0)
        expect(to).toBeGreaterThan(from)
        expect(to).toBeLessThanOrEqual(any.length)
      }
    }),
  )
})
