/** What a page holds in its browser, by Chromium's own counts (DevTools protocol, domain Performance). */
import type { CDPSession, Page } from '@playwright/test'
import type { ExperimentInput } from '#core/parse-experiment.ts'

export interface PageWeight {
  heapBytes: number
  /** Of the document, and those it has let go of that are still kept. */
  nodes: number
  listeners: number
  /** Of the main thread since the page was opened: how long its tasks took. */
  busyS: number
  /** The same, without what others had its core for meanwhile. */
  workS: number
}

/** Six lanes under an even load: the bench as somebody watches it for long. */
export function watchedForLong(durationS: number): ExperimentInput {
  return {
    id: 'soak',
    title: { ko: '오래 보기', en: 'Watched for long' },
    seed: 4711,
    durationS,
    workload: { open: { rateRps: 20, arrival: 'poisson' } },
    lanes: (['in-process', 'http', 'grpc', 'tcp', 'sqs', 'mqtt'] as const).map((protocol) => ({
      id: protocol,
      protocol,
    })),
  }
}

export async function scales(page: Page): Promise<CDPSession> {
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Performance.enable')
  return devtools
}

export async function weigh(devtools: CDPSession): Promise<PageWeight> {
  const { metrics } = await devtools.send('Performance.getMetrics')
  const of = (name: string) => metrics.find((metric) => metric.name === name)?.value ?? Number.NaN
  return {
    heapBytes: of('JSHeapUsedSize'),
    nodes: of('Nodes'),
    listeners: of('JSEventListeners'),
    busyS: of('TaskDuration'),
    workS: of('ThreadTime'),
  }
}

/** With what is no longer needed thrown away first, which is a long task of its own. */
export async function weighCollected(devtools: CDPSession): Promise<PageWeight> {
  // What the first leaves to finalizers, the second collects.
  await devtools.send('HeapProfiler.collectGarbage')
  await devtools.send('HeapProfiler.collectGarbage')
  return weigh(devtools)
}
