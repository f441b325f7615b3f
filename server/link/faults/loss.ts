/**
 * loss: what is lost is sent again by TCP, and until then nothing behind it can be read. A chunk that is hit is held
 * for one retransmission timeout, and everything behind it waits. Simulated: the lab's wire is memory, and loses
 * nothing.
 *
 * Decided once for each chunk that one read yields, whatever its size.
 */
import { delaying } from './delay-line.ts'
import type { FaultSettings, LinkFault } from './fault.ts'

/** Linux: TCP_RTO_MIN, which is what a short round trip comes to. */
export const RETRANSMISSION_TIMEOUT_US = 200_000

export function loss({ attributes, chance }: FaultSettings<'loss'>): LinkFault {
  return {
    stage: (wire) =>
      delaying(wire, ({ offset }) => {
        const { connection } = wire
        const isLost = chance.draw('loss', connection, offset) < attributes.loss_rate
        return isLost && chance.hits(connection, offset) ? RETRANSMISSION_TIMEOUT_US : 0
      }),
  }
}
