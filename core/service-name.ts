/** What a service is called that was given no name. */
import { defaultService } from './defaults.ts'

/** Behind others, after its edge: two of one name in a row would be a cycle. */
export function defaultServiceName(edgeId: string): string {
  return edgeId === 'e1' ? defaultService.name : `service-${edgeId.slice(1).replaceAll('.', '-')}`
}
