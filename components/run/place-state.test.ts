import { describe, expect, it } from 'vitest'
import { exampleExperiment } from '#core/example.fixture.ts'
import type { Fault } from '#core/experiment.ts'
import type { FaultType } from '#core/faults.ts'
import { createRunView, foldEvent, type RunView } from '#core/run-view.ts'
import { placeState } from './place-state.ts'

const service = { lane: 'http', edge: 'e1', parts: ['service', 'consumer'] as const }

function under(...types: [FaultType, Fault['attributes']?][]): RunView {
  const view = createRunView(exampleExperiment)
  for (const [at, [type, attributes = {}]] of types.entries()) {
    const fault = { id: `f${at}`, type, target: { lane: '*', edge: 'e1', part: 'service' }, attributes, toxicity: 1 }
    foldEvent(view, { seq: at + 1, atUs: 1_000_000, type: 'fault-set', fault: fault as Fault, by: 'hand' })
  }
  return view
}

describe('placeState', () => {
  it('tells a service that is gone from one that only answers slowly or not at all', () => {
    const is = (...types: FaultType[]) => placeState(under(...types.map((type): [FaultType] => [type])), service).is
    expect([is(), is('delay'), is('pause'), is('stop'), is('delay', 'stop')]).toEqual([
      'up',
      'faulty',
      'held',
      'down',
      'down',
    ])
  })

  it('sees a crashed service come back', () => {
    const view = under(['crash', { restart: 500 }])
    view.elapsedUs = 1_400_000
    expect(placeState(view, service).is).toBe('down')
    view.elapsedUs = 1_600_000
    expect(placeState(view, service)).toEqual({ is: 'up', faults: [] })
    const stays = under(['crash', { restart: 0 }])
    stays.elapsedUs = 60_000_000
    expect(placeState(stays, service).is).toBe('down')
  })

  it('is of this place only, and of faults that are on', () => {
    const view = under(['stop'])
    expect(placeState(view, { ...service, parts: ['engine'] }).is).toBe('up')
    expect(placeState(view, { ...service, edge: 'e2' }).is).toBe('up')
    foldEvent(view, { seq: 9, atUs: 2_000_000, type: 'fault-cleared', faultId: 'f0', by: 'hand' })
    expect(placeState(view, service).is).toBe('up')
    expect(placeState(null, service).is).toBe('up')
  })
})
