import { getConsole } from '#server/door.ts'
import { answer, onlyFor } from '../../respond.ts'

export const dynamic = 'force-dynamic'

/** Lift every fault of every backend. */
export function DELETE() {
  return answer(async () => {
    await getConsole().clearFaults()
    return new Response(null, { status: 204 })
  })
}

export const { GET, PATCH, POST, PUT } = onlyFor('DELETE')
