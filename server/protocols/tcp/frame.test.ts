import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  bodyBytesOf,
  encodeFrame,
  type Frame,
  FrameDecoder,
  FrameError,
  frameKinds,
  MAX_BODY_BYTES,
  MAX_ID,
} from './frame.ts'

const kinds = Object.keys(frameKinds) as Frame['kind'][]
const anyFrame = fc.record({
  kind: fc.constantFrom(...kinds),
  id: fc.integer({ min: 0, max: MAX_ID }),
  value: fc.oneof(fc.jsonValue(), fc.string({ unit: 'binary', maxLength: 3000 })),
})

/** Cut at the given shares of the whole. */
function cut(stream: Buffer, shares: number[]): Buffer[] {
  const at = [0, ...shares.map((share) => Math.floor(share * stream.length)).sort((a, b) => a - b), stream.length]
  return at.slice(1).map((end, index) => stream.subarray(at[index], end))
}

describe('frames', () => {
  it('come out as they went in, however the stream is cut', () => {
    fc.assert(
      fc.property(
        fc.array(anyFrame, { maxLength: 8 }),
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 60 }),
        (given, shares) => {
          const stream = Buffer.concat(given.map(({ kind, id, value }) => encodeFrame(kind, id, value)))
          const decoder = new FrameDecoder()
          const decoded = cut(stream, shares).flatMap((chunk) => decoder.push(chunk))
          expect(decoded.map(({ kind, id, body }) => ({ kind, id, json: body.toString() }))).toEqual(
            given.map(({ kind, id, value }) => ({ kind, id, json: JSON.stringify(value) })),
          )
          expect(decoder.partial).toBe(false)
        },
      ),
    )
  })

  it('come out one byte at a time', () => {
    const decoder = new FrameDecoder()
    const stream = Buffer.concat([encodeFrame('order', 1, 'a'), encodeFrame('receipt', 2, '나')])
    const decoded = [...stream].flatMap((byte) => decoder.push(Buffer.from([byte])))
    expect(decoded.map(({ id, body }) => [id, body.toString()])).toEqual([
      [1, '"a"'],
      [2, '"나"'],
    ])
  })

  it('never make the decoder throw anything but FrameError, nor hold more than arrived', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 64 })), (chunks) => {
        const decoder = new FrameDecoder()
        try {
          for (const chunk of chunks) decoder.push(Buffer.from(chunk))
        } catch (error) {
          expect(error).toBeInstanceOf(FrameError)
        }
      }),
    )
  })

  it('are refused by their length before the body has come', () => {
    const frame = encodeFrame('order', 1, 'x'.repeat(MAX_BODY_BYTES))
    expect(bodyBytesOf(frame)).toBe(MAX_BODY_BYTES + 2)
    expect(() => new FrameDecoder().push(frame.subarray(0, 9))).toThrow(/more than/)
  })

  it('are refused when shorter than a header or of no kind', () => {
    expect(() => new FrameDecoder().push(Buffer.from([0, 0, 0, 4, 0, 0, 0, 1, 1]))).toThrow(/shorter/)
    expect(() => new FrameDecoder().push(Buffer.from([0, 0, 0, 7, 0, 0, 0, 1, 77]))).toThrow(/kind 77/)
  })
})
