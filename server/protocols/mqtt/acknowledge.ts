/** Acknowledgements as a consumer writes them when the work is done, not when the message has come. */
import type { Writable } from 'node:stream'

/** MQTT 3.1.1 §3.4.1 and §3.7.1: packet type in the upper four bits. */
const PUBACK = 0x40
const PUBCOMP = 0x70
const ID_BYTES = 2

export function encodePuback(messageId: number): Buffer {
  return Buffer.from([PUBACK, ID_BYTES, messageId >> 8, messageId & 0xff])
}

export function encodePubcomp(messageId: number): Buffer {
  return Buffer.from([PUBCOMP, ID_BYTES, messageId >> 8, messageId & 0xff])
}

interface Unacknowledged {
  messageId: number
  isDone: boolean
  /** Its PUBACK is lost on the way: those behind it do not wait for it. */
  isLost: boolean
  written: PromiseWithResolvers<boolean>
}

/** MQTT-4.6.0-2: PUBACKs go out in the order in which the messages came, whatever is done first. */
export interface Expected {
  acknowledge: () => Promise<boolean>
  lose: () => void
}

export class PubacksInOrder {
  readonly #sink: Pick<Writable, 'write'>
  readonly #unacknowledged: Unacknowledged[] = []

  constructor(sink: Pick<Writable, 'write'>) {
    this.#sink = sink
  }

  /**
   * A message has come. `acknowledge` says that it is done with: what that returns resolves to true when its PUBACK has
   * gone out, after those before it, and to false when it never will. `lose` is the same with a PUBACK that is lost.
   */
  expect(messageId: number): Expected {
    const entry: Unacknowledged = { messageId, isDone: false, isLost: false, written: Promise.withResolvers() }
    this.#unacknowledged.push(entry)
    const settle = (isLost: boolean) => {
      entry.isDone = true
      entry.isLost = isLost
      for (let head = this.#unacknowledged[0]; head?.isDone; head = this.#unacknowledged[0]) {
        this.#unacknowledged.shift()
        if (!head.isLost) this.#sink.write(encodePuback(head.messageId))
        head.written.resolve(!head.isLost)
      }
      return entry.written.promise
    }
    return { acknowledge: () => settle(false), lose: () => void settle(true) }
  }

  /** The connection is gone. */
  close(): void {
    for (const { written } of this.#unacknowledged.splice(0)) written.resolve(false)
  }
}
