import { contract } from './contract.ts'

contract('sqs', {
  skip: [
    { reason: 'the queue answers the caller, not the service', tests: ['tells the refusals of the service apart'] },
    {
      reason: 'stopped consumers are not noticed by the caller: that is the point of a queue',
      tests: ['is unreachable when the server is stopped'],
    },
  ],
})
