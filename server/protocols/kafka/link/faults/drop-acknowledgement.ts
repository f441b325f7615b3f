/** The broker has done it and said so; nobody hears it. */
import { acknowledged } from './acknowledgement.ts'
import { type KafkaFault, type MakeKafkaFault, Victims } from './fault.ts'

export const dropAcknowledgement: MakeKafkaFault<'drop_acknowledgement'> = ({ attributes, chance }): KafkaFault => {
  const victims = new Victims({ ...attributes, chance })
  return {
    concerns: acknowledged,
    response: () => {
      if (!victims.next()) return { is: 'pass' }
      return { is: attributes.how === 'reset' ? 'cut' : 'drop' }
    },
  }
}
