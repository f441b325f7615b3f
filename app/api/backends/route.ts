import { getConsole } from '#server/door.ts'
import { answer } from '../respond.ts'

export const dynamic = 'force-dynamic'

export function GET() {
  return answer(() => Response.json({ backends: getConsole().backends() }))
}
