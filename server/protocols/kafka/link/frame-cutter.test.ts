import fc from 'fast-check'
import { expect, it } from 'vitest'
import { FrameCutter } from './frame-cutter.ts'

const HEAD_BYTES = 8

function framed(body: Uint8Array): Buffer {
  const size = Buffer.alloc(4)
  size.writeInt32BE(body.length)
  return Buffer.concat([size, body])
}

/** Feed `bytes` in pieces of these lengths, the last one taking the rest. */
function cut(cutter: FrameCutter, bytes: Buffer, lengths: number[]) {
  const cuts = []
  let rest = bytes
  for (const length of [...lengths, bytes.length]) {
    cuts.push(...cutter.push(rest.subarray(0, length)))
    rest = rest.subarray(length)
  }
  return cuts
}

const bodies = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 8 })
const pieces = fc.array(fc.integer({ min: 1, max: 30 }))

it('passes on every byte in order, and keeps frames whole where it was told to, however they arrive', () => {
  fc.assert(
    fc.property(bodies, pieces, (sent, lengths) => {
      const frames = sent.map(framed)
      const isKept = (frame: Buffer) => (frame[4] ?? 0) % 2 === 1
      const cutter = new FrameCutter(HEAD_BYTES, (head) => (isKept(head) ? 'keep' : 'pass'))
      const cuts = cut(cutter, Buffer.concat(frames), lengths)
      expect(Buffer.concat(cuts.map(({ bytes }) => bytes))).toEqual(Buffer.concat(frames))
      expect(cuts.filter(({ whole }) => whole).map(({ bytes }) => bytes)).toEqual(frames.filter(isKept))
      expect(cutter.heldBytes).toBe(0)
    }),
  )
})

it('lets pass what is not Kafka, and what was cut off', () => {
  const cutter = new FrameCutter(HEAD_BYTES, () => 'keep')
  const text = Buffer.from('GET / HTTP/1.1\r\n\r\n')
  expect(Buffer.concat(cut(cutter, text, [3]).map(({ bytes }) => bytes))).toEqual(text)
  const partial = framed(new Uint8Array(20)).subarray(0, 15)
  const other = new FrameCutter(HEAD_BYTES, () => 'keep')
  expect([...other.push(partial)]).toEqual([])
  expect([...other.end()]).toEqual([{ bytes: partial, whole: false }])
})
