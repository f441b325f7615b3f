/** One send cut into its phases, on one axis that begins with the send. */
import type { ServerSend } from './console-api.ts'

export type PhaseName = 'dns' | 'connect' | 'tls' | 'wait' | 'receive' | 'total'

export interface Phase {
  name: PhaseName
  fromUs: number
  toUs: number
}

/** Each time of the lab's server is the end of a phase; what was not measured has none. */
export function phasesOfServer({ dnsUs, connectUs, tlsUs, firstByteUs, doneUs }: ServerSend['timings']): Phase[] {
  const ends: [PhaseName, number | null | undefined][] = [
    ['dns', dnsUs],
    ['connect', connectUs],
    ['tls', tlsUs],
    ['wait', firstByteUs],
    ['receive', doneUs],
  ]
  return phasesUpTo(ends)
}

/** What the browser says of a request of its own. ms. */
export type ResourceTimes = Pick<
  PerformanceResourceTiming,
  | 'startTime'
  | 'domainLookupEnd'
  | 'domainLookupStart'
  | 'connectStart'
  | 'connectEnd'
  | 'secureConnectionStart'
  | 'responseStart'
  | 'responseEnd'
>

const US_PER_MS = 1000

/** A connection that was there already has no phases of its own: its marks all stand at one moment. */
export function phasesOfBrowser(times: ResourceTimes | null, totalMs: number): Phase[] {
  const total: Phase[] = [{ name: 'total', fromUs: 0, toUs: Math.round(totalMs * US_PER_MS) }]
  if (!times || times.responseStart === 0) return total
  const since = (ms: number) => Math.round((ms - times.startTime) * US_PER_MS)
  const took = (from: number, to: number) => (to > from ? since(to) : null)
  const connectEnd = times.secureConnectionStart > 0 ? times.secureConnectionStart : times.connectEnd
  return phasesUpTo([
    ['dns', took(times.domainLookupStart, times.domainLookupEnd)],
    ['connect', took(times.connectStart, connectEnd)],
    ['tls', times.secureConnectionStart > 0 ? took(times.secureConnectionStart, times.connectEnd) : null],
    ['wait', since(times.responseStart)],
    ['receive', since(times.responseEnd)],
  ])
}

function phasesUpTo(ends: [PhaseName, number | null | undefined][]): Phase[] {
  const phases: Phase[] = []
  for (const [name, toUs] of ends) {
    const fromUs = phases.at(-1)?.toUs ?? 0
    if (toUs !== null && toUs !== undefined && toUs >= fromUs) phases.push({ name, fromUs, toUs })
  }
  return phases
}
