import { getConsole } from '#server/door.ts'
import { answer, onlyFor } from '../../../../respond.ts'

export const dynamic = 'force-dynamic'

export function DELETE(_request: Request, { params }: { params: Promise<{ protocol: string; faultId: string }> }) {
  return answer(async () => {
    const { protocol, faultId } = await params
    await getConsole().clearFault(protocol, faultId)
    return new Response(null, { status: 204 })
  })
}

export const { GET, PATCH, POST, PUT } = onlyFor('DELETE')
