/** The broker never sees it. */
import { acknowledged } from './acknowledgement.ts'
import { type KafkaFault, type MakeKafkaFault, Victims } from './fault.ts'

export const dropRequest: MakeKafkaFault<'drop_request'> = ({ attributes, chance }): KafkaFault => {
  const victims = new Victims({ ...attributes, chance })
  return {
    concerns: acknowledged,
    request: () => {
      if (!victims.next()) return { is: 'pass' }
      return { is: attributes.how === 'reset' ? 'cut' : 'drop' }
    },
  }
}
