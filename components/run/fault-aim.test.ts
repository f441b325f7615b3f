import { describe, expect, it } from 'vitest'
import { defaultService } from '#core/defaults.ts'
import type { Experiment, Fault, Lane } from '#core/experiment.ts'
import type { ProtocolId } from '#core/protocols.ts'
import { actsOn, aimKey, aimsOf } from './fault-aim.ts'

function lane(protocol: ProtocolId): Lane {
  const to = defaultService
  const call = { id: 'e1', protocol, style: 'request-reply' as const, options: {}, to }
  return { id: protocol, name: { ko: protocol, en: protocol }, caller: 'non-blocking', timeoutMs: 1000, call }
}

describe('aimsOf', () => {
  it('offers each leg of each lane, a group only where lanes share a leg, and a service where there is no wire', () => {
    const experiment = { lanes: [lane('in-process'), lane('http'), lane('tcp'), lane('sqs')] } as Experiment
    expect(aimsOf(experiment).map(aimKey)).toEqual([
      '*/e1/call',
      'in-process/e1/service',
      'http/e1/call',
      'tcp/e1/call',
      'sqs/e1/produce',
      'sqs/e1/consume',
      'sqs/e1/reply',
    ])
  })
})

describe('actsOn', () => {
  const fault = (target: Fault['target']): Fault => ({
    id: 'f',
    type: 'latency',
    target,
    stream: 'downstream',
    toxicity: 1,
    attributes: {},
  })
  it('knows every lane, its own lane, and no other leg', () => {
    expect(actsOn(fault({ lane: '*', edge: 'e1', leg: 'call' }), { lane: 'http', edge: 'e1', leg: 'call' })).toBe(true)
    expect(actsOn(fault({ lane: 'tcp', edge: 'e1', leg: 'call' }), { lane: 'http', edge: 'e1', leg: 'call' })).toBe(
      false,
    )
    expect(
      actsOn(fault({ lane: 'sqs', edge: 'e1', leg: 'consume' }), { lane: 'sqs', edge: 'e1', leg: 'produce' }),
    ).toBe(false)
    expect(actsOn(fault({ lane: 'sqs', edge: 'e1', part: 'service' }), { lane: 'sqs', edge: 'e1', leg: null })).toBe(
      true,
    )
  })
})
