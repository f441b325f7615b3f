import { getLab } from '#server/door.ts'
import { answer, onlyFor } from '../respond.ts'

export const dynamic = 'force-dynamic'

export function GET() {
  return answer(() =>
    Response.json({
      experiments: getLab()
        .experiments()
        .map((experiment) => ({ id: experiment.id, title: experiment.title, summary: experiment.summary, experiment })),
    }),
  )
}

export const { DELETE, PATCH, POST, PUT } = onlyFor('GET')
