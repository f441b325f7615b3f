/** The broker's answer comes late; what it answers after that, on the same connection, later still. */
import { acknowledged } from './acknowledgement.ts'
import { type KafkaFault, type MakeKafkaFault, Victims } from './fault.ts'

export const delayAcknowledgement: MakeKafkaFault<'delay_acknowledgement'> = ({ attributes, chance }): KafkaFault => {
  const victims = new Victims({ ...attributes, chance })
  return {
    concerns: acknowledged,
    response: () => (victims.next() ? { is: 'delay', ms: attributes.delay } : { is: 'pass' }),
  }
}
