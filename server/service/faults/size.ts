/** size: a receipt carries padding of a size from a weighted list, in place of what its edge asks for. The work is as ever. */
import { parseWeights, pickWeighted } from '#core/weights.ts'
import type { ServiceFault, ServiceFaultSettings } from './fault.ts'

export function size({ attributes, chance }: ServiceFaultSettings<'size'>): ServiceFault {
  const list = parseWeights(attributes.size, 'bytes')
  if ('error' in list) throw new TypeError(`size ${list.error}`)
  return {
    after(order, receipt) {
      const bytes = chance.hits(order) ? pickWeighted(list, chance.draw('size', order)) : null
      return bytes === null ? receipt : { ...receipt, note: 'x'.repeat(bytes) }
    },
  }
}
