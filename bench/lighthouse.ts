/**
 * What Lighthouse says of the built pages, as a phone on a slow line sees them: `npm run bench:lighthouse` (needs a
 * Chromium, a build: `npm start` once, and a Korean font, as any phone has: a browser that has none looks for each letter
 * in vain). Lighthouse is fetched when this is run and is no dependency of the house. Each page several times, in turn, of
 * a server that has answered it before; a score is the median. Prints Markdown, and ends with 1 where a goal is missed.
 *
 * Lighthouse makes a mid-tier phone of a fast desktop by letting its processor be four times slower. A slower machine is
 * to be slowed down less (docs/throttling.md of Lighthouse, "Calibrating the CPU slowdown"): each page is measured with its
 * default and, where this machine's index asks for another, with that one; the goals are held to the latter.
 */
import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { findBrowser } from '../scripts/setup/browser.mjs'
import { withServer } from '../scripts/setup/server.mjs'

const LIGHTHOUSE = 'lighthouse@13.5.0'
const ROUNDS = 5
/** Requests before, so that what is measured is the page and not the server's first minute. */
const WARM_UP = 3
const PAGES = ['/', '/learn', '/learn/four-quadrants', '/article', '/bench', '/send', '/compare']
/** Korean has the heavier fonts. */
const LANG = 'ko'
const SLOWDOWN = 4
/** From this `benchmarkIndex` on it is a high-end desktop, which the default is made for. */
const FAST_INDEX = 1500
/** For a low-end desktop and what is slower. */
const CALIBRATED_SLOWDOWN = 2
/**
 * Of the browser's own features, Translate is all that is off. Lighthouse's launcher also takes RenderDocument away, which
 * Chromium has on for everyone: without it Chromium 156 shows the first frame of many a load a whole second late.
 */
const BROWSER_FLAGS = '--headless=new --no-sandbox --disable-gpu --disable-features=Translate'
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

async function reportOf(url: string, slowdown: number): Promise<Report> {
  const args = ['exec', '--yes', `--package=${LIGHTHOUSE}`, '--', 'lighthouse', url]
  const options = ['--quiet', '--output=json', '--output-path=stdout', `--only-categories=${Object.keys(GOALS).join()}`]
  const slowed = `--throttling.cpuSlowdownMultiplier=${slowdown}`
  const child = spawn('npm', [...args, ...options, slowed, `--chrome-flags=${BROWSER_FLAGS}`], {
    env: { ...process.env, CHROME_PATH: browser ?? '' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise<number | null>((done) => child.once('close', done))
  const said = await text(child.stdout)
  const code = await ended
  if (code !== 0) throw new Error(`Lighthouse ended with ${code} at ${url}`)
  return JSON.parse(said) as Report
}

interface Measured {
  page: string
  slowdown: number
  reports: Report[]
}

const measured: Measured[] = []
await withServer(process.execPath, async (origin: string) => {
  const address = (page: string) => new URL(`${page}?lang=${LANG}`, origin).href
  for (const page of PAGES) {
    for (let asked = 0; asked < WARM_UP; asked++) await (await fetch(address(page))).text()
  }
  const { environment } = await reportOf(address('/'), SLOWDOWN)
  const isSlow = environment.benchmarkIndex < FAST_INDEX
  for (const slowdown of isSlow ? [SLOWDOWN, CALIBRATED_SLOWDOWN] : [SLOWDOWN])
    measured.push(...PAGES.map((page) => ({ page, slowdown, reports: [] })))
  for (let round = 0; round < ROUNDS; round++) {
    for (const { page, slowdown, reports } of measured) reports.push(await reportOf(address(page), slowdown))
  }
})
const held = Math.min(...measured.map(({ slowdown }) => slowdown))

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
const all = measured.flatMap(({ reports }) => reports)
const speed = median(all.map(({ environment }) => environment.benchmarkIndex))
console.log(`Lighthouse ${all[0]?.lighthouseVersion}, n = ${ROUNDS} a row, in turn; benchmark index ${speed}\n`)
console.log(`| page | processor slowed | ${heads.join(' | ')} |`)
console.log(`|---|---:|${'---:|'.repeat(heads.length)}`)
for (const { page, slowdown, reports: of } of measured) {
  const scores = categories.map((category) => {
    const seen = of.map((report) => Math.round(score(report, category) * 100))
    return `${median(seen)} (${Math.min(...seen)}–${Math.max(...seen)})`
  })
  const timed = times.map((name) => timeText(name, median(of.map((report) => time(report, name)))))
  console.log(`| \`${page}\` | ${slowdown}× | ${[...scores, ...timed].join(' | ')} |`)
}

for (const { page, slowdown, reports: of } of measured) {
  if (slowdown !== held) continue
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
