/**
 * corrupt: one bit of a chunk that is hit is flipped. Simulated: the checksum of TCP catches nearly all of this, and
 * what it misses is rare enough that hardly anybody has met it.
 *
 * Decided once for each chunk.
 */
import type { FaultSettings, Item, LinkFault, Stage } from './fault.ts'

const BITS = 8

export function corrupt({ chance }: FaultSettings<'corrupt'>): LinkFault {
  return {
    stage: (wire): Stage => {
      const { connection } = wire
      const flipped = (item: Extract<Item, { is: 'bytes' }>): Item => {
        const { offset } = item
        const bytes = Buffer.from(item.bytes)
        const bit = Math.floor(chance.draw('bit', connection, offset) * bytes.length * BITS)
        bytes[bit >> 3] = (bytes[bit >> 3] as number) ^ (1 << (bit & 7))
        return { is: 'bytes', bytes, offset }
      }
      return {
        heldBytes: 0,
        take: (item) => wire.pass(item.is === 'bytes' && chance.hits(connection, item.offset) ? flipped(item) : item),
        lift() {},
        drop() {},
      }
    },
  }
}
