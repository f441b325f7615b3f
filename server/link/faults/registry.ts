/** Every link fault by its type. A new one is a file, a row in core/faults.ts and a line here. */
import { faults, type LinkFaultType } from '#core/faults.ts'
import { defaultsOf } from '#core/fields.ts'
import type { Options } from '#core/protocols.ts'
import { bandwidth } from './bandwidth.ts'
import { corrupt } from './corrupt.ts'
import { down } from './down.ts'
import type { Chance, LinkFault, MakeLinkFault, Stream } from './fault.ts'
import { onFirst } from './first-connections.ts'
import { garbage } from './garbage.ts'
import { hangUp } from './hang_up.ts'
import { latency } from './latency.ts'
import { limitData } from './limit_data.ts'
import { loss } from './loss.ts'
import { network } from './network.ts'
import { packetLoss } from './packet_loss.ts'
import { partition } from './partition.ts'
import { resetPeer } from './reset_peer.ts'
import { slicer } from './slicer.ts'
import { slowClose } from './slow_close.ts'
import { timeout } from './timeout.ts'

const linkFaults = {
  latency,
  bandwidth,
  slow_close: slowClose,
  timeout,
  reset_peer: resetPeer,
  slicer,
  limit_data: limitData,
  loss,
  packet_loss: packetLoss,
  partition,
  corrupt,
  hang_up: hangUp,
  garbage,
  network,
  down,
} satisfies { [T in LinkFaultType]: MakeLinkFault<T> }

/** How and where one acts. */
export interface MadeHow {
  chance: Chance
  direction: Stream
}

/**
 * @param attributes as the schema checked them; what is absent has its default
 * @throws TypeError where `type` is not a fault of links
 */
export function makeLinkFault(type: string, attributes: Options, how: MadeHow): LinkFault {
  if (!Object.hasOwn(linkFaults, type)) throw new TypeError(`'${type}' is not a fault of links`)
  const known = type as LinkFaultType
  const make: MakeLinkFault<never> = linkFaults[known]
  const whole: Options = { ...defaultsOf(faults[known].attributes), ...attributes }
  return onFirst(Number(whole.first ?? 0), make({ attributes: whole as never, ...how }))
}
