import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { embedOptionsOf } from '#components/picture/page.ts'
import { type PosterOptions, posterSvg } from '#components/picture/poster.ts'
import { csvOf } from '#components/report/csv.ts'
import { standaloneReport } from '#components/report/standalone/page.ts'
import { speechIn } from '#components/report/tables.ts'
import type { WholeRun } from '#components/report/whole-run.ts'
import { isLocale } from '#components/text/locale.ts'
import { writeRecording } from '#core/recording.ts'
import { summarize } from '#core/summary.ts'
import type { Locale } from '#core/text.ts'
import { problem } from '../../../api/respond.ts'
import { anyRun } from '../../../recordings.ts'
import { localeOfRequest } from '../../../request-manners.ts'
import { sampledOrders } from '../sampled-orders.ts'

export const dynamic = 'force-dynamic'

type File = { type: string; write: (run: WholeRun, locale: Locale, query: URLSearchParams) => string | Promise<string> }

const FILES: Record<string, File> = {
  'recording.json': { type: 'application/json', write: ({ run }) => JSON.stringify(writeRecording(run)) },
  'summary.json': {
    type: 'application/json',
    write: ({ id, view }) => JSON.stringify(summarize(view, { runId: id }), null, 2),
  },
  'run.csv': { type: 'text/csv; charset=utf-8', write: ({ view }) => csvOf(view) },
  'poster.svg': {
    type: 'image/svg+xml',
    write: ({ view }, locale, query) => posterSvg(view, posterOptions(locale, query)),
  },
  'report.html': {
    type: 'text/html; charset=utf-8',
    async write(run, locale) {
      const player = await readFile(join(process.cwd(), 'public', 'embed.js'), 'utf8')
      return standaloneReport(run, await sampledOrders(run.id), speechIn(locale), player)
    },
  },
}

/** As the player beside it is told, see docs/embedding.md. */
function posterOptions(locale: Locale, query: URLSearchParams): PosterOptions {
  const { theme, chart, more } = embedOptionsOf(query)
  return {
    locale,
    chart,
    ...(more.lanes ? { lanes: more.lanes.split(/[\s,]+/) } : {}),
    ...(theme === 'auto' ? {} : { brightness: theme }),
  }
}

/** What a report offers to take away. */
export async function GET(request: Request, { params }: { params: Promise<{ id: string; file: string }> }) {
  const { id, file: name } = await params
  const file = Object.hasOwn(FILES, name) ? FILES[name] : undefined
  if (!file) return problem(404, `a report has no '${name}'; it has ${Object.keys(FILES).join(', ')}`)
  const found = await anyRun(id)
  if (!found) return problem(404, 'there is no such run')
  const query = new URL(request.url).searchParams
  const lang = query.get('lang')
  const text = await file.write(found, isLocale(lang) ? lang : await localeOfRequest(), query)
  return new Response(text, {
    headers: { 'Content-Type': file.type, 'Content-Disposition': `attachment; filename="${found.id}-${name}"` },
  })
}
