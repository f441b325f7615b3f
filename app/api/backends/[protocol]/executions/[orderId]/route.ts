import { getConsole } from '#server/door.ts'
import { answer, onlyFor } from '../../../../respond.ts'

export const dynamic = 'force-dynamic'

/** What the service has done with an order, whoever sent it. */
export function GET(_request: Request, { params }: { params: Promise<{ protocol: string; orderId: string }> }) {
  return answer(async () => {
    const { protocol, orderId } = await params
    return Response.json({ executed: await getConsole().executed(protocol, orderId) })
  })
}

export const { DELETE, PATCH, POST, PUT } = onlyFor('GET')
