import { getLab } from '#server/door.ts'
import { answer, bearerOf, onlyFor } from '../../../../../respond.ts'

export const dynamic = 'force-dynamic'

/** Send what lies in the lane's dead-letter queue back to where it came from; answers how many that were. */
export function POST(request: Request, { params }: { params: Promise<{ id: string; lane: string }> }) {
  return answer(async () => {
    const { id, lane } = await params
    return Response.json({ lane, moved: await getLab().redrive(id, bearerOf(request), lane) })
  })
}

export const { DELETE, GET, PATCH, PUT } = onlyFor('POST')
