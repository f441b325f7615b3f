import { writeRecording } from '#core/recording.ts'
import { getLab } from '#server/door.ts'
import { answer, onlyFor } from '../../../respond.ts'

export const dynamic = 'force-dynamic'

/** The run as a recording, see core/recording.ts. */
export function GET(_request: Request, { params }: { params: Promise<{ id: string }> }) {
  return answer(async () => Response.json(writeRecording(await getLab().recording((await params).id))))
}

export const { DELETE, PATCH, POST, PUT } = onlyFor('GET')
