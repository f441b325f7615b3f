import { getHouse } from '#server/door.ts'
import { answer, onlyFor } from '../api/respond.ts'

export const dynamic = 'force-dynamic'

/** For Prometheus: the lab, and the lanes of the run that is on. */
export function GET() {
  return answer(() => {
    const { text, type } = getHouse().metrics()
    return new Response(text, { headers: { 'Content-Type': type } })
  })
}

export const { DELETE, PATCH, POST, PUT } = onlyFor('GET')
