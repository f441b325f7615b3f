/** What can be broken, as data: one row a fault. A link fault's behaviour is one file in `server/link/faults/`. */
import type { FaultFacts } from './fault-rows/fault-facts.ts'
import { kafkaFaults } from './fault-rows/kafka-faults.ts'
import { linkFaults } from './fault-rows/link-faults.ts'
import { messagingFaults } from './fault-rows/messaging-faults.ts'
import { serviceFaults } from './fault-rows/service-faults.ts'

export type { FaultFacts, FaultPlace } from './fault-rows/fault-facts.ts'

export const faults = {
  ...linkFaults,
  ...serviceFaults,
  ...messagingFaults,
  ...kafkaFaults,
} as const satisfies Record<string, FaultFacts>

export type FaultType = keyof typeof faults
export type LinkFaultType = keyof typeof linkFaults
export type ServiceFaultType = keyof typeof serviceFaults
export type MessagingFaultType = keyof typeof messagingFaults
export const faultTypes = Object.keys(faults) as FaultType[]

export function faultFactsOf(type: FaultType): FaultFacts {
  return faults[type]
}
