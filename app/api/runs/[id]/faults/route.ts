import { getLab } from '#server/door.ts'
import { answer, bearerOf, onlyFor, readObject } from '../../../respond.ts'

export const dynamic = 'force-dynamic'

/** Put a fault on; one of the same id is replaced. */
export function POST(request: Request, { params }: { params: Promise<{ id: string }> }) {
  return answer(async () => {
    const { id } = await params
    const fault = await getLab().setFault(id, bearerOf(request), await readObject(request))
    return Response.json({ fault }, { status: 201, headers: { Location: `/api/runs/${id}/faults/${fault.id}` } })
  })
}

export const { DELETE, GET, PATCH, PUT } = onlyFor('POST')
