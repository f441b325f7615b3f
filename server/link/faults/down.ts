/**
 * down: connections are reset and new ones refused (ECONNREFUSED) until the fault is lifted; then the link listens
 * on the same port again. It acts on the link as a whole: `stream` says nothing here, and toxicity is drawn once.
 */
import type { FaultSettings, LinkFault } from './fault.ts'

export function down({ chance }: FaultSettings<'down'>): LinkFault {
  return { shutsListener: chance.hits() }
}
