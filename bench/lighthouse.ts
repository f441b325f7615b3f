/**
 * What Lighthouse says of the built pages, as a phone on a slow line sees them: `npm run bench:lighthouse` (needs a
 * Chromium, a build: `npm start` once, and a Korean font, as any phone has: a browser that has none looks for each letter
 * in vain). Lighthouse is fetched when this is run and is no dependency of the house. Each page several times, in turn, of
 * a server that has answered it before; a score is the median. Prints Markdown, and ends with 1 where a goal is missed.
 */
import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { findBrowser } from '../scripts/setup/browser.mjs'
import { withServer } from '../scripts/setup/server.mjs'

const LIGHTHOUSE = 'lighthouse@13.5.0'
const ROUNDS = 5
/** Requests before, so that what is measured is the page and not the server's first minute. */
const WARM_UP = 3
const PAGES = ['/', '/learn', '/article']
/** Korean has the heavier fonts. */
const LANG = 'ko'
const GOALS = { performance: 0.9, accessibility: 0.95, 'best-practices': 0.95 }
const TIMES = {
  'first-contentful-paint': 'first paint, s',
  'largest-contentful-paint': 'largest paint, s',
  'total-blocking-time': 'blocked, ms',
  'cumulative-layout-shift': 'layout shift',
} as const

type Category = keyof typeof GOALS
type Time = keyof typeof TIMES

interface Audit {
  title: string
  score: number | null
  numericValue?: number
  displayValue?: string
}

/** What we read of Lighthouse's own report. */
interface Report {
  lighthouseVersion: string
  environment: { benchmarkIndex: number }
  categories: Record<Category, { score: number; auditRefs: { id: string; weight: number }[] }>
  audits: Record<string, Audit>
}

const browser = findBrowser()
if (!browser) throw new Error('no Chromium was found: install one, or set CHROMIUM=/path/to/chromium')

async function reportOf(url: string, chromePath: string): Promise<Report> {
  const args = ['exec', '--yes', `--package=${LIGHTHOUSE}`, '--', 'lighthouse', url]
  const options = ['--quiet', '--output=json', '--output-path=stdout', `--only-categories=${Object.keys(GOALS).join()}`]
  const child = spawn('npm', [...args, ...options, '--chrome-flags=--headless=new --no-sandbox --disable-gpu'], {
    env: { ...process.env, CHROME_PATH: chromePath },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise<number | null>((done) => child.once('close', done))
  const said = await text(child.stdout)
  const code = await ended
  if (code !== 0) throw new Error(`Lighthouse ended with ${code} at ${url}`)
  return JSON.parse(said) as Report
}

const reports = new Map<string, Report[]>(PAGES.map((page) => [page, []]))
await withServer(process.execPath, async (origin: string) => {
  const address = (page: string) => new URL(`${page}?lang=${LANG}`, origin).href
  for (const page of PAGES) {
    for (let asked = 0; asked < WARM_UP; asked++) await (await fetch(address(page))).text()
  }
  for (let round = 0; round < ROUNDS; round++) {
    for (const page of PAGES) reports.get(page)?.push(await reportOf(address(page), browser))
  }
})

const score = (report: Report, category: Category) => report.categories[category].score
const time = (report: Report, name: Time) => report.audits[name]?.numericValue ?? Number.NaN

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

/** As its head says: s, ms, or the bare number. */
function timeText(name: Time, value: number): string {
  if (name === 'cumulative-layout-shift') return value.toFixed(3)
  return name === 'total-blocking-time' ? value.toFixed(0) : (value / 1000).toFixed(1)
}

const categories = Object.keys(GOALS) as Category[]
const times = Object.keys(TIMES) as Time[]
const heads = [...categories.map((category) => `${category} (≥ ${GOALS[category] * 100})`), ...Object.values(TIMES)]
const all = [...reports.values()].flat()
const speed = median(all.map(({ environment }) => environment.benchmarkIndex))
console.log(`Lighthouse ${all[0]?.lighthouseVersion}, n = ${ROUNDS} a page, in turn; benchmark index ${speed}\n`)
console.log(`| page | ${heads.join(' | ')} |`)
console.log(`|---|${'---:|'.repeat(heads.length)}`)
for (const [page, of] of reports) {
  const scores = categories.map((category) => {
    const seen = of.map((report) => Math.round(score(report, category) * 100))
    return `${median(seen)} (${Math.min(...seen)}–${Math.max(...seen)})`
  })
  const timed = times.map((name) => timeText(name, median(of.map((report) => time(report, name)))))
  console.log(`| \`${page}\` | ${[...scores, ...timed].join(' | ')} |`)
}

for (const [page, of] of reports) {
  for (const category of categories) {
    if (median(of.map((report) => score(report, category))) < GOALS[category]) process.exitCode = 1
    const last = of.at(-1)
    for (const { id, weight } of last?.categories[category].auditRefs ?? []) {
      const audit = last?.audits[id]
      if (!audit || weight === 0 || audit.score === null || audit.score >= 0.9) continue
      console.log(`\n${page}, ${category}: ${audit.title} ${audit.displayValue ?? ''}`.trimEnd())
    }
  }
}
