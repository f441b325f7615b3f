import { getLab } from '#server/door.ts'
import { answer, onlyFor, readObject } from '../respond.ts'

export const dynamic = 'force-dynamic'

export function GET() {
  return answer(async () => Response.json({ runs: await getLab().runs() }))
}

/** `{experiment: id | Experiment, overrides?: {seed?, durationS?}}` → 201 `{id, url, token}`. */
export function POST(request: Request) {
  return answer(async () => {
    const { experiment, overrides } = await readObject(request)
    const { id, token } = await getLab().start(experiment, overrides)
    const url = `/bench?run=${id}`
    return Response.json({ id, url, token }, { status: 201, headers: { Location: `/api/runs/${id}` } })
  })
}

export const { DELETE, PATCH, PUT } = onlyFor('GET', 'POST')
