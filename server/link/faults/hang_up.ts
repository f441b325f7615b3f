/**
 * hang_up: a new connection is accepted and cut at once, with RST or with FIN, and nothing is dialled for it. Open
 * connections live on. It acts on connections as wholes: `stream` says nothing here. Decided once for each connection.
 */
import type { FaultSettings, LinkFault } from './fault.ts'

export function hangUp({ attributes, chance }: FaultSettings<'hang_up'>): LinkFault {
  return {
    greet: (connection) => (chance.hits(connection) ? { is: attributes.how === 'rst' ? 'reset' : 'close' } : null),
  }
}
