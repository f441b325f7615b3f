/** slow_close: bytes pass, and the end of the connection (FIN or RST) comes `delay` ms later. Decided once an end. */
import { delaying } from './delay-line.ts'
import type { FaultSettings, LinkFault } from './fault.ts'

const US_PER_MS = 1000

export function slowClose({ attributes, chance }: FaultSettings<'slow_close'>): LinkFault {
  const delayUs = attributes.delay * US_PER_MS
  return {
    stage: (wire) =>
      delaying(wire, (item) => (item.is !== 'bytes' && chance.hits(wire.connection, item.offset) ? delayUs : 0)),
  }
}
