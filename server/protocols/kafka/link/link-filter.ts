/**
 * Kafka on a link: whatever addresses the cluster speaks of lead through the link, so that no connection goes past it,
 * and faults can hit messages where bytes would not do.
 */
import type { StreamFilter } from '#server/link/filter.ts'
import { ConnectionFilter } from './connection-filter.ts'
import type { KafkaFault } from './faults/fault.ts'
import { makeKafkaFault } from './faults/registry.ts'

export function kafkaFilter(): StreamFilter {
  /** In the order they were set. */
  const faults = new Map<string, KafkaFault>()
  return {
    open: (wires) => new ConnectionFilter(wires, () => faults.values()).stages,
    setFault({ id, type, attributes }, chance) {
      faults.delete(id)
      const fault = makeKafkaFault(type, attributes, chance)
      if (fault) faults.set(id, fault)
      return fault !== null
    },
    clearFault: (id) => void faults.delete(id),
  }
}
