import { describe, expect, it } from 'vitest'
import { outcomeOfSdkError } from './outcome.ts'

const answered = (name: string, httpStatusCode: number) =>
  Object.assign(new Error('why'), { name, $metadata: { httpStatusCode, attempts: 1 } })
const unanswered = (code: string) => Object.assign(new Error(code), { code, $metadata: { attempts: 1 } })

describe('SQS outcomes', () => {
  it.each([
    ['RequestThrottled', 400, 'overloaded'],
    ['ThrottlingException', 400, 'overloaded'],
    ['OverLimit', 403, 'overloaded'],
    ['ServiceUnavailable', 503, 'overloaded'],
    ['Whatever', 429, 'overloaded'],
    ['InvalidMessageContents', 400, 'invalid'],
    ['InvalidParameterValue', 400, 'invalid'],
    ['com.amazonaws.sqs#InvalidParameterValue', 400, 'invalid'],
    ['Whatever', 413, 'invalid'],
    ['QueueDoesNotExist', 400, 'rejected'],
    ['AWS.SimpleQueueService.NonExistentQueue', 400, 'rejected'],
    ['AccessDeniedException', 403, 'rejected'],
    ['InternalFailure', 500, 'error'],
    ['Strange', 302, 'error'],
  ])('%s with %i is %s', (name, status, kind) => {
    expect(outcomeOfSdkError(answered(name, status), true)).toEqual({ kind, detail: `${status} ${name}: why` })
  })

  it('turns on what was written where no answer came', () => {
    expect(outcomeOfSdkError(unanswered('ECONNREFUSED'), false)).toEqual({
      kind: 'unreachable',
      detail: 'ECONNREFUSED',
    })
    expect(outcomeOfSdkError(unanswered('ECONNRESET'), true)).toEqual({ kind: 'reset', detail: 'ECONNRESET' })
  })

  it('takes a handshake that failed for no connection, whatever had been written', () => {
    const detail = expect.stringContaining('untrusted certificate')
    const outcome = outcomeOfSdkError(unanswered('SELF_SIGNED_CERT_IN_CHAIN'), true)
    expect(outcome).toEqual({ kind: 'unreachable', detail })
  })

  it('calls an answer that cannot be read an error', () => {
    expect(outcomeOfSdkError(new SyntaxError('Unexpected token'), true).kind).toBe('error')
  })
})
