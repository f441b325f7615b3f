/**
 * network: the faults that a network of this name stands for (core/fault-rows/networks.ts), one behind the other:
 * what waits for its turn on the wire, then travels, then may have to be sent again.
 */

import { networks } from '#core/fault-rows/networks.ts'
import { faults } from '#core/faults.ts'
import { defaultsOf } from '#core/fields.ts'
import { bandwidth } from './bandwidth.ts'
import { chain } from './chain.ts'
import type { FaultSettings, LinkFault } from './fault.ts'
import { latency } from './latency.ts'
import { loss } from './loss.ts'

export function network({ attributes, chance, direction }: FaultSettings<'network'>): LinkFault {
  const { latencyMs, jitterMs, distribution, kbPerS, lossRate } = networks[attributes.profile]
  const rate = direction === 'upstream' ? kbPerS.up : kbPerS.down
  const travel = { ...defaultsOf(faults.latency.attributes), latency: latencyMs, jitter: jitterMs, distribution }
  return chain([
    bandwidth({ attributes: { ...defaultsOf(faults.bandwidth.attributes), rate, shared: true }, chance, direction }),
    latency({ attributes: travel, chance, direction }),
    loss({ attributes: { ...defaultsOf(faults.loss.attributes), loss_rate: lossRate }, chance, direction }),
  ])
}
