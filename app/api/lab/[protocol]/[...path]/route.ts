import { getConsole } from '#server/door.ts'
import { answer } from '../../../respond.ts'

export const dynamic = 'force-dynamic'

/** What the browser sends by itself goes to that backend's link, and the answer streams back. */
function pass(request: Request, { params }: { params: Promise<{ protocol: string; path: string[] }> }) {
  return answer(async () => getConsole().pass(request, (await params).protocol))
}

export { pass as DELETE, pass as GET, pass as HEAD, pass as OPTIONS, pass as PATCH, pass as POST, pass as PUT }
