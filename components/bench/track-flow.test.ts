import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { recent } from '#core/lane-bins.ts'
import { parseExperiment } from '#core/parse-experiment.ts'
import { createRunView, type LaneView } from '#core/run-view.ts'
import { DotStream, dotUnit, flowsOf } from './track-flow.ts'
import { trackGeometry } from './track-geometry.ts'

describe('dotUnit', () => {
  it('is a round number, and leaves no more dots than can be told apart', () => {
    expect([0, 3, 12, 12.1, 20.5, 80, 121, 5000].map(dotUnit)).toEqual([1, 1, 1, 2, 2, 10, 20, 500])
  })
})

describe('DotStream', () => {
  it('sends as many as the rate says, however the frames fall', () => {
    const frames = fc.array(fc.double({ min: 1, max: 90, noNaN: true }), { minLength: 20, maxLength: 200 })
    fc.assert(
      fc.property(fc.double({ min: 0.2, max: 10, noNaN: true }), frames, (perS, all) => {
        const stream = new DotStream()
        for (const dtMs of all) stream.advance(dtMs, { perS, lengthPx: Number.POSITIVE_INFINITY })
        const elapsedS = all.reduce((sum, dtMs) => sum + dtMs, 0) / 1000
        expect(Math.abs(stream.at.length - perS * elapsedS)).toBeLessThanOrEqual(1)
        for (const [i, px] of stream.at.entries()) {
          const next = stream.at[i + 1]
          if (next !== undefined) expect(px - next).toBeCloseTo(220 / perS, 3)
        }
      }),
    )
  })

  it('sends none where nothing passes, and lets go of those that have arrived', () => {
    const stream = new DotStream()
    for (let i = 0; i < 50; i++) stream.advance(20, { perS: 5, lengthPx: 100 })
    expect(stream.at.length).toBeGreaterThan(0)
    expect(stream.at.every((px) => px <= 100)).toBe(true)
    for (let i = 0; i < 50; i++) stream.advance(20, { perS: 0, lengthPx: 100 })
    expect(stream.at).toEqual([])
  })
})

describe('flowsOf', () => {
  const at = trackGeometry(800)
  const { lanes } = parsed()
  const rates = { ...recent(createRunView(parsed()).lanes.http as LaneView, 1), okRps: 18 }
  const flows = (id: string, stopsAt: (leg: string | null) => number | null = () => null, attemptsRps = 60) => {
    const lane = lanes.find((candidate) => candidate.id === id)
    if (!lane) throw new Error(id)
    return flowsOf({ lane, at, recent: { ...rates, attemptsRps, completedRps: 12 }, stopsAt })
  }
  const ends = { caller: at.caller + 5, service: at.service - 5 }

  it('goes out as often as something is sent, retries included, and comes back as often as somebody was told yes', () => {
    expect(flows('http')).toEqual([
      { fromX: ends.caller, toX: ends.service, dy: -3, perS: 60 },
      { fromX: ends.service, toX: ends.caller, dy: 3, perS: 18 },
    ])
  })

  it('has nothing to send where a circuit withholds it', () => {
    expect(flows('http', () => null, 0)[0]).toMatchObject({ dy: -3, perS: 0 })
  })

  it('passes a queue in two steps, each with a rate of its own', () => {
    expect(flows('sqs')).toEqual([
      { fromX: ends.caller, toX: at.broker.left, dy: 0, perS: 60 },
      { fromX: at.broker.right, toX: ends.service, dy: 0, perS: 12 },
    ])
  })

  it('ends where the wire is cut, and nothing comes back', () => {
    expect(flows('http', () => 300)).toEqual([{ fromX: ends.caller, toX: 300, dy: -3, perS: 60 }])
    expect(flows('sqs', (leg) => (leg === 'consume' ? 600 : null))).toHaveLength(1)
  })
})

function parsed() {
  const result = parseExperiment({
    id: 'flows',
    seed: 1,
    durationS: 10,
    workload: { open: { rateRps: 20 } },
    lanes: [
      { id: 'http', protocol: 'http' },
      { id: 'sqs', protocol: 'sqs' },
    ],
  })
  if (!result.ok) throw new Error(JSON.stringify(result.issues))
  return result.experiment
}
