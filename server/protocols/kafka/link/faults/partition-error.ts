/** An answer with an error for every partition, in the broker's place. */
import type { RequestOf, ResponseOf } from '#server/brokers/kafka/wire/api.ts'
import type { Apis } from '#server/brokers/kafka/wire/apis.ts'
import { errors } from '#server/brokers/kafka/wire/errors.ts'
import type { Body } from '../exchange.ts'
import { perPartition } from './acknowledgement.ts'
import { type KafkaFault, type MakeKafkaFault, Victims } from './fault.ts'

const NO_OFFSET = -1

export const partitionError: MakeKafkaFault<'partition_error'> = ({ attributes, chance }): KafkaFault => {
  const victims = new Victims({ ...attributes, chance })
  const errorCode = errors[attributes.error]
  return {
    concerns: perPartition,
    request({ name }, read) {
      if (!victims.next()) return { is: 'pass' }
      const request = read()
      if (name === 'fetch') return { is: 'answer', body: fetchFailed(request as FetchRequest, errorCode) as Body }
      const body = produceFailed(request as ProduceRequest, errorCode)
      return { is: 'answer', body: body as Body | null }
    },
  }
}

type ProduceRequest = RequestOf<Apis['produce']>
type FetchRequest = RequestOf<Apis['fetch']>

/** Null where the client waits for no answer. */
function produceFailed({ acks, topics }: ProduceRequest, errorCode: number): ResponseOf<Apis['produce']> | null {
  if (acks === 0) return null
  return {
    topics: topics.map(({ name, partitions }) => ({
      name,
      partitions: partitions.map(({ index }) => ({ index, errorCode, baseOffset: NO_OFFSET })),
    })),
  }
}

function fetchFailed({ topics }: FetchRequest, errorCode: number): ResponseOf<Apis['fetch']> {
  return {
    topics: topics.map(({ name, topicId, partitions }) => ({
      name,
      topicId,
      partitions: partitions.map(({ index }) => ({ index, errorCode, highWatermark: NO_OFFSET, records: [] })),
    })),
  }
}
