import { embedPage } from '#components/picture/embed-page.ts'
import { isLocale } from '#components/text/locale.ts'
import type { Locale } from '#core/text.ts'
import { benchPathOf, originOf } from '../../addresses.ts'
import { anyRun } from '../../recordings.ts'
import { localeOfRequest } from '../../request-manners.ts'

export const dynamic = 'force-dynamic'

const NO_RUN = { ko: '이런 실행이 없습니다.', en: 'There is no such run.' }

/**
 * A recorded run to stand in other people's pages, the whole of it in one answer: in a sandboxed frame, whose origin
 * is null, a page may fetch nothing more than its scripts.
 */
export async function GET(request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  const { id } = await params
  const query = new URL(request.url).searchParams
  const lang = query.get('lang')
  const locale = isLocale(lang) ? lang : await localeOfRequest()
  const found = await anyRun(id)
  if (!found) return page(missing(locale), 404)
  const origin = originOf(request.headers)
  const policy = request.headers.get('content-security-policy') ?? ''
  const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? ''
  // Where every page may be around it, a click on it may be somebody else's wish.
  const mayRun = policy.includes("frame-ancestors 'self'")
  const script = (file: string) => `<script nonce="${nonce}" src="/${file}"></script>`
  return page(
    embedPage({
      ...{ found, locale, origin, query, mayRun },
      href: `${origin}${await benchPathOf(found.run.experiment)}`,
      scripts: ['embed.js', 'embed-inside.js', ...(mayRun ? ['embed-live.js'] : [])].map(script).join(''),
    }),
    200,
  )
}

/** In the place of the player, and no larger than what it says. */
function missing(locale: Locale): string {
  const style =
    ':root{color-scheme:light dark}body{margin:0;padding:16px;font:14px/1.5 system-ui,sans-serif}h1{font-size:14px;margin:0}'
  return `<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${NO_RUN[locale]} · Wirelab</title>
<link rel="icon" href="/icon.svg" type="image/svg+xml">
<style>${style}</style>
</head>
<body><main><h1>${NO_RUN[locale]}</h1></main></body>
</html>
`
}

/** Not kept: who holds the frame decides what it may do. */
function page(html: string, status: number): Response {
  return new Response(html, {
    status,
    headers: { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' },
  })
}
