import { getHouse, NotFound, NotPossible } from '#server/door.ts'
import { answer, onlyFor } from '../../../respond.ts'

export const dynamic = 'force-dynamic'

/** The run's events as Server-Sent Events, from after `Last-Event-ID` or `?since=`; 204 where nothing will follow. */
export function GET(request: Request, { params }: { params: Promise<{ id: string }> }) {
  return answer(async () => {
    const { id } = await params
    const { lab, openEventStream } = getHouse()
    const stream = await openEventStream(lab, id, { sinceSeq: sinceOf(request), signal: request.signal })
    if (stream === null) throw new NotFound(`there is no run '${id}'`)
    // An EventSource that is answered with 204 does not come back (HTML §9.2.3).
    if (stream === 'over') return new Response(null, { status: 204 })
    return new Response(stream, {
      headers: {
        'Content-Type': 'text/event-stream',
        'Cache-Control': 'no-cache, no-transform',
        'X-Accel-Buffering': 'no',
      },
    })
  })
}

/** A reader that reconnects repeats its address, and says in the header what it has seen since. */
function sinceOf(request: Request): number {
  const text = request.headers.get('last-event-id') ?? new URL(request.url).searchParams.get('since') ?? '0'
  if (!/^\d{1,15}$/.test(text)) throw new NotPossible(`since: '${text.slice(0, 64)}' is not the seq of an event`)
  return Number(text)
}

export const { DELETE, PATCH, POST, PUT } = onlyFor('GET')
