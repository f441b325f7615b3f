/**
 * What a bench that is watched for long costs the browser: `npm run bench:soak` (needs a Chromium, and a build: `npm
 * start` once). Six lanes, dots moving, one page; 10 minutes, or `-- <seconds>`. After a warm-up in which every chart
 * has been drawn, the heap (collected first), nodes and listeners are held against what they are at the end, and the time
 * of the main thread is divided by the animation frames it made. Then its tasks are traced for a minute: the lab is on
 * the same cores, so a task is held to the time it was at work itself; how long it took is shown beside that. A frame is
 * held to what it took, and what of it was work is shown. Prints Markdown, and ends with 1 where a goal is missed.
 */
import { type CDPSession, chromium, type Page } from '@playwright/test'
import { findBrowser } from '../scripts/setup/browser.mjs'
import { withServer } from '../scripts/setup/server.mjs'
import { type PageWeight, scales, watchedForLong, weigh, weighCollected } from './page-weight.ts'
import { type Task, tracedTasks } from './traced-tasks.ts'

const DEFAULT_S = 600
const WARM_UP_S = 20
const SAMPLE_S = 10
const TRACED_S = 60
/** The lab runs no experiment longer than this; the next one is then started from the same page. */
const LONGEST_RUN_S = 300
const MIB = 1024 * 1024
const GOALS = { heapBytes: 10 * 1_000_000, taskMs: 50, frameMs: 8 }

const soakS = Number(process.argv[2] ?? DEFAULT_S)
if (!Number.isFinite(soakS) || soakS < SAMPLE_S) throw new Error(`seconds, at least ${SAMPLE_S}: ${process.argv[2]}`)
const browserPath = findBrowser()
if (!browserPath) throw new Error('no Chromium was found: install one, or set CHROMIUM=/path/to/chromium')

const experiment = watchedForLong(Math.min(LONGEST_RUN_S, soakS + WARM_UP_S + SAMPLE_S + TRACED_S))

interface Sample extends PageWeight {
  atS: number
  frames: number
}

/** Kept in the page, which counts for itself. */
declare global {
  interface Window {
    soak: { frames: number }
  }
}

async function startRun(page: Page): Promise<void> {
  await page.route('**/api/runs', (route) => route.continue({ postData: JSON.stringify({ experiment }) }), { times: 1 })
  const before = page.url()
  await page.getByTestId('run-button').click()
  await page.waitForURL((url) => url.searchParams.has('run') && url.href !== before)
  await page.locator('[data-testid=dots][data-motion=moving]').waitFor()
}

function count(page: Page): Promise<void> {
  return page.evaluate(() => {
    const soak: Window['soak'] = { frames: 0 }
    window.soak = soak
    const frame = () => {
      soak.frames++
      requestAnimationFrame(frame)
    }
    requestAnimationFrame(frame)
  })
}

async function sample(page: Page, devtools: CDPSession, atS: number): Promise<Sample> {
  return { ...(await weigh(devtools)), atS, frames: await page.evaluate(() => window.soak.frames) }
}

const browser = await chromium.launch({ executablePath: browserPath, args: ['--no-sandbox', '--disable-gpu'] })
try {
  await withServer(process.execPath, async (origin: string) => {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, baseURL: origin })
    await page.goto('/bench?lang=en')
    await startRun(page)
    await page.waitForTimeout(WARM_UP_S * 1000)
    const devtools = await scales(page)
    await count(page)
    const first = await weighCollected(devtools)
    const began = performance.now()
    const samples: Sample[] = [await sample(page, devtools, 0)]
    while (performance.now() - began < soakS * 1000) {
      await page.waitForTimeout(SAMPLE_S * 1000)
      samples.push(await sample(page, devtools, (performance.now() - began) / 1000))
      // Between two runs nothing moves; what one run leaves behind is part of what is measured.
      if (await page.locator('[data-testid=run-button]:enabled').count()) await startRun(page)
    }
    const last = await weighCollected(devtools)
    if (await page.locator('[data-testid=run-button]:enabled').count()) await startRun(page)
    report(samples, { first, last, tasks: await tracedTasks(browser, page, TRACED_S) })
  })
} finally {
  await browser.close()
}

function report(
  samples: Sample[],
  { first, last, tasks }: { first: PageWeight; last: PageWeight; tasks: Task[] },
): void {
  const perFrame = (from: Sample, to: Sample, of: 'busyS' | 'workS') =>
    ((to[of] - from[of]) * 1000) / (to.frames - from.frames)
  const worstFrame = (of: 'busyS' | 'workS') =>
    Math.max(...samples.slice(1).map((now, i) => perFrame(samples[i] as Sample, now, of)))
  const grownBytes = last.heapBytes - first.heapBytes
  const longest = (of: keyof Task) => tasks.reduce((most, task) => Math.max(most, task[of]), 0)
  const long = tasks.filter(({ wallMs }) => wallMs > GOALS.taskMs).length
  const end = samples.at(-1)
  const fps = end ? (end.frames - (samples[0]?.frames ?? 0)) / end.atS : Number.NaN
  console.log(`Six lanes, ${Math.round(end?.atS ?? 0)} s, ${fps.toFixed(0)} animation frames a second\n`)
  console.log('| measured | goal | seen |\n|---|---:|---:|')
  console.log(`| heap grown, MB | < ${GOALS.heapBytes / 1e6} | ${(grownBytes / 1e6).toFixed(2)} |`)
  console.log(`| longest task of ${TRACED_S} s, ms at work | ≤ ${GOALS.taskMs} | ${longest('cpuMs').toFixed(0)} |`)
  console.log(
    `| longest task of ${TRACED_S} s, ms until it was over (${long} over ${GOALS.taskMs}) | | ${longest('wallMs').toFixed(0)} |`,
  )
  for (const [of, what, goal] of [
    ['busyS', 'until it was done', `≤ ${GOALS.frameMs}`],
    ['workS', 'at work', ''],
  ] as const) {
    const all = perFrame(samples[0] as Sample, samples.at(-1) as Sample, of)
    const seen = `${worstFrame(of).toFixed(2)} (${all.toFixed(2)})`
    console.log(`| main thread per frame, ms ${what}: worst ${SAMPLE_S} s (all) | ${goal} | ${seen} |`)
  }
  console.log(`| heap at the end, MiB | | ${(last.heapBytes / MIB).toFixed(1)} |`)
  console.log(`| nodes | | ${first.nodes} → ${last.nodes} |`)
  console.log(`| listeners | | ${first.listeners} → ${last.listeners} |`)
  const kept = grownBytes < GOALS.heapBytes && longest('cpuMs') <= GOALS.taskMs && worstFrame('busyS') <= GOALS.frameMs
  if (!kept) process.exitCode = 1
}
