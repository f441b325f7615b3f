import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { edgesOf } from '#core/call-path.ts'
import { exampleExperiment } from '#core/example.fixture.ts'
import type { Edge, Experiment, Fault } from '#core/experiment.ts'
import { faults } from '#core/faults.ts'
import { defaultsOf } from '#core/fields.ts'
import { parseExperiment } from '#core/parse-experiment.ts'
import { legsOf } from '#core/protocols.ts'
import { addCall, addFault, changeEdge, removeCall, removeFault } from './edit-calls.ts'
import { pictureOf } from './picture.ts'

const base: Experiment = { ...exampleExperiment, faults: [], thresholds: [] }
const idsOf = ({ lanes }: Experiment) => edgesOf((lanes[0] as Experiment['lanes'][number]).call).map((e) => e.edge.id)
const latencyAt = (edge: string): Omit<Fault, 'id'> => ({
  type: 'latency',
  target: { lane: 'http', edge, leg: 'call' },
  stream: 'downstream',
  toxicity: 1,
  attributes: defaultsOf(faults.latency.attributes),
})
/** e1 calls e1.1 (which calls e1.1.1) and e1.2. */
const tree = addCall(addCall(addCall(base, 'http', 'e1'), 'http', 'e1'), 'http', 'e1.1')

describe('services that are called', () => {
  test('are added, numbered by where they stand, and can be run', () => {
    expect(idsOf(tree)).toEqual(['e1', 'e1.1', 'e1.1.1', 'e1.2'])
    expect(parseExperiment(tree)).toMatchObject({ ok: true, experiment: tree })
  })

  test('go with all behind them and with their faults; the others move up, and their faults along', () => {
    const broken = ['e1.1', 'e1.1.1', 'e1.2', 'e1'].reduce((e, edge) => addFault(e, latencyAt(edge)), tree)
    const rest = removeCall(broken, 'http', 'e1.1')
    expect(idsOf(rest)).toEqual(['e1', 'e1.1'])
    expect(rest.faults.map(({ id, target }) => [id, target.edge])).toEqual([
      ['latency-3', 'e1.1'],
      ['latency-4', 'e1'],
    ])
    expect(parseExperiment(rest)).toMatchObject({ ok: true, experiment: rest })
    expect(removeCall(tree, 'http', 'e1')).toBe(tree)
  })

  test('whatever is added and removed, what comes of it can be run', () => {
    const step = fc.record({ add: fc.boolean(), pick: fc.nat(20) })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 10 }), (steps) => {
        let experiment = addFault(tree, latencyAt('e1.2'))
        for (const { add, pick } of steps) {
          const ids = idsOf(experiment)
          const id = ids[pick % ids.length] as string
          if (add && id.split('.').length < 6 && ids.length < 12) experiment = addCall(experiment, 'http', id)
          else if (!add) experiment = removeCall(experiment, 'http', id)
          const parsed = parseExperiment(experiment)
          expect(parsed.ok ? parsed.experiment : parsed.issues).toEqual(experiment)
        }
      }),
    )
  })

  test('a fault that is taken away takes the thresholds that ask for it', () => {
    const asked = {
      ...addFault(tree, latencyAt('e1')),
      thresholds: ['http.ok > 1 during latency', 'http.ok > 1 during latency-2', 'http.ok > 1'],
    }
    expect(removeFault(asked, 'latency').thresholds).toEqual(['http.ok > 1 during latency-2', 'http.ok > 1'])
  })
})

describe('the picture of a lane', () => {
  const lanes = [...tree.lanes, ...base.lanes.slice(1)]

  test.each(lanes.map((lane) => [lane.id, lane] as const))('%s: every leg and service is on it once', (_id, lane) => {
    const { pieces, wires } = pictureOf(lane, tree)
    const edges = edgesOf(lane.call).map(({ edge }) => edge)
    const count = (is: string) => pieces.filter((piece) => piece.is === is).length
    expect(count('service')).toBe(edges.length)
    expect(count('link')).toBe(edges.reduce((sum: number, edge: Edge) => sum + legsOf(edge).length, 0))
    expect(new Set(pieces.map(({ id }) => id)).size).toBe(pieces.length)
    expect(new Set(pieces.map(({ x, y }) => `${x}/${y}`)).size).toBe(pieces.length)
    const ids = new Set(pieces.map(({ id }) => id))
    for (const { from, to } of wires) expect(ids.has(from) && ids.has(to)).toBe(true)
  })

  test('counts the faults at each place, those of all lanes too', () => {
    const everywhere = { ...latencyAt('e1'), target: { lane: '*', edge: 'e1', leg: 'call' } as const }
    const { lanes: all, ...rest } = addFault(addFault(tree, latencyAt('e1')), everywhere)
    const [first] = all
    if (!first) throw new Error('no lane')
    const { pieces } = pictureOf(first, rest)
    expect(pieces.find(({ id }) => id === 'e1/call')?.faults).toBe(2)
    expect(pieces.find(({ id }) => id === 'e1.1/call')?.faults).toBe(0)
  })

  test('is that of the experiment that was changed', () => {
    const renamed = changeEdge(tree, 'http', {
      id: 'e1.2',
      to: (edge) => ({ ...edge, count: 3, to: { ...edge.to, name: 'stock' } }),
    })
    const [lane] = renamed.lanes
    const { pieces } = pictureOf(lane as Experiment['lanes'][number], renamed)
    expect(pieces.find(({ id }) => id === 'e1.2/service')).toMatchObject({ name: 'stock', times: 3 })
  })
})
