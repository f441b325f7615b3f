import { describe, expect, test } from 'vitest'
import { type ExperimentInput, parseExperiment } from '#core/parse-experiment.ts'
import { loadOf } from './load.ts'

function load(input: ExperimentInput): number {
  const parsed = parseExperiment(input)
  if (!parsed.ok) throw new Error(parsed.issues.map(({ message }) => message).join('\n'))
  return loadOf(parsed.experiment)
}

const open = { open: { rateRps: 20 } }

describe('loadOf', () => {
  test('counts each wire that an order crosses, and one where it crosses none', () => {
    expect(load({ workload: open, lanes: [{ id: 'a', protocol: 'in-process' }] })).toBe(20)
    expect(load({ workload: open, lanes: [{ id: 'a', protocol: 'http' }] })).toBe(20)
    expect(load({ workload: open, lanes: [{ id: 'a', protocol: 'sqs' }] })).toBe(40)
  })

  test('counts what a service calls in turn, as often as it does', () => {
    const calls = [{ protocol: 'http' as const, count: 3 }]
    expect(load({ workload: open, lanes: [{ id: 'a', protocol: 'http', service: { calls } }] })).toBe(20 + 60)
  })

  test('takes the highest rate of the plan, and a closed caller for fifty a second', () => {
    const rising = { open: { rateRps: 20, steps: [{ atS: 2, rateRps: 70 }] } }
    expect(load({ workload: rising, lanes: [{ id: 'a', protocol: 'http' }] })).toBe(70)
    expect(load({ workload: { closed: { callers: 2 } }, lanes: [{ id: 'a', protocol: 'http' }] })).toBe(100)
  })

  test('adds up lanes that run at once, and takes the largest of those that take turns', () => {
    const lanes = [
      { id: 'a', protocol: 'http' as const },
      { id: 'b', protocol: 'sqs' as const },
    ]
    expect(load({ workload: open, lanes })).toBe(60)
    expect(load({ mode: 'interleaved', workload: open, lanes })).toBe(40)
  })
})
