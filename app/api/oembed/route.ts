import { asXml, oEmbedOf } from '#components/picture/oembed.ts'
import { embedQuery } from '#components/picture/page.ts'
import { isLocale } from '#components/text/locale.ts'
import { originOf } from '../../addresses.ts'
import { anyRun } from '../../recordings.ts'
import { onlyFor, problem } from '../respond.ts'

export const dynamic = 'force-dynamic'

/** oEmbed 1.0: 400 without an address, 404 for one that is not a run's, 501 for a format other than json and xml. */
export async function GET(request: Request): Promise<Response> {
  const query = new URL(request.url).searchParams
  const [address, format] = [query.get('url'), query.get('format') ?? 'json']
  if (format !== 'json' && format !== 'xml') return problem(501, `format '${format}' is not one of json and xml`)
  if (!address) return problem(400, 'url: missing; it must be the address of a run')
  const origin = originOf(request.headers)
  const id = runIdIn(address, origin)
  const found = id === null ? null : await anyRun(id)
  if (!found) return problem(404, 'url: not the address of a run here')
  const asked = new URL(address).searchParams
  const said = asked.get('lang')
  const lang = isLocale(said) ? said : 'ko'
  const answer = oEmbedOf({
    origin,
    id: found.id,
    title: found.run.experiment.title[lang],
    query: embedQuery(asked, lang),
    maxWidth: atMost(query.get('maxwidth')),
    maxHeight: atMost(query.get('maxheight')),
  })
  if (format === 'json') return Response.json(answer)
  return new Response(asXml(answer), { headers: { 'Content-Type': 'text/xml; charset=utf-8' } })
}

/** Of `/r/<id>`, `/embed/<id>` and `/bench?run=<id>`, on this house's own address in either scheme. */
function runIdIn(address: string, origin: string): string | null {
  const url = URL.parse(address)
  if (!url || url.host !== new URL(origin).host) return null
  if (url.pathname === '/bench') return url.searchParams.get('run')
  return /^\/(?:r|embed)\/([a-z0-9-]+)\/?$/.exec(url.pathname)?.[1] ?? null
}

function atMost(text: string | null): number {
  const px = Number(text)
  return text !== null && px > 0 ? Math.floor(px) : Number.POSITIVE_INFINITY
}

export const { DELETE, PATCH, POST, PUT } = onlyFor('GET')
