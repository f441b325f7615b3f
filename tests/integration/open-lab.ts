/** A lab for one test, a run in it, and waiting for what it comes to. */
import { onTestFinished } from 'vitest'
import { defaultLimits, type ExperimentInput, type Limits } from '#core/parse-experiment.ts'
import type { RunEvent } from '#core/run.ts'
import { createLab, type Lab } from '#server/runs/lab.ts'

/**
 * Closed when the test is over.
 * @param external addresses of other people's brokers, by the variable that names them
 */
export function openLab(limits: Partial<Limits> = {}, external: Record<string, string> = {}): Lab {
  const lab = createLab({ external, limits: { ...defaultLimits, ...limits } })
  onTestFinished(() => lab.close())
  return lab
}

/** All four lanes, 20 orders a second each. */
export function fourLanes(more: Partial<ExperimentInput> = {}): ExperimentInput {
  return {
    v: 1,
    id: 'four-lanes',
    title: 'four lanes',
    durationS: 2,
    workload: { open: { rateRps: 20, arrival: 'constant' } },
    lanes: (['in-process', 'http', 'tcp', 'sqs'] as const).map((protocol) => ({ id: protocol, protocol })),
    ...more,
  }
}

/** A run, and its events as they come. */
export async function started(lab: Lab, input: unknown) {
  const { id, token, run } = await lab.start(input)
  const events: RunEvent[] = []
  await lab.watch(id, 0, (more) => events.push(...more))
  return { id, token, run, events }
}

/** @param what it is that never came, when it has not after a minute */
export async function until(what: string, holds: () => boolean): Promise<void> {
  for (let waitedMs = 0; !holds(); waitedMs += 20) {
    if (waitedMs > 60_000) throw new Error(`never: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
