/** Services that call services, over real sockets: what they did is what the ledger, the frames and the tree say. */
import { describe, expect, test } from 'vitest'
import { edgesOf } from '#core/call-path.ts'
import type { CallNode } from '#core/call-tree.ts'
import type { Experiment } from '#core/experiment.ts'
import { lifeOf } from '#core/life.ts'
import { parseExperiment } from '#core/parse-experiment.ts'
import type { RunEvent } from '#core/run.ts'
import { createRunView, foldEvents } from '#core/run-view.ts'
import { summarize } from '#core/summary.ts'
import type { KeptTrail } from '#server/runs/kept-trails.ts'
import { decodeTrails } from '#server/runs/kept-trails.ts'
import { Run } from '#server/runs/run.ts'

const quick = { dist: 'constant', ms: 1 }
/** Whoever is kept waiting by the machine does not give up. */
const patient = { timeoutMs: 20_000 }

function experimentOf(service: object, more: object = {}): Experiment {
  const parsed = parseExperiment({
    durationS: 2,
    workload: { open: { rateRps: 10, arrival: 'constant' } },
    lanes: [{ id: 'shop', protocol: 'http', timeoutMs: 20_000, service: { work: quick, ...service } }],
    ...more,
  })
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues))
  return parsed.experiment
}

async function ran(experiment: Experiment) {
  const events: RunEvent[] = []
  let kept: KeptTrail[] = []
  const run = new Run({
    id: 'chains',
    experiment,
    maxOrdersPerLane: 1000,
    external: {},
    onEvent: (event) => void events.push(event),
    async keepTrails(trails) {
      kept = trails
    },
  })
  await run.start()
  await run.over
  const view = createRunView(experiment)
  foldEvents(view, events)
  const [lane] = summarize(view).lanes
  if (!lane) throw new Error('no lane')
  const trail = decodeTrails(kept).get('shop')
  if (!trail) throw new Error('no trail')
  const lives = Array.from({ length: trail.orders }, (_, seq) => {
    const life = lifeOf(trail, 'shop', seq)
    if (!life) throw new Error(`no order ${seq}`)
    return life
  })
  return { run, view, lane, lives, trail }
}

/** Every call in a tree, itself included. */
function* callsIn(node: CallNode): Generator<CallNode> {
  yield node
  for (const { executions } of node.attempts)
    for (const { calls } of executions) for (const call of calls) yield* callsIn(call)
}

describe('services that call services', () => {
  test('over HTTP, gRPC and a queue do what they are asked, and all of it is told', { timeout: 60_000 }, async () => {
    const experiment = experimentOf({
      name: 'gateway',
      calls: [
        { protocol: 'grpc', ...patient, responseBytes: 2000, to: { name: 'customers', work: quick } },
        {
          parallel: [
            { protocol: 'tcp', ...patient, count: 3, to: { name: 'stock', work: quick, replicas: 2 } },
            {
              protocol: 'graphql',
              ...patient,
              to: { name: 'payments', work: quick, calls: [{ protocol: 'sqs', ...patient }] },
            },
          ],
        },
      ],
    })
    const { run, view, lane, lives, trail } = await ran(experiment)
    expect(run.state).toMatchObject({ is: 'finished' })
    expect(lane.sent).toBeGreaterThan(15)
    expect(lane.ledger.table.acknowledged.completed).toBe(lane.sent)
    expect(lane.ledger).toMatchObject({ duplicated: 0, outside: 0, partlyDone: 0 })
    // Each edge was called, and each service behind it executed, as often as the tree says.
    const call = experiment.lanes[0]?.call
    if (!call) throw new Error('no lane')
    for (const { edge, perOrder } of edgesOf(call)) {
      const { calls, attempts, ok, executed, inFlight, active, bytes } = lane.edges[
        edge.id
      ] as (typeof lane.edges)[string]
      const n = perOrder * lane.sent
      expect({ calls, attempts, ok, executed, inFlight, active }, edge.id).toEqual({
        ...{ calls: n, attempts: n, ok: n, executed: n, inFlight: 0, active: 0 },
      })
      expect(bytes.up, edge.id).toBeGreaterThan(0)
    }
    expect(lane.edges['e1.1']?.bytes.down).toBeGreaterThan(2000 * lane.sent)
    // What the frames of all edges count, the journals have said one by one.
    const recounted = new Map<number, number>()
    for (const { kind, hop } of trail.all())
      if (kind === 'executed') recounted.set(hop?.edge ?? -1, (recounted.get(hop?.edge ?? -1) ?? 0) + 1)
    expect([...recounted.values()].reduce((sum, n) => sum + n, 0)).toBe(7 * lane.sent)
    expect(Object.values(view.lanes.shop?.edges ?? {}).map(({ executed }) => executed)).toEqual([
      ...edgesOf(call).map(({ index }) => recounted.get(index)),
    ])
    // Completed is when the last of them was: the queue behind is after the caller was told.
    for (const life of lives) {
      expect(life).toMatchObject({ verdict: 'acknowledged', work: 'completed', executions: 7, duplicates: 0 })
      const calls = [...callsIn(life.tree as CallNode)]
      expect(calls.map(({ edge, call: number }) => `${edge}#${number}`).sort()).toEqual([
        ...['e1#0', 'e1.1#0', 'e1.2#0', 'e1.2#1', 'e1.2#2', 'e1.3#0', 'e1.3.1#0'],
      ])
      for (const { attempts, others, outcome } of calls) {
        expect({
          outcome,
          others,
          executed: attempts.map(({ executions }) => executions.map(({ end }) => end)),
        }).toEqual({
          ...{ outcome: 'ok', others: [], executed: [['executed']] },
        })
      }
    }
  })

  test('stop at the first that fails, and say what was done before it', { timeout: 60_000 }, async () => {
    const { lane, lives } = await ran(
      experimentOf({
        calls: [
          { protocol: 'grpc', ...patient, to: { name: 'payments', work: quick } },
          { protocol: 'tcp', ...patient, to: { name: 'stock', work: quick, poisonEvery: 1 } },
          { protocol: 'grpc', to: { name: 'mail', work: quick } },
        ],
      }),
    )
    expect(lane.ledger.table.refused.discarded).toBe(lane.sent)
    expect(lane.ledger.partlyDone).toBe(lane.sent)
    expect(lane.edges['e1.1']).toMatchObject({ executed: lane.sent, ok: lane.sent })
    expect(lane.edges['e1.2']).toMatchObject({ executed: 0, failed: lane.sent })
    expect(lane.edges['e1.3']).toMatchObject({ calls: 0 })
    expect(new Set(lives.map(({ ended }) => ended))).toEqual(new Set(['stopped-on-the-path']))
  })

  test('a call that is tried again does again what had been done', {
    timeout: 90_000,
  }, async () => {
    const slow = { dist: 'constant', ms: 400 }
    const { lane, lives } = await ran(
      experimentOf(
        {
          calls: [
            {
              protocol: 'grpc',
              timeoutMs: 150,
              policy: { retry: { attempts: 2, delayMs: 0, on: ['timeout'] } },
              to: { name: 'slow', work: slow },
            },
          ],
        },
        { workload: { open: { rateRps: 4, arrival: 'constant' } } },
      ),
    )
    // What was begun is finished, however late: done twice where both tries had begun, and told to have failed.
    expect(lane.edges['e1.1']).toMatchObject({ calls: lane.sent, attempts: 2 * lane.sent, ok: 0 })
    expect(lane.ledger.table.refused.discarded).toBe(lane.sent)
    expect(lane.ledger.duplicated).toBeGreaterThan(0)
    const done = lives.map(({ tree }) => {
      const behind = tree?.attempts[0]?.executions[0]?.calls[0]
      expect(behind?.attempts.map(({ outcome }) => outcome)).toEqual(['timeout', 'timeout'])
      return (
        behind?.attempts.flatMap(({ executions }) => executions.filter(({ end }) => end === 'executed')).length ?? 0
      )
    })
    expect(done.reduce((sum, n) => sum + n, 0)).toBe(lane.edges['e1.1']?.executed)
    expect(done.reduce((sum, n) => sum + Math.max(0, n - 1), 0)).toBe(lane.ledger.duplicated)
  })

  test('functions, a database and a busy processor live where they hold up nobody else', {
    timeout: 60_000,
  }, async () => {
    const { lane } = await ran(
      experimentOf({
        calls: [
          {
            protocol: 'in-process',
            ...patient,
            to: {
              name: 'rules',
              work: quick,
              calls: [{ protocol: 'grpc', ...patient, to: { name: 'tax', work: quick } }],
            },
          },
          { protocol: 'http', ...patient, to: { name: 'ledger', idempotent: true, work: quick } },
          { protocol: 'in-process', style: 'one-way', to: { name: 'hash', cpu: true, work: quick } },
        ],
      }),
    )
    expect(lane.ledger.table.acknowledged.completed).toBe(lane.sent)
    for (const edge of Object.values(lane.edges)) expect(edge.executed).toBe(lane.sent)
  })
})
