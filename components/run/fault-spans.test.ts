import { describe, expect, it } from 'vitest'
import { exampleExperiment } from '#core/example.fixture.ts'
import { createRunView, foldEvent } from '#core/run-view.ts'
import { activeFaults, faultSpans } from './fault-spans.ts'

const [planned] = exampleExperiment.faults
if (!planned) throw new Error('the fixture has a fault')

describe('faultSpans', () => {
  it('plans everything before a run', () => {
    expect(faultSpans(exampleExperiment, null)).toMatchObject([{ fromS: 1, toS: 3, is: 'planned' }])
  })

  it('draws what is on to its planned end, what is over as it was, and nothing twice', () => {
    const view = createRunView(exampleExperiment)
    foldEvent(view, { seq: 1, atUs: 1_100_000, type: 'fault-set', fault: planned, by: 'schedule' })
    expect(faultSpans(exampleExperiment, view)).toMatchObject([{ fromS: 1.1, toS: 3.1, is: 'on' }])
    expect(activeFaults(view)).toEqual([planned])
    foldEvent(view, { seq: 2, atUs: 2_000_000, type: 'fault-cleared', faultId: planned.id, by: 'hand' })
    expect(faultSpans(exampleExperiment, view)).toMatchObject([{ fromS: 1.1, toS: 2, is: 'over' }])
    expect(activeFaults(view)).toEqual([])
  })

  it('draws a fault set by hand to the end of the load', () => {
    const view = createRunView({ ...exampleExperiment, faults: [] })
    const { forS: _, atS: __, ...open } = planned
    foldEvent(view, { seq: 1, atUs: 4_000_000, type: 'fault-set', fault: { ...open, id: 'hand-1' }, by: 'hand' })
    expect(faultSpans(view.experiment, view)).toMatchObject([{ fromS: 4, toS: exampleExperiment.durationS, is: 'on' }])
  })
})
