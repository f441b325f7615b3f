import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type CrashPoint,
  crashPoints,
  crashPointsOf,
  defaultCrashing,
  defaultRelay,
  type PublishSpec,
  type Strategy,
  strategies,
} from '#core/publishing.ts'
import { type Campaign, campaign, type Findings } from './campaign.fixture.ts'

function specOf(strategy: Strategy, more: Partial<PublishSpec> & { relayBatch?: number } = {}): PublishSpec {
  return { ...defaultCrashing, ...(strategy === 'outbox' ? defaultRelay : {}), ...more, strategy } as PublishSpec
}

const CAMPAIGNS = 80
const CAMPAIGNS_MS = 60_000

const duplicatesIn = ({ delivered }: Findings) => delivered.length - new Set(delivered).size

/** One order in hand at a time: each is over before the next comes. */
const oneByOne = { seed: 1, orders: 6, everyMs: 400, brokerLatencyMs: 4 }
/** What a crash at that point does to the one order in hand. */
type Harm = { ghosts: number; lost: number; duplicates: number; told: string; done: boolean }
const none = { ghosts: 0, lost: 0, duplicates: 0 }
const cases: [Strategy, CrashPoint, Harm][] = [
  ['publish-first', 'before', { ...none, told: 'reset', done: false }],
  ['publish-first', 'between', { ...none, ghosts: 1, told: 'reset', done: true }],
  ['publish-first', 'after', { ...none, told: 'reset', done: true }],
  ['commit-first', 'before', { ...none, told: 'reset', done: false }],
  ['commit-first', 'between', { ...none, lost: 1, told: 'reset', done: false }],
  ['commit-first', 'after', { ...none, told: 'reset', done: true }],
  ['outbox', 'before', { ...none, told: 'reset', done: false }],
  ['outbox', 'between', { ...none, told: 'reset', done: false }],
  ['outbox', 'after', { ...none, told: 'reset', done: true }],
  ['outbox', 'relay-before-publish', { ...none, told: 'ok', done: true }],
  ['outbox', 'relay-before-mark', { ...none, duplicates: 1, told: 'ok', done: true }],
]

describe('the process dies once, with one order in hand', () => {
  test('every point of every strategy is here', () => {
    const all = strategies.flatMap((strategy) => crashPointsOf[strategy].map((point) => `${strategy} ${point}`))
    const here = cases.map(([strategy, point]) => `${strategy} ${point}`)
    expect(here.toSorted()).toEqual(all.filter((one) => !one.endsWith(' never')).toSorted())
  })

  test.each(cases)('%s, %s', async (strategy, crash, harm) => {
    const found = await campaign({ ...oneByOne, spec: specOf(strategy, { crash, crashAt: 2, restartMs: 100 }) })
    const { counts, told, delivered, events, connects } = found
    expect({ ghosts: counts.ghosts, lost: counts.committedButLost, duplicates: duplicatesIn(found) }).toEqual({
      ghosts: harm.ghosts,
      lost: harm.lost,
      duplicates: harm.duplicates,
    })
    expect(told).toEqual(['ok', 'ok', harm.told, 'ok', 'ok', 'ok'])
    expect(delivered.includes(2)).toBe(harm.done)
    expect(counts.duplicated).toBe(harm.duplicates)
    expect(events.filter(({ type }) => type === 'crashed')).toEqual([
      { type: 'crashed', orderIds: ['run.lane.2'], crash: 1 },
    ])
    expect(events.filter(({ type }) => type === 'restarted')).toHaveLength(1)
    expect(connects).toBe(2)
  })

  test.each(strategies)('%s: without a crash all is committed, published and told, once', async (strategy) => {
    const { told, delivered, kept, counts, unpublished, connects } = await campaign({
      ...oneByOne,
      spec: specOf(strategy),
    })
    expect(told).toEqual(new Array(6).fill('ok'))
    expect([delivered, kept]).toEqual([
      [0, 1, 2, 3, 4, 5],
      [0, 1, 2, 3, 4, 5],
    ])
    expect([counts.ghosts, counts.committedButLost, unpublished, connects]).toEqual([0, 0, 0, 1])
  })

  test('while it is down callers are refused, and nothing of theirs is kept or published', async () => {
    const spec = specOf('commit-first', { crash: 'before', crashAt: 0, restartMs: 1000 })
    const { told, delivered, kept } = await campaign({ ...oneByOne, spec })
    expect(told).toEqual(['reset', 'unreachable', 'unreachable', 'ok', 'ok', 'ok'])
    expect([delivered, kept]).toEqual([
      [3, 4, 5],
      [3, 4, 5],
    ])
  })

  test('whoever else was in hand when it died goes with it', async () => {
    const spec = specOf('publish-first', { crash: 'before', crashAt: 2, restartMs: 100 })
    const { told, events, counts } = await campaign({ ...oneByOne, everyMs: 10, brokerLatencyMs: 30, spec })
    expect(told.slice(0, 3)).toEqual(['reset', 'reset', 'reset'])
    expect(events.find(({ type }) => type === 'crashed')).toMatchObject({
      orderIds: ['run.lane.0', 'run.lane.1', 'run.lane.2'],
    })
    expect(counts.ghosts).toBe(2)
  })

  test('a larger batch is published twice as a whole when it dies before the mark', async () => {
    const spec = specOf('outbox', { crash: 'relay-before-mark', crashAt: 3, relayBatch: 4 })
    const found = await campaign({ ...oneByOne, everyMs: 10, spec })
    expect(duplicatesIn(found)).toBe(4)
    expect(new Set(found.delivered)).toEqual(new Set([0, 1, 2, 3, 4, 5]))
  })
})

describe('a broker that cannot be reached', () => {
  const brokerDown: [number, number] = [2, 4]

  test('fails a publish-first and a commit-first order, of which only the second is in the database', async () => {
    const publishFirst = await campaign({ ...oneByOne, brokerDown, spec: specOf('publish-first') })
    const commitFirst = await campaign({ ...oneByOne, brokerDown, spec: specOf('commit-first') })
    for (const { told } of [publishFirst, commitFirst]) expect(told.slice(2, 4)).toEqual(['unreachable', 'unreachable'])
    expect(publishFirst.counts).toMatchObject({ ghosts: 0, committedButLost: 0 })
    expect(commitFirst.counts).toMatchObject({ ghosts: 0, committedButLost: 2 })
  })

  test('costs an outbox nothing but time, and not the order of its rows', async () => {
    const { told, delivered, counts } = await campaign({ ...oneByOne, brokerDown, spec: specOf('outbox') })
    expect(told).toEqual(new Array(6).fill('ok'))
    expect(delivered).toEqual([0, 1, 2, 3, 4, 5])
    expect(counts).toMatchObject({ ghosts: 0, committedButLost: 0 })
  })
})

test('a broker that does not answer in time leaves its publisher not knowing: that is a ghost, too', async () => {
  const { told, kept, counts } = await campaign({
    ...oneByOne,
    orders: 1,
    everyMs: 4000,
    brokerLatencyMs: 1500,
    callerTimeoutMs: 3000,
    spec: specOf('publish-first'),
  })
  expect([told, kept, counts.ghosts]).toEqual([['timeout'], [], 1])
})

test('a caller who leaves is told timeout, and the order is committed and published all the same', async () => {
  const found = await campaign({ ...oneByOne, callerTimeoutMs: 1, brokerLatencyMs: 100, spec: specOf('commit-first') })
  expect(new Set(found.told)).toEqual(new Set(['timeout']))
  expect(found.counts).toMatchObject({ ghosts: 0, committedButLost: 0 })
  expect(found.delivered).toEqual(found.kept)
})

const anySpec: fc.Arbitrary<PublishSpec> = fc
  .record({
    strategy: fc.constantFrom(...strategies),
    crash: fc.constantFrom(...crashPoints),
    crashAt: fc.integer({ min: -1, max: 10 }),
    crashRate: fc.constantFrom(0, 0.1, 0.5, 1),
    restartMs: fc.constantFrom(0, 5, 60),
    relayIntervalMs: fc.constantFrom(5, 30),
    relayBatch: fc.constantFrom(1, 3, 10),
  })
  .filter(({ strategy, crash }) => crashPointsOf[strategy].includes(crash))
  .map(({ relayIntervalMs, relayBatch, ...spec }) =>
    specOf(spec.strategy, { ...spec, ...(spec.strategy === 'outbox' ? { relayIntervalMs, relayBatch } : {}) }),
  )

const anyCampaign: fc.Arbitrary<Campaign> = fc.record({
  spec: anySpec,
  seed: fc.nat(),
  orders: fc.integer({ min: 1, max: 25 }),
  everyMs: fc.constantFrom(1, 7, 50),
  brokerLatencyMs: fc.constantFrom(2, 20, 90),
  callerTimeoutMs: fc.constantFrom(15, 2000),
  brokerDown: fc.constantFrom<[number, number]>([0, 0], [3, 6]),
})

test('whatever dies whenever, a strategy does only the harm that is in it, and the ledger says how much', {
  timeout: CAMPAIGNS_MS,
}, async () => {
  await fc.assert(
    fc.asyncProperty(anyCampaign, async (given) => {
      const found = await campaign(given)
      const { told, delivered, kept, events, counts } = found
      const { strategy } = given.spec
      const done = new Set(delivered)
      const inDatabase = new Set(kept)
      // It has come to rest, and everybody has been told something.
      expect([found.outstanding, found.unpublished]).toEqual([0, 0])
      expect(told).not.toContain('pending')
      // What it says of itself is what another hand finds in the file and at the broker.
      const said = (type: 'committed' | 'published') =>
        events.flatMap((event) => (event.type === type ? [Number(event.orderId.split('.')[2])] : []))
      expect(said('committed').toSorted()).toEqual(kept.toSorted())
      for (const seq of said('published')) expect(done).toContain(seq)
      // The ledger against a plain count.
      const ghosts = [...done].filter((seq) => !inDatabase.has(seq))
      const lost = kept.filter((seq) => !done.has(seq))
      expect(counts).toMatchObject({
        ghosts: ghosts.length,
        committedButLost: lost.length,
        duplicated: duplicatesIn(found),
      })
      // No strategy says yes to what is not in the database, or refuses what is, but for a broker that said no.
      for (const [seq, kind] of told.entries()) {
        if (kind === 'ok') expect(inDatabase).toContain(seq)
        if (kind === 'unreachable' && inDatabase.has(seq)) expect(strategy).toBe('commit-first')
      }
      if (strategy !== 'publish-first') expect(ghosts).toEqual([])
      if (strategy !== 'commit-first') expect(lost).toEqual([])
      if (strategy !== 'outbox') expect(duplicatesIn(found)).toBe(0)
      if (strategy === 'outbox') {
        // At least once, first in the order of their commits.
        expect([...done]).toEqual(kept)
      }
    }),
    { numRuns: CAMPAIGNS },
  )
})

test('crashes are drawn from the seed: the same campaign again is the same to the last event', async () => {
  const given = { ...oneByOne, orders: 30, everyMs: 9, spec: specOf('outbox', { crash: 'after', crashRate: 0.2 }) }
  const [first, second] = [await campaign(given), await campaign(given)]
  expect(second).toEqual(first)
  expect(first.events.filter(({ type }) => type === 'crashed').length).toBeGreaterThan(0)
  expect(await campaign({ ...given, seed: 2 })).not.toEqual(first)
})
