/** Which threads the two ends of a lane live on, by name. */
import type { Lane } from '#core/experiment.ts'
import { legsOf } from '#core/protocols.ts'

export const CALLERS = 'callers'
export const SERVICES = 'services'

export interface Places {
  callers: string
  service: string
}

/**
 * A service whose work blocks its thread, because it computes or because its database does, has one to itself, or it
 * would hold up the other lanes. Where no wire lies between, the service lives beside its callers, who then move along.
 * So has an order service that publishes, which its callers call without a wire.
 */
export function placesOf({ id, call }: Lane): Places {
  const { cpu, idempotent } = call.to
  const own = cpu || idempotent ? `:${id}` : ''
  if (legsOf(call).length === 0) return { callers: CALLERS + own, service: CALLERS + own }
  return { callers: call.publish ? `${CALLERS}:${id}` : CALLERS, service: SERVICES + own }
}
