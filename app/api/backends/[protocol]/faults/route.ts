import { getConsole } from '#server/door.ts'
import { answer, onlyFor, readObject } from '../../../respond.ts'

export const dynamic = 'force-dynamic'

type Context = { params: Promise<{ protocol: string }> }

/** Put a fault on; one of the same id is replaced. */
export function POST(request: Request, { params }: Context) {
  return answer(async () => {
    const { protocol } = await params
    const fault = await getConsole().setFault(protocol, await readObject(request))
    const location = `/api/backends/${protocol}/faults/${fault.id}`
    return Response.json({ fault }, { status: 201, headers: { Location: location } })
  })
}

/** Lift every fault of this backend. */
export function DELETE(_request: Request, { params }: Context) {
  return answer(async () => {
    await getConsole().clearFaults((await params).protocol)
    return new Response(null, { status: 204 })
  })
}

export const { GET, PATCH, PUT } = onlyFor('POST', 'DELETE')
