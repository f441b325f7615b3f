/** What a fault can do to an exchange that bytes cannot express. One fault is one file and a line in `registry.ts`. */

import type { KafkaFaultType, kafkaFaults } from '#core/fault-rows/kafka-faults.ts'
import type { ValuesOf } from '#core/fields.ts'
import type { ApiName } from '#server/brokers/kafka/wire/apis.ts'
import type { Chance } from '#server/link/filter.ts'
import type { Body, Exchange } from '../exchange.ts'

export type RequestFate =
  | { is: 'pass' }
  /** The broker never sees it. */
  | { is: 'drop' }
  /** Nor does it see it, and the connection is reset. */
  | { is: 'cut' }
  /** Answered in the broker's place. */
  | { is: 'answer'; body: Body | null }

export type ResponseFate =
  | { is: 'pass' }
  | { is: 'drop' }
  | { is: 'cut' }
  /** It and all behind it come that much later. */
  | { is: 'delay'; ms: number }
  | { is: 'change'; body: Body }

export interface KafkaFault {
  /** Whose messages it wants to see. */
  readonly concerns: ReadonlySet<ApiName>
  request?(exchange: Exchange, read: () => Body): RequestFate
  response?(exchange: Exchange, read: () => Body): ResponseFate
}

export type MakeKafkaFault<T extends KafkaFaultType> = (settings: {
  attributes: ValuesOf<(typeof kafkaFaults)[T]['attributes']>
  chance: Chance
}) => KafkaFault

/** Which of those that a fault meets it hits: some pass first, then so many are hit, and of those as many as `chance` says. */
export class Victims {
  readonly #o: { after: number; count: number; chance: Chance }
  #met = 0
  #hit = 0

  /** @param options.count 0 for all */
  constructor(options: { after: number; count: number; chance: Chance }) {
    this.#o = options
  }

  next(): boolean {
    const { after, count, chance } = this.#o
    const ordinal = this.#met++
    if (ordinal < after || (count > 0 && this.#hit >= count) || !chance.hits(ordinal)) return false
    this.#hit++
    return true
  }
}
