import { describe, expect, test } from 'vitest'
import { isBurning, isLabBottleneck } from './bottleneck.ts'
import { exampleExperiment } from './example.fixture.ts'

describe('isLabBottleneck', () => {
  test('a busy machine or one late thread', () => {
    expect(isLabBottleneck({ cpu: 0.85, loopDelayP99Ms: { callers: 50 } })).toBe(false)
    expect(isLabBottleneck({ cpu: 0.86, loopDelayP99Ms: {} })).toBe(true)
    expect(isLabBottleneck({ cpu: 0, loopDelayP99Ms: { callers: 1, links: 51 } })).toBe(true)
    expect(isLabBottleneck({ cpu: 0, loopDelayP99Ms: { 'services:burning': 900 } })).toBe(false)
  })

  test('not the thread of the services while a fault burns it', () => {
    const late = { cpu: 0, loopDelayP99Ms: { services: 80 } }
    expect([isLabBottleneck(late), isLabBottleneck(late, true)]).toEqual([true, false])
    expect(isLabBottleneck({ ...late, cpu: 0.9 }, true)).toBe(true)
    expect(isLabBottleneck({ cpu: 0, loopDelayP99Ms: { links: 80 } }, true)).toBe(true)
  })
})

test('isBurning: while a CPU burn was on, for however short a part of the time', () => {
  const fault = { ...exampleExperiment.faults[0], type: 'cpu_burn' } as (typeof exampleExperiment.faults)[0]
  const over = { faults: [{ fault, ran: { fromUs: 10, toUs: 20 } }] }
  const at = (fromUs: number, toUs: number) => isBurning(over, { fromUs, toUs })
  expect([at(0, 10), at(0, 11), at(12, 15), at(19, 30), at(20, 30)]).toEqual([false, true, true, true, false])
  expect(isBurning({ faults: [{ fault, ran: { fromUs: 10, toUs: null } }] }, { fromUs: 90, toUs: 91 })).toBe(true)
  const other = { ...fault, type: 'latency' } as typeof fault
  expect(isBurning({ faults: [{ fault: other, ran: { fromUs: 0, toUs: null } }] }, { fromUs: 1, toUs: 2 })).toBe(false)
})
