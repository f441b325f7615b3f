import { experimentSchema } from '#core/json-schema.ts'
import { getLab } from '#server/door.ts'
import { answer, onlyFor } from '../respond.ts'

export const dynamic = 'force-dynamic'

/** JSON Schema of an experiment, with this lab's caps as maxima. */
export function GET() {
  return answer(() => {
    const schema = JSON.stringify(experimentSchema(getLab().limits))
    return new Response(schema, { headers: { 'Content-Type': 'application/schema+json' } })
  })
}

export const { DELETE, PATCH, POST, PUT } = onlyFor('GET')
