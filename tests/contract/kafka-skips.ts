/** What a log cannot be asked, whoever's it is. */
import type { Skip } from './contract.ts'

export const skippedOfLog: Skip[] = [
  { reason: 'the broker answers the caller, not the service', tests: ['tells the refusals of the service apart'] },
  {
    reason: 'a stopped consumer is not noticed by the producer: that is the point of a log',
    tests: ['is unreachable when the server is stopped'],
  },
]
