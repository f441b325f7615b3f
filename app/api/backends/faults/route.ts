import { getConsole } from '#server/door.ts'
import { answer } from '../../respond.ts'

export const dynamic = 'force-dynamic'

/** Lift every fault of every backend. */
export function DELETE() {
  return answer(async () => {
    await getConsole().clearFaults()
    return new Response(null, { status: 204 })
  })
}
