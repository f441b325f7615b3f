/** Every link fault by its type. A new one is a file, a row in core/faults.ts and a line here. */
import { faults, type LinkFaultType } from '#core/faults.ts'
import { defaultsOf } from '#core/fields.ts'
import type { Options } from '#core/protocols.ts'
import { down } from './down.ts'
import type { Chance, LinkFault, MakeLinkFault } from './fault.ts'
import { latency } from './latency.ts'
import { resetPeer } from './reset_peer.ts'
import { timeout } from './timeout.ts'

const linkFaults = {
  latency,
  reset_peer: resetPeer,
  timeout,
  down,
} satisfies { [T in LinkFaultType]: MakeLinkFault<T> }

/**
 * @param attributes as the schema checked them; what is absent has its default
 * @throws TypeError where `type` is not a fault of links
 */
export function makeLinkFault(type: string, attributes: Options, chance: Chance): LinkFault {
  if (!Object.hasOwn(linkFaults, type)) throw new TypeError(`'${type}' is not a fault of links`)
  const known = type as LinkFaultType
  const make: MakeLinkFault<never> = linkFaults[known]
  return make({ attributes: { ...defaultsOf(faults[known].attributes), ...attributes } as never, chance })
}
