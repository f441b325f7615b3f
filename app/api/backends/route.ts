import { getConsole } from '#server/door.ts'
import { answer, onlyFor } from '../respond.ts'

export const dynamic = 'force-dynamic'

export function GET() {
  return answer(() => Response.json(getConsole().backends()))
}

export const { DELETE, PATCH, POST, PUT } = onlyFor('GET')
