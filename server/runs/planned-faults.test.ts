import { describe, expect, it } from 'vitest'
import { exampleExperiment } from '#core/example.fixture.ts'
import type { Experiment, Fault } from '#core/experiment.ts'
import { type FaultMoment, faultMoments, faultsFromStart } from './planned-faults.ts'

const [latency] = exampleExperiment.faults as [Fault]

function planOf(mode: Experiment['mode'], ...faults: { id: string; lane: string; [when: string]: number | string }[]) {
  return {
    ...exampleExperiment,
    mode,
    faults: faults.map(({ id, lane, ...when }): Fault => {
      const { atS: _, forS: __, ...always } = latency
      return { ...always, id, target: { ...latency.target, lane }, ...when }
    }),
  }
}

const told = (moments: FaultMoment[]) => moments.map(({ atS, is, fault }) => [atS, is, fault.id, fault.target.lane])

describe('what is on before the first order', () => {
  it('is what begins with the load, and not what comes later or at random', () => {
    const faults = faultsFromStart(
      planOf(
        'side-by-side',
        { id: 'always', lane: '*' },
        { id: 'first', lane: 'http', atS: 0, forS: 2 },
        { id: 'later', lane: 'http', atS: 1 },
        { id: 'random', lane: 'http', forS: 1, atRandom: 2 },
      ),
    )
    expect(faults.map(({ id, target }) => [id, target.lane])).toEqual([
      ['always', '*'],
      ['first', 'http'],
    ])
  })

  it('where lanes take turns, is once for each lane if it ends in the time of each', () => {
    const faults = faultsFromStart(
      planOf('interleaved', { id: 'always', lane: '*' }, { id: 'first', lane: '*', forS: 2 }),
    )
    expect(faults.map(({ id, target }) => [id, target.lane])).toEqual([
      ['always', '*'],
      ['first', 'http'],
      ['first', 'queue'],
    ])
  })
})

describe('the moments after that', () => {
  const plan = planOf(
    'side-by-side',
    { id: 'again', lane: '*', atS: 0, forS: 1, everyS: 10 },
    { id: 'rest', lane: 'http', atS: 4 },
  )

  it('go on and off, but for what is on already, and for what lasts', () => {
    expect(told(faultMoments(plan))).toEqual([
      [1, 'off', 'again', '*'],
      [10, 'on', 'again', '*'],
      [11, 'off', 'again', '*'],
      [20, 'on', 'again', '*'],
      [21, 'off', 'again', '*'],
      [4, 'on', 'rest', 'http'],
    ])
  })

  it('in the turn of a lane, are those that meet it, and meet it alone', () => {
    const turn = told(faultMoments(plan, 'queue'))
    expect(turn).toHaveLength(5)
    expect(new Set(turn.map(([, , id, lane]) => `${id} ${lane}`))).toEqual(new Set(['again queue']))
  })

  it('at random, begin each time', () => {
    const moments = faultMoments(planOf('side-by-side', { id: 'random', lane: 'http', forS: 1, atRandom: 2 }))
    expect(moments.map(({ is }) => is)).toEqual(['on', 'off', 'on', 'off'])
  })
})
