import { getConsole } from '#server/door.ts'
import { answer, onlyFor, readObject } from '../respond.ts'

export const dynamic = 'force-dynamic'

/** One order, sent once by the server: `{protocol, order?, payloadBytes?, options?, timeoutMs?}`. */
export function POST(request: Request) {
  return answer(async () => Response.json(await getConsole().send(await readObject(request))))
}

export const { DELETE, GET, PATCH, PUT } = onlyFor('POST')
