/** Errors of the AWS SDK in the closed vocabulary of outcomes. Names: SQS API reference, "Common errors", SendMessage. */
import { type Failure, outcomeOfBreak } from '../broken-call.ts'

const overloaded = new Set([
  'RequestThrottled',
  'Throttling',
  'ThrottlingException',
  'TooManyRequestsException',
  'OverLimit',
  'KmsThrottled',
  'ServiceUnavailable',
])

const invalid = new Set([
  'InvalidMessageContents',
  'InvalidParameterValue',
  'InvalidParameterCombination',
  'InvalidAttributeValue',
  'MissingParameter',
  'ValidationError',
  'RequestEntityTooLarge',
])

interface SdkError extends Error {
  $metadata?: { httpStatusCode?: number }
}

/** `written`: whether a byte of the request reached a connected socket. */
export function outcomeOfSdkError(thrown: unknown, written: boolean): Failure {
  const error = thrown as SdkError
  const status = error?.$metadata?.httpStatusCode
  if (status === undefined) {
    // The answer came and could not be understood: the broker failed, whatever it did with the message.
    if (thrown instanceof SyntaxError) return { kind: 'error', detail: thrown.message }
    return outcomeOfBreak(thrown, written)
  }
  return { kind: kindOf(error.name, status), detail: `${status} ${error.name}: ${error.message}` }
}

/** Old endpoints prefix the name: `AWS.SimpleQueueService.NonExistentQueue`. */
function kindOf(name: string, status: number): Failure['kind'] {
  const bare = name.split(/[.#]/).at(-1) ?? name
  if (overloaded.has(bare) || status === 429 || status === 503) return 'overloaded'
  if (invalid.has(bare) || status === 413) return 'invalid'
  if (status >= 400 && status < 500) return 'rejected'
  return 'error'
}
