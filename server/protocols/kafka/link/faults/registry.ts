/** Every fault of Kafka's messages by its type. A new one is a file, a row in core/fault-rows/kafka-faults.ts and a line here. */

import { type KafkaFaultType, kafkaFaults } from '#core/fault-rows/kafka-faults.ts'
import { defaultsOf } from '#core/fields.ts'
import type { Options } from '#core/protocols.ts'
import type { Chance } from '#server/link/filter.ts'
import { delayAcknowledgement } from './delay-acknowledgement.ts'
import { dropAcknowledgement } from './drop-acknowledgement.ts'
import { dropRequest } from './drop-request.ts'
import type { KafkaFault, MakeKafkaFault } from './fault.ts'
import { partitionError } from './partition-error.ts'
import { throttle } from './throttle.ts'

const makers = {
  drop_acknowledgement: dropAcknowledgement,
  delay_acknowledgement: delayAcknowledgement,
  drop_request: dropRequest,
  partition_error: partitionError,
  throttle,
} satisfies { [T in KafkaFaultType]: MakeKafkaFault<T> }

/** Null where that is no fault of Kafka's messages. */
export function makeKafkaFault(type: string, attributes: Options, chance: Chance): KafkaFault | null {
  if (!Object.hasOwn(makers, type)) return null
  const known = type as KafkaFaultType
  const make: MakeKafkaFault<never> = makers[known]
  return make({ attributes: { ...defaultsOf(kafkaFaults[known].attributes), ...attributes } as never, chance })
}
