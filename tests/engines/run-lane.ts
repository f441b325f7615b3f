/** One lane through the lab against a broker at an address, as a user who set that address would run it. */
import type { ExperimentInput } from '#core/parse-experiment.ts'
import { type LaneSummary, summarize } from '#core/summary.ts'
import { createLab } from '#server/runs/lab.ts'

export async function runLane(
  lane: ExperimentInput['lanes'][number],
  external: Record<string, string>,
  more: Partial<ExperimentInput> = {},
): Promise<LaneSummary> {
  const lab = createLab({ external })
  try {
    const { run } = await lab.start({
      v: 1,
      id: 'engine',
      title: 'engine',
      durationS: 5,
      workload: { open: { rateRps: 20, arrival: 'constant' } },
      lanes: [lane],
      ...more,
    } satisfies ExperimentInput)
    await run.over
    if (run.state.is !== 'finished') throw new Error(JSON.stringify(run.state))
    return summarize(run.view).lanes[0] as LaneSummary
  } finally {
    await lab.close()
  }
}
