/**
 * What a protocol may add to its own links: stages that read the stream, nearest to the server, so that everything
 * else a link does stays the same for all of them. A link knows that there is a filter, never what it does.
 *
 *   client ──► [ faults ] ──► [ filter ] ──► server
 *          ◄── [ faults ] ◄── [ filter ] ◄──
 */
import type { Address } from '#core/address.ts'
import type { Fault } from '#core/experiment.ts'
import type { Chance, Stage, Stream, Wire } from './faults/fault.ts'

export type { Chance, Item, Stage, Stream, Wire } from './faults/fault.ts'

export interface FilterWires {
  upstream: Wire
  downstream: Wire
  /**
   * Where to dial so that a connection to that server crosses this link as well: a port of the link, which it keeps
   * for as long as it is open.
   */
  reach(server: Address): Promise<Address>
}

export interface StreamFilter {
  /** For one connection. */
  open(wires: FilterWires): Record<Stream, Stage>
  /** @returns false where that is no fault of its */
  setFault(fault: Pick<Fault, 'id' | 'type' | 'attributes'>, chance: Chance): boolean
  /** Unknown ids are ignored. */
  clearFault(id: string): void
}
