import { contract, type Skip } from './contract.ts'

const skip = [
  { reason: 'the broker answers the caller, not the service', tests: ['tells the refusals of the service apart'] },
  {
    reason: 'a stopped consumer is not noticed by the producer: that is the point of a log',
    tests: ['is unreachable when the server is stopped'],
  },
] satisfies Skip[]

contract('kafka', { skip })
