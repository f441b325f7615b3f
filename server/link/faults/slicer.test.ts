import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { slicer } from './slicer.ts'
import { settings, VirtualWire } from './virtual-wire.ts'

function sliced(attributes: { average_size: number; size_variation: number; delay: number }, chunks: Buffer[]) {
  const wire = new VirtualWire()
  const stage = slicer(settings('slicer', attributes)).stage?.(wire)
  let offset = 0
  for (const bytes of chunks) {
    stage?.take({ is: 'bytes', bytes, offset })
    offset += bytes.length
  }
  stage?.take({ is: 'fin', offset })
  return { wire, stage }
}

describe('slicer', () => {
  it('cuts to the average ± the variation, and loses and reorders nothing', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50 }),
        fc.nat(20),
        fc.array(fc.uint8Array({ minLength: 1, maxLength: 300 }), { minLength: 1 }),
        (average, variation, writes) => {
          const chunks = writes.map((bytes) => Buffer.from(bytes))
          const { wire } = sliced({ average_size: average, size_variation: variation, delay: 10 }, chunks)
          wire.advance(1e9)
          const pieces = wire.passed.flatMap(({ item }) => (item.is === 'bytes' ? [item.bytes] : []))
          expect(Buffer.concat(pieces).equals(Buffer.concat(chunks))).toBe(true)
          expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThanOrEqual(average + variation)
          expect(wire.passed.at(-1)?.item.is).toBe('fin')
        },
      ),
    )
  })

  it('leaves the delay between two pieces, also where a chunk begins', () => {
    const { wire } = sliced({ average_size: 2, size_variation: 0, delay: 500 }, [Buffer.alloc(4), Buffer.alloc(2)])
    wire.advance(10_000)
    expect(wire.passed.map(({ atUs }) => atUs)).toEqual([0, 500, 1000, 1000])
  })

  it('lifted, passes on what is left at once', () => {
    const { wire, stage } = sliced({ average_size: 1, size_variation: 0, delay: 500 }, [Buffer.alloc(3)])
    stage?.lift()
    expect(wire.passed.map(({ item }) => item.is)).toEqual(['bytes', 'bytes', 'bytes', 'fin'])
    expect(wire.armed).toBe(0)
  })
})
