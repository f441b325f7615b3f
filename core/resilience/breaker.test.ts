import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { BreakerSpec, BreakerState } from '../policy.ts'
import { Breaker, type Evidence, type Pass } from './breaker.ts'

const MS = 1000

describe('a breaker that counts failures in a row', () => {
  const spec: BreakerSpec = { consecutive: 3, breakMs: 100, probes: 2 }
  const call = (breaker: Breaker, evidence: Evidence, nowUs: number) => {
    const pass = breaker.admit(nowUs)
    if (pass) breaker.ended(pass, evidence, nowUs)
    return pass !== null
  }

  test('opens at the third, and not where a success lies between', () => {
    const breaker = new Breaker(spec)
    for (const evidence of ['fails', 'fails', 'works', 'fails', 'nothing', 'fails'] as const) call(breaker, evidence, 0)
    expect(breaker.state).toBe('closed')
    call(breaker, 'fails', 0)
    expect(breaker.state).toBe('open')
  })

  test('lets nothing through while it is open, then so many probes, and closes when all succeed', () => {
    const changes: BreakerState[] = []
    const breaker = new Breaker(spec, (to) => changes.push(to))
    for (let n = 0; n < 3; n++) call(breaker, 'fails', 0)
    expect(breaker.admit(100 * MS - 1)).toBeNull()
    const [one, two] = [breaker.admit(100 * MS), breaker.admit(100 * MS)]
    expect(breaker.admit(100 * MS)).toBeNull()
    breaker.ended(one as Pass, 'works', 110 * MS)
    expect(breaker.state).toBe('half-open')
    breaker.ended(two as Pass, 'works', 110 * MS)
    expect(changes).toEqual(['open', 'half-open', 'closed'])
  })

  test('opens again for as long when a probe fails; a probe that proves nothing makes room for another', () => {
    const breaker = new Breaker(spec)
    for (let n = 0; n < 3; n++) call(breaker, 'fails', 0)
    expect(call(breaker, 'nothing', 100 * MS)).toBe(true)
    expect(call(breaker, 'fails', 150 * MS)).toBe(true)
    expect(call(breaker, 'works', 249 * MS)).toBe(false)
    expect(call(breaker, 'works', 250 * MS)).toBe(true)
  })

  test('does not hear what was let through before the last change', () => {
    const breaker = new Breaker(spec)
    const late = breaker.admit(0) as Pass
    for (let n = 0; n < 3; n++) call(breaker, 'fails', 0)
    breaker.admit(100 * MS)
    breaker.ended(late, 'fails', 101 * MS)
    expect(breaker.state).toBe('half-open')
  })
})

describe('a breaker that takes the share of a window', () => {
  const spec: BreakerSpec = { ratio: 0.5, minimum: 10, windowMs: 1000, breakMs: 100, probes: 1 }

  test('waits for enough calls, and forgets what is older than the window', () => {
    const breaker = new Breaker(spec)
    const call = (evidence: Evidence, nowUs: number) => breaker.ended(breaker.admit(nowUs) as Pass, evidence, nowUs)
    for (let n = 0; n < 9; n++) call('fails', 0)
    expect(breaker.state).toBe('closed')
    for (let n = 0; n < 9; n++) call('fails', 1100 * MS)
    expect(breaker.state).toBe('closed')
    call('fails', 1100 * MS)
    expect(breaker.state).toBe('open')
  })
})

const anySpec: fc.Arbitrary<BreakerSpec> = fc.oneof(
  fc.record({
    consecutive: fc.integer({ min: 1, max: 5 }),
    breakMs: fc.integer({ min: 1, max: 50 }),
    probes: fc.integer({ min: 1, max: 4 }),
  }),
  fc.record({
    ratio: fc.double({ min: 0.1, max: 1, noNaN: true }),
    minimum: fc.integer({ min: 1, max: 8 }),
    windowMs: fc.integer({ min: 10, max: 100 }),
    breakMs: fc.integer({ min: 1, max: 50 }),
    probes: fc.integer({ min: 1, max: 4 }),
  }),
)
const anyStep = fc.oneof(
  fc.record({ do: fc.constant('call' as const), afterMs: fc.nat(20) }),
  fc.record({
    do: fc.constant('end' as const),
    afterMs: fc.nat(20),
    which: fc.nat(20),
    evidence: fc.constantFrom<Evidence>('works', 'fails', 'nothing'),
  }),
)

test('whatever happens: nothing passes an open circuit, no more than the probes a half-open one', () => {
  fc.assert(
    fc.property(anySpec, fc.array(anyStep, { maxLength: 200 }), (spec, steps) => {
      let openedUs: number | null = null
      let nowUs = 0
      const changes: BreakerState[] = []
      const breaker = new Breaker(spec, (to) => {
        changes.push(to)
        openedUs = to === 'open' ? nowUs : null
      })
      const out: { pass: Pass; from: BreakerState }[] = []
      for (const step of steps) {
        nowUs += step.afterMs * MS
        if (step.do === 'call') {
          const [opened, breakUs] = [openedUs, spec.breakMs * MS]
          const pass = breaker.admit(nowUs)
          if (opened !== null) expect(pass !== null).toBe(nowUs >= (opened as number) + breakUs)
          if (pass) out.push({ pass, from: breaker.state })
        } else {
          const [ended] = out.splice(step.which % Math.max(1, out.length), 1)
          if (ended) breaker.ended(ended.pass, step.evidence, nowUs)
        }
        if (breaker.state === 'half-open') {
          const life = Math.max(...out.map(({ pass }) => pass.life), 0)
          const probing = out.filter(({ pass, from }) => from === 'half-open' && pass.life === life).length
          expect(probing).toBeLessThanOrEqual(spec.probes)
        }
      }
      // closed → open → half-open → (closed | open), and in no other order.
      let before: BreakerState = 'closed'
      for (const to of changes) {
        const allowed: Record<BreakerState, BreakerState[]> = {
          closed: ['open'],
          open: ['half-open'],
          'half-open': ['open', 'closed'],
        }
        expect(allowed[before]).toContain(to)
        before = to
      }
    }),
  )
})
