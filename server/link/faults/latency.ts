/**
 * latency: everything, FIN and RST too, arrives `latency` later, give or take `jitter`, and nothing overtakes what
 * was sent before it, as on a TCP connection: what draws a short delay waits for what drew a long one. With a `shape`
 * the delay swings around `latency` by ± `amplitude`, in the time of the run, so that several links swing together.
 *
 * Decided once for each chunk that one read of the socket yields.
 */
import { delaying } from './delay-line.ts'
import { type Spread, spreadMs } from './delay-spread.ts'
import { swing } from './delay-swing.ts'
import type { FaultSettings, Item, LinkFault, Wire } from './fault.ts'

const US_PER_MS = 1000

export function latency({ attributes, chance }: FaultSettings<'latency'>): LinkFault {
  const { latency: latencyMs, jitter: jitterMs, distribution, shape, amplitude, period } = attributes
  const delayUs = (item: Item, { connection, timers }: Wire) => {
    if (!chance.hits(connection, item.offset)) return 0
    const meanMs = latencyMs + amplitude * swing(shape, timers.nowUs() / US_PER_MS / period)
    const spread: Spread = { distribution, meanMs, jitterMs }
    return Math.max(0, spreadMs(spread, chance.draw('jitter', connection, item.offset))) * US_PER_MS
  }
  return { stage: (wire) => delaying(wire, (item) => delayUs(item, wire)) }
}
