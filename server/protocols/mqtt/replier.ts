/** Who answers for a consumer: a publisher of its own, on the leg "reply". */
import type { Answer } from '../answer.ts'
import { encodeReply, type Names, type Request } from './message.ts'
import { Producer } from './producer.ts'
import type { SessionOptions } from './session.ts'

const ANSWER_TIMEOUT_MS = 5000
/** MQTT 3.1.1 §4.7.1: what a topic to publish to must not hold. */
const WILDCARDS = /[#+\0]/

export class Replier {
  readonly #producer: Producer

  constructor(options: SessionOptions) {
    this.#producer = new Producer(options)
  }

  /** Rejects where the broker has not said that it has the reply, or where it is not asked for at a topic of this lane. */
  async reply({ replyTo, correlationId }: Request, answer: Answer, { replies }: Names): Promise<void> {
    if (!replyTo.startsWith(replies) || WILDCARDS.test(replyTo)) return
    const payload = encodeReply(correlationId, answer)
    const outcome = await this.#producer.publish({ topic: replyTo, payload }, AbortSignal.timeout(ANSWER_TIMEOUT_MS))
    if (outcome.kind !== 'ok') throw new Error(`the reply was not published: ${outcome.detail}`)
  }

  crash(): void {
    this.#producer.crash()
  }

  close(): Promise<void> {
    return this.#producer.close()
  }
}
