/** What counts as a request that is acknowledged: a batch stored, an offset committed, a transaction ended. */
import type { ApiName } from '#server/brokers/kafka/wire/apis.ts'

export const acknowledged: ReadonlySet<ApiName> = new Set(['produce', 'offsetCommit', 'txnOffsetCommit', 'endTxn'])
/** What names partitions in its answer. */
export const perPartition: ReadonlySet<ApiName> = new Set(['produce', 'fetch'])
