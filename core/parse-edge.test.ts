import { describe, expect, test } from 'vitest'
import { callsPerOrder, edgesOf } from './call-path.ts'
import type { Experiment } from './experiment.ts'
import { type ExperimentInput, parseExperiment, parseExperimentText } from './parse-experiment.ts'

const withCalls = (calls: unknown[], more: Partial<ExperimentInput> = {}) =>
  parseExperiment({ lanes: [{ id: 'a', protocol: 'http', service: { calls } }], ...more })

function parsed(result: ReturnType<typeof parseExperiment>): Experiment {
  if (!result.ok) throw new Error(JSON.stringify(result.issues))
  return result.experiment
}

const issuesOf = (result: ReturnType<typeof parseExperiment>) =>
  result.ok ? [] : result.issues.map(({ path, message }) => `${path}: ${message}`)

/** `depth` services, one behind the other. */
function chain(depth: number): object {
  return depth === 0 ? {} : { calls: [{ protocol: 'grpc', to: chain(depth - 1) }] }
}

describe('services that call services', () => {
  test('are a tree of edges, numbered as they are written', () => {
    const { lanes } = parsed(
      withCalls([
        { protocol: 'grpc', count: 3 },
        {
          parallel: [
            { protocol: 'tcp', to: { name: 'x', calls: [{ protocol: 'sqs' }] } },
            { protocol: 'http', count: 2 },
          ],
        },
        { protocol: 'mqtt', timeoutMs: 100 },
      ]),
    )
    const edges = edgesOf((lanes[0] as Experiment['lanes'][0]).call)
    expect(edges.map(({ edge, parent, depth, perOrder }) => [edge.id, edge.protocol, parent, depth, perOrder])).toEqual(
      [
        ['e1', 'http', null, 1, 1],
        ['e1.1', 'grpc', 0, 2, 3],
        ['e1.2', 'tcp', 0, 2, 1],
        ['e1.2.1', 'sqs', 2, 3, 1],
        ['e1.3', 'http', 0, 2, 2],
        ['e1.4', 'mqtt', 0, 2, 1],
      ],
    )
    expect(edges.map(({ edge }) => edge.to.name)).toEqual([
      ...['orders', 'service-1-1', 'x', 'service-1-2-1', 'service-1-3', 'service-1-4'],
    ])
    expect(edges.map(({ edge }) => edge.timeoutMs)).toEqual([undefined, 2000, 2000, 2000, 2000, 100])
    expect(callsPerOrder((lanes[0] as Experiment['lanes'][0]).call)).toBe(9)
  })

  test.each<[string, unknown[], string]>([
    ['no protocol', [{}], 'lanes[0].service.calls[0].protocol: missing'],
    ['another protocol', [{ protocol: 'grcp' }], "calls[0].protocol: 'grcp' is not a protocol; did you mean 'grpc'?"],
    ['an unknown field', [{ protocol: 'grpc', service: {} }], "calls[0].service: 'service' is not known here"],
    ['no list in parallel', [{ parallel: { protocol: 'grpc' } }], 'calls[0].parallel: '],
    ['nothing in parallel', [{ parallel: [] }], 'calls[0].parallel: empty'],
    [
      'a bad option inside',
      [{ parallel: [{ protocol: 'tcp', options: { x: 1 } }] }],
      'calls[0].parallel[0].options.x: ',
    ],
    [
      'consumers of a broker without shared subscriptions',
      [{ protocol: 'mqtt', options: { consumers: 2 } }],
      "calls[0].options.consumers: 'consumers' is not an option of MQTT: a subscriber is one consumer",
    ],
    ['too many at once', [{ protocol: 'grpc', count: 101 }], 'calls[0].count: 101 is over the cap maxFanOut (100)'],
    ['a style it has not', [{ protocol: 'grpc', style: 'publish-subscribe' }], 'calls[0].style: '],
    ['a payload it cannot carry', [{ protocol: 'grpc', requestBytes: 1e9 }], 'calls[0].requestBytes: '],
    [
      'a service in its own tree',
      [{ protocol: 'grpc', to: { name: 'orders' } }],
      "calls[0].to.name: 'orders' would wait",
    ],
    ['replicas behind a queue', [{ protocol: 'sqs', to: { replicas: 2 } }], 'calls[0].to.replicas: SQS has no address'],
    ['too many replicas', [{ protocol: 'grpc', to: { replicas: 99 } }], 'calls[0].to.replicas: 99 is over the cap'],
    [
      'work inside out',
      [{ protocol: 'tcp', to: { work: { dist: 'uniform', minMs: 2, maxMs: 1 } } }],
      'to.work.maxMs: ',
    ],
    [
      'too many calls of one order',
      [{ protocol: 'grpc', count: 100, to: { calls: [{ protocol: 'grpc', count: 4 }] } }],
      'lanes[0]: one order makes too many calls, the caller’s own included: 501'.replace('’', "'"),
    ],
  ])('refuses %s with its field', (_what, calls, issue) => {
    expect(issuesOf(withCalls(calls)).join('\n')).toContain(issue)
  })

  test('goes eight deep and no deeper', () => {
    const at = (depth: number) => parseExperiment({ lanes: [{ id: 'a', protocol: 'http', service: chain(depth - 1) }] })
    expect(edgesOf((parsed(at(8)).lanes[0] as Experiment['lanes'][0]).call).at(-1)?.depth).toBe(8)
    expect(issuesOf(at(9)).join()).toContain('.calls: services that call 9 deep: 9 is over the cap maxDepth (8)')
  })

  test('refuses a list of calls that is written inside itself', () => {
    const yaml = `
lanes:
  - id: a
    protocol: http
    service: { name: x, calls: &calls [{ protocol: grpc, to: { name: y, calls: *calls } }] }
`
    expect(issuesOf(parseExperimentText(yaml)).join('\n')).toMatch(/calls\[0\]\.to\.calls: .*(cycle|deep)/)
  })

  test('is read to its cap and no further, however small it is written', () => {
    const wide = (depth: number): object[] =>
      Array.from({ length: 30 }, () => ({ protocol: 'grpc', ...(depth > 0 ? { to: { calls: wide(depth - 1) } } : {}) }))
    expect(issuesOf(withCalls(wide(2))).join('\n')).toContain('too many edges')
  })

  test('counts its calls where orders are counted', () => {
    const load = { durationS: 100, workload: { open: { rateRps: 100 } } }
    expect(issuesOf(withCalls([{ protocol: 'grpc', count: 50 }], load)).join()).toContain('maxOrders')
  })
})

describe('a fault on an edge', () => {
  const calls = [{ protocol: 'grpc' }, { protocol: 'sqs' }]
  const on = (target: { lane: string; edge?: string; leg?: 'produce' }, type: 'latency' | 'stop' = 'latency') =>
    withCalls(calls, { faults: [{ type, target }] })

  test('acts on the leg of that edge', () => {
    expect(parsed(on({ lane: 'a', edge: 'e1.1' })).faults[0]?.target).toEqual({ lane: 'a', edge: 'e1.1', leg: 'call' })
    expect(parsed(on({ lane: '*', edge: 'e1.2', leg: 'produce' })).faults[0]?.target).toMatchObject({ leg: 'produce' })
    expect(parsed(on({ lane: 'a', edge: 'e1.2' }, 'stop')).faults[0]?.target).toMatchObject({ part: 'service' })
  })

  test.each<[string, Parameters<typeof on>[0], string]>([
    ['an edge that the lane has not', { lane: 'a', edge: 'e1.3' }, "target.edge: 'e1.3' is not an edge of this lane"],
    ['no edge', { lane: 'a', edge: 'x' }, "target.edge: 'x' is not an edge, such as e1 or e1.2"],
    ['a leg left open', { lane: 'a', edge: 'e1.2' }, 'target.leg: missing; it may be produce or consume'],
    ['a leg of another edge', { lane: 'a', edge: 'e1.1', leg: 'produce' }, "target.leg: gRPC has no leg 'produce'"],
  ])('is refused on %s', (_what, target, issue) => {
    expect(issuesOf(on(target)).join()).toContain(issue)
  })
})
