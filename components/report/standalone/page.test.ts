import { expect, test } from 'vitest'
import { reportWords } from '#components/text/report-words.ts'
import { exampleExperiment, frameAt, laneFrame } from '#core/example.fixture.ts'
import { Histogram } from '#core/histogram.ts'
import type { OrderLine } from '#core/order-query.ts'
import type { RunEvent } from '#core/run.ts'
import type { Locale } from '#core/text.ts'
import { verdictText } from '#core/verdict.ts'
import { speechIn } from '../tables.ts'
import { wholeRun } from '../whole-run.ts'
import { standaloneReport } from './page.ts'

const took = new Histogram()
took.record(5000, 2000)
took.record(80_000, 30)
const hostile = { ko: '<i>"레인"</i>', en: '<i>"lane"</i>' }
const [http, queue] = exampleExperiment.lanes as [
  (typeof exampleExperiment.lanes)[0],
  (typeof exampleExperiment.lanes)[0],
]
const experiment = { ...exampleExperiment, lanes: [{ ...http, name: hostile }, queue] }
const lane = laneFrame({ sent: 2030, offered: 2030, outcomes: { ok: 2030 }, hist: { caller: took.encode() } })
const events: RunEvent[] = [
  { seq: 1, atUs: 0, type: 'state', state: { is: 'running' } },
  ...[0, 1, 2, 3].map(
    (tick): RunEvent => ({
      ...{ seq: 2 + tick, atUs: 250_000 * (tick + 1), type: 'frame' },
      frame: frameAt(tick, tick === 0 ? { http: lane, queue: laneFrame({ sent: 1, outcomes: { timeout: 1 } }) } : {}),
    }),
  ),
  { seq: 6, atUs: 1_100_000, type: 'state', state: { is: 'finished', stoppedByHand: false } },
]
const whole = wholeRun('abc', { about: {}, experiment, events })
const order: OrderLine = {
  ...{ lane: 'http', seq: 7, dueUs: 1_500_000, toldUs: 2_000, doneUs: null, ended: 'acknowledged-and-not-done' },
  ...{ verdict: 'acknowledged', outcome: 'ok', work: 'lost', executions: 0, duplicates: 0, committed: false },
}

function page(orders: OrderLine[] = [], locale: Locale = 'en'): string {
  return standaloneReport(whole, orders, speechIn(locale), 'player()')
}
const count = (text: string, part: string | RegExp) => text.split(part).length - 1
const unquoted = (html: string) => html.replaceAll('&#34;', '"').replaceAll('&#60;', '<').replaceAll('&#62;', '>')

test.each(['en', 'ko'] as const)('one heading says how the run went, and nothing says it again (%s)', (locale) => {
  const said = verdictText(whole.view, locale)
  const html = page([], locale)
  const [, heading] = /<h1>(.*?)<\/h1>/s.exec(html) ?? []
  expect(unquoted(heading ?? '')).toBe(said)
  expect(count(html, '<h1')).toBe(1)
  expect(html).toContain('<wirelab-run theme="auto" chart="caller" level="2">')
  expect(count(unquoted(html), `<p>${said}</p>`)).toBe(0)
  expect(html).toContain(`<html lang="${locale}">`)
})

test('every chart of the page is there as a picture, each with its numbers', () => {
  const html = page()
  const figures = [...html.matchAll(/<figure>.*?<\/figure>/gs)].map(([figure]) => figure)
  const names = figures.map((figure) => unquoted(/<b>(.*?)<\/b>/s.exec(figure)?.[1] ?? ''))
  expect(names).toEqual([
    ...['caller p50', 'done p50', 'goodput', 'backlog', 'Errors', 'Percentile curve'],
    ...['Latency heatmap, <i>"lane"</i>', `Latency heatmap, ${queue.name.en}`],
  ])
  for (const [i, figure] of figures.entries()) {
    expect(count(figure, '<svg'), names[i] as string).toBe(2)
    expect(count(figure, '<details>'), names[i] as string).toBe(1)
    expect(figure, names[i] as string).not.toContain('NaN')
  }
  const [curve = '', heat = '', none = ''] = figures.slice(5)
  expect(curve).toContain('>p99 80<')
  expect(curve).toMatch(/<tr><th scope="row">p99\.9<\/th><td class="few">/)
  expect(heat).toMatch(/<tr><th scope="row">0 s<\/th><td>2,000<\/td><td>30<\/td><\/tr>/)
  expect(none).not.toContain('class="cell')
})

test('single orders, where they were kept', () => {
  const html = page([order])
  expect(unquoted(html)).toContain(
    '<th scope="row"><i>"lane"</i> 7</th><td>1.50</td><td>2.0</td><td>–</td><td class="said">',
  )
  expect(html).not.toContain(reportWords.en.noSampled)
  expect(page()).toContain(reportWords.en.noSampled)
})

test('names stay text, and the page asks for nothing', () => {
  const html = page([order])
  expect(html).not.toContain('<i>')
  expect(html).not.toMatch(/(?:src|href)="/)
})
