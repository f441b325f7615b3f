/** KIP-219: an answer comes at once, and asks the client to pause before it sends again. */
import { perPartition } from './acknowledgement.ts'
import { type KafkaFault, type MakeKafkaFault, Victims } from './fault.ts'

export const throttle: MakeKafkaFault<'throttle'> = ({ attributes, chance }): KafkaFault => {
  const victims = new Victims({ ...attributes, chance })
  return {
    concerns: perPartition,
    response: (_exchange, read) => {
      if (!victims.next()) return { is: 'pass' }
      return { is: 'change', body: { ...read(), throttleTimeMs: attributes.pause } }
    },
  }
}
