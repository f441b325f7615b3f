import { getLab } from '#server/door.ts'
import { answer, bearerOf, onlyFor, readObject } from '../../../respond.ts'

export const dynamic = 'force-dynamic'

/** `{lane: id | '*', workload: {open: {rateRps, arrival}} | {closed: {callers}}}`; in force at once. */
export function PATCH(request: Request, { params }: { params: Promise<{ id: string }> }) {
  return answer(async () => {
    const { lane, workload } = await readObject(request)
    const set = await getLab().setWorkload((await params).id, bearerOf(request), String(lane ?? '*'), workload)
    return Response.json({ lane: lane ?? '*', workload: set })
  })
}

export const { DELETE, GET, POST, PUT } = onlyFor('PATCH')
