/** Every service fault by its type. Those that end the process, `stop` and `crash`, are its host's. */
import { faults, type ServiceFaultType } from '#core/faults.ts'
import { defaultsOf } from '#core/fields.ts'
import type { Options } from '#core/protocols.ts'
import { cpuBurn } from './cpu_burn.ts'
import { delay, percentiles, slowStart } from './delays.ts'
import { error } from './error.ts'
import type { MakeServiceFault, ServiceFault, ServiceFaultSettings } from './fault.ts'
import { pause } from './pause.ts'
import { rateLimit } from './rate_limit.ts'
import { size } from './size.ts'
import { status } from './status.ts'

export type OrderFaultType = Exclude<ServiceFaultType, 'stop' | 'crash'>

const orderFaults = {
  pause,
  delay,
  percentiles,
  error,
  status,
  size,
  rate_limit: rateLimit,
  cpu_burn: cpuBurn,
  slow_start: slowStart,
} satisfies { [T in OrderFaultType]: MakeServiceFault<T> }

export function isOrderFault(type: string): type is OrderFaultType {
  return Object.hasOwn(orderFaults, type)
}

export function makeServiceFault(
  type: OrderFaultType,
  attributes: Options,
  how: Pick<ServiceFaultSettings, 'chance' | 'timers'>,
): ServiceFault {
  const make: MakeServiceFault<never> = orderFaults[type]
  return make({ attributes: { ...defaultsOf(faults[type].attributes), ...attributes } as never, ...how })
}
