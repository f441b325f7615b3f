import { getLab } from '#server/door.ts'
import { answer } from '../../../respond.ts'

export const dynamic = 'force-dynamic'

/** `?lane=&verdict=&work=&duplicated=&committed=&limit=&after=`: those orders, a page at a time. */
export function GET(request: Request, { params }: { params: Promise<{ id: string }> }) {
  return answer(async () => {
    const { searchParams } = new URL(request.url)
    return Response.json(await getLab().orders((await params).id, searchParams))
  })
}
