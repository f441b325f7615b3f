import type { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { Outcome } from '#core/outcome.ts'
import { outcomeOfAbort } from '../broken-call.ts'
import { attempt } from './attempt.ts'
import { outcomeOfSdkError } from './outcome.ts'

/**
 * One SendMessage, one attempt. The caller is free at once when one of the signals says so, whatever the SDK is busy
 * with. `ok` is the queue's: what becomes of the work, its answer does not say.
 */
export function send(sdk: SQSClient, command: SendMessageCommand, signals: AbortSignal[]): Promise<Outcome> {
  return new Promise((resolve) => {
    const giveUp = new AbortController()
    const { result, attempt: made } = attempt(() => sdk.send(command, { abortSignal: giveUp.signal }))
    const listeners = signals.map((signal) => ({
      signal,
      onAbort: () => {
        settle(outcomeOfAbort(signal, made.written))
        giveUp.abort()
      },
    }))
    const settle = (outcome: Outcome) => {
      for (const { signal, onAbort } of listeners) signal.removeEventListener('abort', onAbort)
      resolve(outcome)
    }
    for (const { signal, onAbort } of listeners) signal.addEventListener('abort', onAbort, { once: true })
    result.then(
      () => settle({ kind: 'ok', receipt: null }),
      (error) => settle(outcomeOfSdkError(error, made.written)),
    )
  })
}
