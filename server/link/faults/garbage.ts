/**
 * garbage: a new connection is sent random bytes and closed, and nothing is dialled for it. `stream` says nothing
 * here. Decided once for each connection; the seed names the bytes, too.
 */
import { createRandom } from '#core/random.ts'
import type { FaultSettings, LinkFault } from './fault.ts'

const TWO_32 = 2 ** 32
const BYTE_VALUES = 256

export function garbage({ attributes, chance }: FaultSettings<'garbage'>): LinkFault {
  return {
    greet: (connection) => {
      if (!chance.hits(connection)) return null
      const random = createRandom(chance.draw('bytes', connection) * TWO_32)
      return {
        is: 'bytes',
        bytes: Buffer.from(Uint8Array.from({ length: attributes.bytes }, () => random.next() * BYTE_VALUES)),
      }
    },
  }
}
