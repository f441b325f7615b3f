import { getHouse, NotPossible } from '#server/door.ts'
import { answer, bearerOf, onlyFor, readObject } from '../../respond.ts'

export const dynamic = 'force-dynamic'

type Context = { params: Promise<{ id: string }> }

export function GET(_request: Request, { params }: Context) {
  return answer(async () => Response.json(getHouse().classes.view((await params).id)))
}

const steps = ['running', 'revealed'] as const

/** `{state: running}` → `{state, run: {id, token}}`; `{state: revealed}` → how the class stands, with its result. */
export function PATCH(request: Request, { params }: Context) {
  return answer(async () => {
    const { state } = await readObject(request)
    const to = steps.find((step) => step === state)
    if (!to) throw new NotPossible(`state: '${state}' is not one of ${steps.join(', ')}`)
    const [{ id }, token, { classes }] = [await params, bearerOf(request), getHouse()]
    if (to === 'revealed') return Response.json(classes.reveal(id, token))
    const run = await classes.start(id, token)
    return Response.json({ state: { is: 'running', runId: run.id }, run })
  })
}

export function DELETE(request: Request, { params }: Context) {
  return answer(async () => {
    getHouse().classes.close((await params).id, bearerOf(request))
    return new Response(null, { status: 204 })
  })
}

export const { POST, PUT } = onlyFor('GET', 'PATCH', 'DELETE')
