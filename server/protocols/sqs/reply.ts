import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs'
import { type Answer, encodeAnswer } from '../answer.ts'
import { attributesFor, escaped } from './message.ts'

const requestTimeout = 5000

/** Tells whoever waits for it. Rejects where the queue has not said that it has the reply. */
export type Replier = (to: { queueUrl: string; correlationId: string }, answer: Answer) => Promise<void>

export function replyVia(sdk: SQSClient, abortSignal: AbortSignal): Replier {
  return async ({ queueUrl, correlationId }, answer) => {
    const command = new SendMessageCommand({
      QueueUrl: queueUrl,
      MessageBody: escaped(encodeAnswer(answer)),
      MessageAttributes: attributesFor({ correlationId }),
    })
    await sdk.send(command, { abortSignal, requestTimeout })
  }
}
