import { EXPOSITION_TYPE, getLab, metricsText } from '#server/door.ts'
import { answer } from '../api/respond.ts'

export const dynamic = 'force-dynamic'

const US_PER_S = 1e6

/** For Prometheus: the lab, and the lanes of the run that is on. */
export function GET() {
  return answer(() => {
    const { user, system } = process.cpuUsage()
    const usage = { cpuSeconds: (user + system) / US_PER_S, residentBytes: process.memoryUsage.rss() }
    return new Response(metricsText(getLab().watched(), usage), { headers: { 'Content-Type': EXPOSITION_TYPE } })
  })
}
