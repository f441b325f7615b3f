import { getLab, lanAddresses } from '#server/door.ts'
import { answer } from '../respond.ts'

export const dynamic = 'force-dynamic'

/** `addresses`: origins at which other devices on the network reach this lab. */
export function GET() {
  return answer(() => Response.json({ status: 'ok', limits: getLab().limits, addresses: lanAddresses() }))
}
