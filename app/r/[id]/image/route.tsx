import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ImageResponse } from 'next/og'
import { IMAGE_SIZE } from '#components/picture/oembed.ts'
import { isLocale } from '#components/text/locale.ts'
import { problem } from '../../../api/respond.ts'
import { anyRun } from '../../../recordings.ts'
import { localeOfRequest } from '../../../request-manners.ts'
import { Card } from './card.tsx'

export const dynamic = 'force-dynamic'

const FONT = 'public/fonts/wirelab-sans/WirelabSans-card.woff'

/** The card of a run, 1200 × 630, `?lang=ko|en`. */
export async function GET(request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  const found = await anyRun((await params).id)
  if (!found) return problem(404, 'there is no such run')
  const lang = new URL(request.url).searchParams.get('lang')
  const locale = isLocale(lang) ? lang : await localeOfRequest()
  const data = await readFile(join(process.cwd(), FONT))
  return new ImageResponse(<Card {...found} locale={locale} />, {
    ...IMAGE_SIZE,
    fonts: [{ name: 'Wirelab Sans', data, weight: 500 }],
  })
}
