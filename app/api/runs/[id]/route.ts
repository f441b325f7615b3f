import { getLab, NotPossible } from '#server/door.ts'
import { answer, bearerOf, onlyFor, readObject } from '../../respond.ts'

export const dynamic = 'force-dynamic'

type Context = { params: Promise<{ id: string }> }

export function GET(_request: Request, { params }: Context) {
  return answer(async () => Response.json(await getLab().report((await params).id)))
}

const steps = ['paused', 'running', 'stopping'] as const

/** `{state: paused | running | stopping}` */
export function PATCH(request: Request, { params }: Context) {
  return answer(async () => {
    const { state } = await readObject(request)
    const to = steps.find((step) => step === state)
    if (!to) throw new NotPossible(`state: '${state}' is not one of ${steps.join(', ')}`)
    return Response.json({ state: await getLab().steer((await params).id, bearerOf(request), to) })
  })
}

/** A run that is on is stopped (202); a finished one is removed (204). */
export function DELETE(request: Request, { params }: Context) {
  return answer(async () => {
    const what = await getLab().remove((await params).id, bearerOf(request))
    return what === 'stopping' ? Response.json({ state: what }, { status: 202 }) : new Response(null, { status: 204 })
  })
}

export const { POST, PUT } = onlyFor('GET', 'PATCH', 'DELETE')
