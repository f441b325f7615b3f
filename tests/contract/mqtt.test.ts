import { contract } from './contract.ts'

contract('mqtt', {
  skip: [
    { reason: 'the broker answers the caller, not the service', tests: ['tells the refusals of the service apart'] },
    {
      reason: 'a stopped consumer is not noticed by the publisher: that is the point of a broker',
      tests: ['is unreachable when the server is stopped'],
    },
  ],
})
