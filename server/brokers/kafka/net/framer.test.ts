import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Malformed } from '../wire/malformed.ts'
import { Framer } from './framer.ts'

const LIMIT_BYTES = 64

function framed(request: Buffer): Buffer {
  const size = Buffer.alloc(4)
  size.writeInt32BE(request.length)
  return Buffer.concat([size, request])
}

it('cuts a stream into the same requests, however it arrives', () => {
  const requests = fc.array(fc.uint8Array({ minLength: 1, maxLength: LIMIT_BYTES }).map((bytes) => Buffer.from(bytes)))
  fc.assert(
    fc.property(requests, fc.array(fc.integer({ min: 1, max: 40 })), (sent, cuts) => {
      const framer = new Framer(LIMIT_BYTES, 1)
      let rest = Buffer.concat(sent.map(framed))
      const got: Buffer[] = []
      for (const cut of cuts) {
        got.push(...framer.push(rest.subarray(0, cut)))
        rest = rest.subarray(cut)
      }
      got.push(...framer.push(rest))
      expect(got.map((request) => request.toString('hex'))).toEqual(sent.map((request) => request.toString('hex')))
      expect(framer.heldBytes).toBe(0)
    }),
  )
})

it.each([
  ['negative', 'ffffffff'],
  ['too small', '00000000'],
  ['over the limit', '00000041'],
  ['not Kafka at all', Buffer.from('GET / HTTP/1.1').toString('hex')],
])('takes no size that is %s', (_name, hex) => {
  const framer = new Framer(LIMIT_BYTES, 1)
  expect(() => [...framer.push(Buffer.from(hex, 'hex'))]).toThrow(Malformed)
})

it('keeps only what has arrived', () => {
  const framer = new Framer(2 ** 30, 1)
  expect([...framer.push(Buffer.from('3fffffff0102', 'hex'))]).toEqual([])
  expect(framer.heldBytes).toBe(2)
})
