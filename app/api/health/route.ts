import { getHouse } from '#server/door.ts'
import { answer, onlyFor } from '../respond.ts'

export const dynamic = 'force-dynamic'

/** `addresses`: origins at which other devices on the network reach this lab. */
export function GET() {
  return answer(() => {
    const { lab, addresses } = getHouse()
    return Response.json({ status: 'ok', limits: lab.limits, addresses: addresses() })
  })
}

export const { DELETE, PATCH, POST, PUT } = onlyFor('GET')
