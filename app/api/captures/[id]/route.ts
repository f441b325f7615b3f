import { getConsole } from '#server/door.ts'
import { answer, onlyFor } from '../../respond.ts'

export const dynamic = 'force-dynamic'

/** The bytes that crossed the link. */
export function GET(_request: Request, { params }: { params: Promise<{ id: string }> }) {
  return answer(async () => Response.json(await getConsole().capture((await params).id)))
}

export const { DELETE, PATCH, POST, PUT } = onlyFor('GET')
