import { GenericError, MultipleErrors, NetworkError, ProtocolError, TimeoutError } from '@platformatic/kafka'
import { expect, it } from 'vitest'
import { outcomeOfClientError } from './outcome.ts'

/** As the client throws it: the operation's own error around those of its attempts, around those of the response. */
function refused(apiId: string): Error {
  const response = new MultipleErrors('Received response with error', [new ProtocolError(apiId)])
  return new MultipleErrors('Producing messages failed.', [response])
}

function broken(code: string): Error {
  const cause = Object.assign(new Error(`connect ${code}`), { code })
  return new MultipleErrors('Producing messages failed.', [new NetworkError('Connection failed.', { cause })])
}

it.each([
  ['THROTTLING_QUOTA_EXCEEDED', 'overloaded'],
  ['KAFKA_STORAGE_ERROR', 'overloaded'],
  ['MESSAGE_TOO_LARGE', 'invalid'],
  ['RECORD_LIST_TOO_LARGE', 'invalid'],
  ['INVALID_RECORD', 'invalid'],
  ['INVALID_TIMESTAMP', 'invalid'],
  ['CORRUPT_MESSAGE', 'invalid'],
  ['INVALID_REQUIRED_ACKS', 'invalid'],
  ['REQUEST_TIMED_OUT', 'error'],
  ['NOT_ENOUGH_REPLICAS_AFTER_APPEND', 'error'],
  ['NETWORK_EXCEPTION', 'error'],
  ['UNKNOWN_TOPIC_OR_PARTITION', 'rejected'],
  ['NOT_LEADER_OR_FOLLOWER', 'rejected'],
] as const)('%s is %s, whatever was written', (apiId, kind) => {
  for (const written of [true, false]) {
    expect(outcomeOfClientError(refused(apiId), written)).toEqual({ kind, detail: expect.stringContaining(apiId) })
  }
})

it('a broken connection is a reset where something was written, and unreachable where nothing was', () => {
  expect(outcomeOfClientError(broken('ECONNREFUSED'), false)).toMatchObject({ kind: 'unreachable' })
  expect(outcomeOfClientError(broken('ECONNREFUSED'), false).detail).toContain('ECONNREFUSED')
  expect(outcomeOfClientError(new NetworkError('Connection closed'), true).kind).toBe('reset')
})

it('a response that does not come in time is a timeout, unless nothing was asked', () => {
  expect(outcomeOfClientError(new TimeoutError('Request timed out'), true).kind).toBe('timeout')
  expect(outcomeOfClientError(new TimeoutError('Connection timed out'), false).kind).toBe('unreachable')
})

it('what nobody knows is told as it is', () => {
  expect(outcomeOfClientError('a text', true)).toEqual({ kind: 'reset', detail: 'a text' })
  expect(outcomeOfClientError(new GenericError('PLT_KFK_USER', 'closed'), false).kind).toBe('unreachable')
})
