/** status: orders are refused with an HTTP status from a weighted list; other protocols say its kind in their code. */
import { type RefusalKind, ServiceRefusal } from '#core/refusal.ts'
import { parseWeights, pickWeighted } from '#core/weights.ts'
import type { ServiceFault, ServiceFaultSettings } from './fault.ts'

export function status({ attributes, chance }: ServiceFaultSettings<'status'>): ServiceFault {
  const list = parseWeights(attributes.status, 'status')
  if ('error' in list) throw new TypeError(`status ${list.error}`)
  return {
    async before(order) {
      const code = chance.hits(order) ? pickWeighted(list, chance.draw('status', order)) : null
      if (code === null) return
      throw new ServiceRefusal(kindOf(code), `refused with ${code} on purpose`, { status: code })
    },
  }
}

/** RFC 9110 §15.5 and §15.6, RFC 6585. */
function kindOf(code: number): RefusalKind {
  if (code === 429 || code === 503) return 'overloaded'
  if ([400, 411, 413, 414, 415, 422, 431].includes(code)) return 'invalid'
  return code < 500 ? 'rejected' : 'error'
}
