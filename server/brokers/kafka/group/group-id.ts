import type { ErrorName } from '../wire/errors.ts'

/** As long as a topic's name: Kafka itself sets no bound. */
const LONGEST_BYTES = 249

export function groupIdRefused(id: string): ErrorName | null {
  return id === '' || Buffer.byteLength(id) > LONGEST_BYTES ? 'INVALID_GROUP_ID' : null
}
