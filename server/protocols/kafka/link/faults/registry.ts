/** Every fault of Kafka's messages by its type. A new one is a file, a row in core/message-faults.ts and a line here. */

import { defaultsOf } from '#core/fields.ts'
import { type MessageFaultType, messageFaults } from '#core/message-faults.ts'
import type { Options } from '#core/protocols.ts'
import type { Chance } from '#server/link/filter.ts'
import { delayAcknowledgement } from './delay-acknowledgement.ts'
import { dropAcknowledgement } from './drop-acknowledgement.ts'
import { dropRequest } from './drop-request.ts'
import type { KafkaFault, MakeKafkaFault } from './fault.ts'
import { partitionError } from './partition-error.ts'
import { throttle } from './throttle.ts'

const kafkaFaults = {
  drop_acknowledgement: dropAcknowledgement,
  delay_acknowledgement: delayAcknowledgement,
  drop_request: dropRequest,
  partition_error: partitionError,
  throttle,
} satisfies { [T in MessageFaultType]: MakeKafkaFault<T> }

/** Null where that is no fault of Kafka's messages. */
export function makeKafkaFault(type: string, attributes: Options, chance: Chance): KafkaFault | null {
  if (!Object.hasOwn(kafkaFaults, type)) return null
  const known = type as MessageFaultType
  const make: MakeKafkaFault<never> = kafkaFaults[known]
  return make({ attributes: { ...defaultsOf(messageFaults[known].attributes), ...attributes } as never, chance })
}
