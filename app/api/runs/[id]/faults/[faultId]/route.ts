import { getLab } from '#server/door.ts'
import { answer, bearerOf, onlyFor } from '../../../../respond.ts'

export const dynamic = 'force-dynamic'

export function DELETE(request: Request, { params }: { params: Promise<{ id: string; faultId: string }> }) {
  return answer(async () => {
    const { id, faultId } = await params
    await getLab().clearFault(id, bearerOf(request), faultId)
    return new Response(null, { status: 204 })
  })
}

export const { GET, PATCH, POST, PUT } = onlyFor('DELETE')
