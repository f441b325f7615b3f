import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PacketSizes } from './packet-sizes.ts'

const LIMIT = 20_000

/** MQTT 3.1.1 §2.2.3, the other way round. */
function packet(length: number): Buffer {
  const header = [0x30]
  let rest = length
  do {
    const digit = rest % 128
    rest = Math.floor(rest / 128)
    header.push(rest > 0 ? digit | 0x80 : digit)
  } while (rest > 0)
  return Buffer.concat([Buffer.from(header), Buffer.alloc(length, 0xff)])
}

const lengths = fc.oneof(fc.constantFrom(0, 1, 127, 128, 16_383, 16_384, LIMIT), fc.nat(LIMIT))

function pushed(stream: Buffer, cuts: number[]): boolean {
  const sizes = new PacketSizes(LIMIT)
  const ends = [...cuts.map((cut) => cut % (stream.length + 1)), stream.length].sort((a, b) => a - b)
  let at = 0
  return ends.every((end) => {
    const chunk = stream.subarray(at, end)
    at = end
    return sizes.push(chunk)
  })
}

describe('packet sizes', () => {
  it('lets packets within the limit pass, however the stream is cut', () => {
    fc.assert(
      fc.property(fc.array(lengths, { maxLength: 6 }), fc.array(fc.nat(), { maxLength: 10 }), (given, cuts) => {
        expect(pushed(Buffer.concat(given.map(packet)), cuts)).toBe(true)
      }),
    )
  })

  it('stops at the header of the first packet above it, before its body comes', () => {
    const above = fc.integer({ min: LIMIT + 1, max: 200_000 })
    fc.assert(
      fc.property(
        fc.array(lengths, { maxLength: 4 }),
        above,
        fc.array(fc.nat(), { maxLength: 10 }),
        (before, n, cuts) => {
          const header = packet(n).subarray(0, packet(n).length - n)
          expect(pushed(Buffer.concat([...before.map(packet), header]), cuts)).toBe(false)
        },
      ),
    )
  })

  it('takes no length of more than four bytes', () => {
    expect(new PacketSizes(LIMIT).push(Buffer.from([0x30, 0x80, 0x80, 0x80]))).toBe(true)
    expect(new PacketSizes(LIMIT).push(Buffer.from([0x30, 0x80, 0x80, 0x80, 0x80]))).toBe(false)
  })
})
