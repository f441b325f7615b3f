import { describe, expect, it } from 'vitest'
import { exampleExperiment } from '#core/example.fixture.ts'
import { createRunView } from '#core/run-view.ts'
import { askedRps, hasOwnWorkloads, workloadOf } from './workload-now.ts'

describe('workloadOf', () => {
  it('starts from the experiment, and the newest change of a lane or of all lanes wins', () => {
    const view = createRunView(exampleExperiment)
    expect(workloadOf(exampleExperiment, view, 'http')).toBe(exampleExperiment.workload)
    view.workloadChanges.push(
      { atUs: 1, lane: 'http', workload: { open: { rateRps: 40, arrival: 'poisson' } } },
      { atUs: 2, lane: '*', workload: { open: { rateRps: 50, arrival: 'poisson' } } },
      { atUs: 3, lane: 'queue', workload: { closed: { callers: 2 } } },
    )
    expect(askedRps(workloadOf(exampleExperiment, view, 'http'), view)).toBe(50)
    expect(askedRps(workloadOf(exampleExperiment, view, 'queue'), view)).toBeNull()
    view.activeUs = 4_000_000
    const open = { rateRps: 1, arrival: 'constant' as const, steps: [{ atS: 3, rateRps: 9 }] }
    expect(askedRps({ open }, view)).toBe(9)
    expect(askedRps({ open }, null)).toBe(1)
    expect(hasOwnWorkloads(exampleExperiment)).toBe(false)
  })
})
