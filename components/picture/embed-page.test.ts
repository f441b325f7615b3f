import { expect, test } from 'vitest'
import { wholeRun } from '#components/report/whole-run.ts'
import { exampleExperiment, frameAt, laneFrame } from '#core/example.fixture.ts'
import { emptyCounts } from '#core/ledger.ts'
import type { RunEvent } from '#core/run.ts'
import { verdictText } from '#core/verdict.ts'
import { embedPage } from './embed-page.ts'
import { oEmbedOf } from './oembed.ts'
import { embedQuery } from './page.ts'

const ledger = { ...emptyCounts(), cells: emptyCounts().cells.map((_, i) => (i === 6 ? 4 : 0)) }
const during: RunEvent[] = [
  { seq: 1, atUs: 0, type: 'state', state: { is: 'running' } },
  {
    seq: 2,
    atUs: 250_000,
    type: 'frame',
    frame: frameAt(0, { http: laneFrame({ sent: 9, outcomes: { timeout: 9 }, ledger }) }),
  },
]
const over: RunEvent = { seq: 3, atUs: 300_000, type: 'state', state: { is: 'finished', stoppedByHand: false } }
const origin = 'https://lab.example'
const title = { ko: '<i> & "제목"', en: '<i> & "title"' }

function page(events: RunEvent[], query = '', mayRun = false): string {
  return embedPage({
    found: wholeRun('abc', { about: {}, experiment: { ...exampleExperiment, title }, events }),
    ...{
      locale: 'en',
      origin,
      query: new URLSearchParams(query),
      href: `${origin}/bench`,
      scripts: '<script></script>',
      mayRun,
    },
  })
}

const linked = (html: string, type: string) => {
  const found = new RegExp(`<link rel="alternate" type="${type.replace('+', '\\+')}" href="([^"]+)">`).exec(html)
  return new URL((found?.[1] ?? '').replaceAll('&#38;', '&')).searchParams
}

test('says its result before any script, and where it comes from', () => {
  const html = page([...during, over])
  const said = verdictText(
    wholeRun('abc', { about: {}, experiment: exampleExperiment, events: [...during, over] }).view,
    'en',
  )
  expect(said).not.toBe('')
  const [before = ''] = html.slice(html.indexOf('<body>')).split('<script')
  expect(before).toContain(`<p>${said}</p>`)
  expect(html).toContain(
    `<a data-report href="${origin}/r/abc?lang=en" target="_blank" rel="noopener">The report of this run</a>`,
  )
  expect(html).toContain('<link rel="icon" href="/icon.svg"')
  expect(html).not.toContain('not over')
})

test('a run that is on says so', () => {
  expect(page(during)).toContain('This run is not over; the numbers are those so far.')
})

test('a card of it has title, result and picture, whatever it is called', () => {
  const html = page([...during, over])
  expect(html).toContain('<meta property="og:title" content="&#60;i&#62; &#38; &#34;title&#34;">')
  expect(html).toMatch(/<meta property="og:description" content="[^"]*HTTP[^"]*">/)
  expect(html).toContain(`<meta property="og:image" content="${origin}/r/abc/image?lang=en">`)
})

test('what its address asks for is in that of oEmbed, in both formats, and comes out in the frame', () => {
  const asked = 'theme=dark&chart=backlog&lanes=http,queue&start=4&speed=2&evil="><script>&more=1'
  for (const [type, format] of [
    ['application/json+oembed', 'json'],
    ['text/xml+oembed', 'xml'],
  ] as const) {
    const found = linked(page([...during, over], asked), type)
    expect(found.get('format')).toBe(format)
    const address = new URL(found.get('url') ?? '')
    expect(address.pathname).toBe('/embed/abc')
    const wanted = { lang: 'en', theme: 'dark', chart: 'backlog', lanes: 'http,queue', start: '4', speed: '2' }
    expect(Object.fromEntries(address.searchParams)).toEqual(wanted)
    const query = embedQuery(address.searchParams, 'en')
    const of = { origin, id: 'abc', title: 'x', query, maxWidth: 4000, maxHeight: 4000 }
    const [, src = ''] = /src="([^"]+)"/.exec(oEmbedOf(of).html) ?? []
    expect(Object.fromEntries(new URL(src.replaceAll('&#38;', '&')).searchParams)).toEqual(wanted)
  }
})

test('the picture shows the lanes that were asked for', () => {
  expect(page([...during, over]).match(/class="name[^"]*"/g)).toHaveLength(2)
  expect(page([...during, over], 'lanes=http').match(/class="name[^"]*"/g)).toHaveLength(1)
})

test('runs in place only where it may', () => {
  expect(page([...during, over])).not.toContain('<button')
  expect(page([...during, over], '', true)).toMatch(/<button type="button" data-live [^>]*hidden>Run it here<\/button>/)
})
