/** Tasks of a page's main thread, by a trace of Chromium: how long each took, and how much of that it was at work. */
import type { Browser, Page } from '@playwright/test'

/** Where other processes want the same cores, a task takes longer than it works. */
export interface Task {
  wallMs: number
  cpuMs: number
}

/** Of Chromium's trace format, what is read here; µs. */
interface TraceEvent {
  name: string
  pid: number
  tid: number
  args: { name?: string }
  dur?: number
  /** Of the thread's own clock. */
  tdur?: number
}

const US_PER_MS = 1000
const MS_PER_S = 1000

export async function tracedTasks(browser: Browser, page: Page, seconds: number): Promise<Task[]> {
  await browser.startTracing(page, { categories: ['toplevel'] })
  await page.waitForTimeout(seconds * MS_PER_S)
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] }
  const isMain = new Set(
    traceEvents
      .filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid}/${tid}`),
  )
  return traceEvents
    .filter(({ name, pid, tid }) => name === 'ThreadControllerImpl::RunTask' && isMain.has(`${pid}/${tid}`))
    .map(({ dur = 0, tdur = 0 }) => ({ wallMs: dur / US_PER_MS, cpuMs: tdur / US_PER_MS }))
}
