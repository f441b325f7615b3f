import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anyOpenLoad } from './any-load.fixture.ts'
import { parseExperiment, parseWorkload } from './parse-experiment.ts'
import { writtenFormOf } from './written-form.ts'

const issuesOf = (open: unknown) => {
  const parsed = parseWorkload({ open })
  return parsed.ok ? [] : parsed.issues.map(({ path, message }) => `${path}: ${message}`)
}

describe('a shape', () => {
  test('is read with its defaults', () => {
    const parsed = parseWorkload({ open: { rateRps: 10, shape: { ramp: { toRps: 50, overS: 5 } } } })
    expect(parsed).toEqual({
      ok: true,
      workload: { open: { rateRps: 10, arrival: 'poisson', shape: { ramp: { toRps: 50, atS: 0, overS: 5 } } } },
    })
  })

  test.each([
    [{ rateRps: 10, shape: {} }, 'open.shape: empty; it must be one of ramp, spike, sine, atOnce, sequence'],
    [
      { rateRps: 10, shape: { sine: { amplitudeRps: 5, periodS: 4 }, ramp: { toRps: 5, overS: 1 } } },
      'open.shape: is ramp or sine at once; it must be one of ramp, spike, sine, atOnce, sequence',
    ],
    [{ rateRps: 10, shape: { rmap: {} } }, "open.shape.rmap: 'rmap' is not known here; did you mean 'ramp'?"],
    [
      { rateRps: 10, shape: { sine: { amplitudeRps: 11, periodS: 4 } } },
      'open.shape.sine.amplitudeRps: 11 is more than the rate (10)',
    ],
    [
      { rateRps: 10, shape: { spike: { toRps: 5000, atS: 1, forS: 2 } } },
      'open.shape.spike.toRps: 5000 is over the cap maxRateRps (2000)',
    ],
    [
      { rateRps: 10, shape: { spike: { toRps: 50, atS: 1, forS: 2, everyS: 1 } } },
      'open.shape.spike.everyS: 1 is no more than forS (2): it would never be off',
    ],
    [
      { rateRps: 1500, shape: { sine: { amplitudeRps: 1000, periodS: 2 } } },
      'open.shape.sine.amplitudeRps: 2500 is over the cap maxRateRps (2000)',
    ],
    [
      { rateRps: 10, steps: [{ atS: 1, rateRps: 5 }], shape: { ramp: { toRps: 50, overS: 5 } } },
      "open.shape: the load has 'steps' already; write one or the other",
    ],
    [{ rateRps: 0 }, 'open.rateRps: 0 is no load, unless orders come at once (shape.atOnce)'],
    [{ rateRps: 10, shape: { sequence: [] } }, 'open.shape.sequence: empty; there must be at least one phase'],
  ])('is refused with the field that is wrong', (open, issue) => {
    expect(issuesOf(open)).toContain(issue)
  })

  test('counts into the cap on all orders of a run', () => {
    const parsed = parseExperiment({
      durationS: 300,
      workload: { open: { rateRps: 1, shape: { ramp: { toRps: 2000, overS: 1 } } } },
      lanes: [{ id: 'a', protocol: 'http' }],
    })
    expect(parsed.ok ? '' : parsed.issues[0]?.message).toMatch(/makes 599\d{3} orders: over the cap maxOrders/)
  })
})

test('any load is the same once it was written and read again', () => {
  fc.assert(
    fc.property(anyOpenLoad, (load) => {
      const parsed = parseExperiment({ workload: { open: load }, lanes: [{ id: 'a', protocol: 'http' }] })
      // An empty list of steps is no list.
      const read = parsed.ok ? parsed.experiment : null
      expect(read && parseExperiment(writtenFormOf(read))).toEqual(parsed)
      const { steps, ...rest } = load
      expect(read?.workload).toEqual({ open: { ...rest, ...(steps && steps.length > 0 ? { steps } : {}) } })
    }),
  )
})
