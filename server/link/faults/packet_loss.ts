/**
 * packet_loss: a chunk that is hit is gone, and what comes behind it arrives as if nothing had been there. No TCP
 * would let that happen, hence simulated: what a protocol makes of bytes that are missing is worth a look all the same.
 * With a `correlation`, a chunk takes after the one before it, and losses come in bursts.
 *
 * Decided once for each chunk; FIN and RST always arrive.
 */
import type { FaultSettings, Item, LinkFault, Stage } from './fault.ts'

export function packetLoss({ attributes, chance }: FaultSettings<'packet_loss'>): LinkFault {
  const { loss_rate: lossRate, correlation } = attributes
  return {
    stage: (wire): Stage => {
      const { connection } = wire
      let wasLost = false
      /** The share of losses stays `lossRate`: a chunk does as the last one did, or is decided on its own. */
      const isLost = (offset: number) => {
        const follows = chance.draw('follows', connection, offset) < correlation
        return follows ? wasLost : chance.draw('loss', connection, offset) < lossRate
      }
      return {
        heldBytes: 0,
        take(item: Item) {
          if (item.is === 'bytes') {
            wasLost = isLost(item.offset)
            if (wasLost && chance.hits(connection, item.offset)) return
          }
          wire.pass(item)
        },
        lift() {},
        drop() {},
      }
    },
  }
}
