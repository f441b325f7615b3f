import { getLab } from '#server/door.ts'
import { answer, onlyFor } from '../../../../../../respond.ts'

export const dynamic = 'force-dynamic'

type Context = { params: Promise<{ id: string; lane: string; seq: string }> }

/** The bytes that crossed the lane's links while one order was under way. */
export function GET(_request: Request, { params }: Context) {
  return answer(async () => {
    const { id, lane, seq } = await params
    return Response.json(await getLab().wire(id, lane, seq))
  })
}

export const { DELETE, PATCH, POST, PUT } = onlyFor('GET')
