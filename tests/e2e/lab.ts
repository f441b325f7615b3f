/** What every test here stands on: the lab behind the pages, and that no test leaves a run behind. */
import { type APIRequestContext, test as base, type Page } from '@playwright/test'
import type { ExperimentInput } from '#core/parse-experiment.ts'
import { type RecordedRun, readRecording } from '#core/recording.ts'
import { isOver, type RunEvent, type RunState } from '#core/run.ts'
import { createRunView, foldEvents, type RunView } from '#core/run-view.ts'
import type { LaneSummary, RunSummary } from '#core/summary.ts'

export { expect } from '@playwright/test'

export interface StartedRun {
  id: string
  token: string
}

export interface RunReport {
  id: string
  state: RunState
  summary: RunSummary
}

/** A run takes as long as it takes, on a machine that others use as well. */
export const RUN_MS = 90_000

/** The lab through its API, for what a test prepares or holds the screen against. */
export class Lab {
  readonly #request: APIRequestContext
  readonly #tokens = new Map<string, string>()

  constructor(request: APIRequestContext) {
    this.#request = request
  }

  /** Of a run that a page started, so that it can be ended after the test. */
  keep({ id, token }: StartedRun): void {
    this.#tokens.set(id, token)
  }

  async start(experiment: string | ExperimentInput): Promise<StartedRun> {
    const response = await this.#request.post('/api/runs', { data: { experiment } })
    if (response.status() !== 201) throw new Error(`not started: ${await response.text()}`)
    const started = (await response.json()) as StartedRun
    this.keep(started)
    return started
  }

  async report(id: string): Promise<RunReport> {
    return (await this.#request.get(`/api/runs/${id}`)).json() as Promise<RunReport>
  }

  async lane(id: string, lane: string): Promise<LaneSummary> {
    const { summary } = await this.report(id)
    const found = summary.lanes.find((candidate) => candidate.id === lane)
    if (!found) throw new Error(`run ${id} has no lane ${lane}`)
    return found
  }

  async events(id: string): Promise<RunEvent[]> {
    return (await this.#recording(id)).events
  }

  /** The whole run folded at once, which no reload or lost line can have touched. */
  async view(id: string): Promise<RunView> {
    const { experiment, events } = await this.#recording(id)
    const view = createRunView(experiment)
    foldEvents(view, events)
    return view
  }

  async #recording(id: string): Promise<RecordedRun> {
    return readRecording(await (await this.#request.get(`/api/runs/${id}/recording`)).json())
  }

  async until(id: string, holds: (report: RunReport) => boolean): Promise<RunReport> {
    let last: RunReport | null = null
    await base
      .expect(async () => {
        last = await this.report(id)
        base.expect(holds(last), `run ${id} is ${last.state.is}`).toBe(true)
      })
      .toPass({ timeout: RUN_MS })
    if (!last) throw new Error('nothing was asked')
    return last
  }

  async stop({ id, token }: StartedRun): Promise<RunReport> {
    const headers = { authorization: `Bearer ${token}` }
    await this.#request.patch(`/api/runs/${id}`, { headers, data: { state: 'stopping' } })
    return this.until(id, ({ state }) => isOver(state))
  }

  /** Stops whatever is on and waits until it is over: the next test wants the lab to itself. */
  async settle(): Promise<void> {
    const { runs } = (await (await this.#request.get('/api/runs')).json()) as { runs: RunReport[] }
    for (const { id, state } of runs) {
      if (!isOver(state)) await this.stop({ id, token: this.#tokens.get(id) ?? '' })
    }
  }

  /** Learns the token of every run that this page starts. */
  listenTo(page: Page): void {
    page.on('response', async (response) => {
      const started = response.request().method() === 'POST' && response.url().endsWith('/api/runs')
      if (started && response.status() === 201) this.keep((await response.json()) as StartedRun)
    })
  }
}

interface Fixtures {
  lab: Lab
  /** Errors in the console and exceptions of the page, in order. */
  complaints: string[]
}

export const test = base.extend<Fixtures>({
  lab: [
    async ({ request }, use) => {
      const lab = new Lab(request)
      await use(lab)
      await lab.settle()
    },
    { auto: true },
  ],
  page: async ({ page, lab }, use) => {
    lab.listenTo(page)
    await use(page)
  },
  complaints: async ({ page }, use) => {
    const complaints: string[] = []
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text())
    })
    page.on('pageerror', (error) => complaints.push(error.message))
    await use(complaints)
  },
})

/** Four lanes under an even load and nothing that goes wrong by itself: what happens is what the test does. */
export function quietLanes(more: Partial<ExperimentInput> = {}): ExperimentInput {
  return {
    id: 'quiet',
    title: { ko: '조용한 네 길', en: 'Four quiet ways' },
    seed: 4711,
    durationS: 200,
    workload: { open: { rateRps: 20, arrival: 'constant' } },
    lanes: (['in-process', 'http', 'tcp', 'sqs'] as const).map((protocol) => ({ id: protocol, protocol })),
    ...more,
  }
}

export const laneIds = ['in-process', 'http', 'tcp', 'sqs'] as const
