import { endingSentence } from '#core/life-text.ts'
import { getLab } from '#server/door.ts'
import { answer } from '../../../../../respond.ts'

export const dynamic = 'force-dynamic'

type Context = { params: Promise<{ id: string; lane: string; seq: string }> }

/** The life of one order, and why it ended where it did. */
export function GET(_request: Request, { params }: Context) {
  return answer(async () => {
    const { id, lane, seq } = await params
    const life = await getLab().order(id, lane, seq)
    const sentence = { ko: endingSentence(life.ended, 'ko'), en: endingSentence(life.ended, 'en') }
    return Response.json({ ...life, sentence })
  })
}
