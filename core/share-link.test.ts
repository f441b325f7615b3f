import { deflateRawSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { builtIns } from '#experiments/built-in.ts'
import { exampleExperiment } from './example.fixture.ts'
import type { Experiment } from './experiment.ts'
import { defaultLimits } from './limits.ts'
import { parseExperiment } from './parse-experiment.ts'
import { decodeShareLink, encodeShareLink, LONGEST_LINK } from './share-link.ts'
import type { WrittenLane } from './written.ts'
import { writtenFormOf } from './written-form.ts'

const LONGEST_BUILT_IN = 2_000

function reparsed(written: unknown): Experiment {
  const parsed = parseExperiment(written)
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues))
  return parsed.experiment
}

const linkOf = (bytes: Uint8Array) => `1.${Buffer.from(bytes).toString('base64url')}`

describe('a share link', () => {
  test.each(builtIns.map((experiment) => [experiment.id, experiment] as const))(
    'brings %s back, in 2 kB',
    async (_id, experiment) => {
      const link = await encodeShareLink(experiment)
      expect(link).toMatch(/^1\.[\w-]+$/)
      expect(`http://192.168.100.100:3000/bench?x=${link}`.length).toBeLessThanOrEqual(LONGEST_BUILT_IN)
      expect(reparsed(await decodeShareLink(link))).toEqual(experiment)
    },
  )

  test('brings any experiment back', async () => {
    await fc.assert(
      fc.asyncProperty(anyExperiment(), async (experiment) => {
        expect(reparsed(await decodeShareLink(await encodeShareLink(experiment)))).toEqual(experiment)
      }),
      { numRuns: 100 },
    )
  })

  test('leaves out what is so anyway', () => {
    const written = { lanes: [{ id: 'a', protocol: 'sqs' }], faults: [{ type: 'stop', target: { lane: 'a' } }] }
    expect(writtenFormOf(reparsed(written))).toEqual(written)
  })

  test.each([
    ['nothing', '', 'no-link', 'does not begin with a version'],
    ['no version', 'abc', 'no-link', 'does not begin with a version'],
    ['a version to come', '2.abc', 'version', 'its version is 2'],
    ['other characters', '1.a+b/', 'damaged', 'characters'],
    ['a length that base64 has not', '1.abcde', 'damaged', 'cut off'],
    ['bytes that are not deflated', linkOf(Buffer.from('not deflated at all')), 'damaged', 'cut off'],
    ['text that is not JSON', linkOf(deflateRawSync('{"lanes":')), 'not-json', 'not JSON'],
    ['bytes that are not UTF-8', linkOf(deflateRawSync(Buffer.from([0x22, 0xff, 0x22]))), 'not-json', 'not JSON'],
    ['too long a link', `1.${'a'.repeat(LONGEST_LINK)}`, 'too-long', 'longer than'],
  ])('refuses %s', async (_what, link, trouble, why) => {
    await expect(decodeShareLink(link)).rejects.toMatchObject({ trouble, message: expect.stringContaining(why) })
  })

  test('refuses a link that lost its end', async () => {
    const link = await encodeShareLink(exampleExperiment)
    for (let length = 2; length < link.length; length += 7) {
      await expect(decodeShareLink(link.slice(0, length)), `${length}`).rejects.toMatchObject({
        name: 'UnreadableLink',
      })
    }
  })

  test('stops inflating at 1 MiB', async () => {
    const bomb = deflateRawSync(Buffer.alloc(5 * 1024 * 1024, 0x20), { level: 9 })
    expect(linkOf(bomb).length).toBeLessThan(LONGEST_LINK)
    await expect(decodeShareLink(linkOf(bomb))).rejects.toThrow('more than 1048576 bytes')
  })

  test('never throws anything else', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string(), fc.uint8Array().map(linkOf)), async (text) => {
        await decodeShareLink(text).catch((error: Error) => expect(error.name).toBe('UnreadableLink'))
      }),
    )
  })
})

/** Parsed from what may be written, so that whatever the parser fills in is filled in. */
function anyExperiment(): fc.Arbitrary<Experiment> {
  const text = fc.oneof(
    fc.string({ maxLength: 20 }),
    fc.record({ ko: fc.string({ maxLength: 9 }), en: fc.constant('e') }),
  )
  const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 2 })
  const workload = fc.oneof(
    fc.record({
      open: fc.record({ rateRps: fc.integer({ min: 1, max: 50 }), arrival: fc.constantFrom('poisson', 'constant') }),
    }),
    fc.record({ closed: fc.record({ callers: fc.integer({ min: 1, max: 9 }) }) }),
  )
  const work = fc.constantFrom(
    { dist: 'constant', ms: 5 },
    { dist: 'uniform', minMs: 1, maxMs: 2 },
    { dist: 'lognormal', p99Ms: 20, p50Ms: 5 },
    { dist: 'lognormal', p50Ms: 5, p99Ms: 21 },
    { dist: 'quantiles', p50Ms: 5, p90Ms: 9, p99Ms: 21 },
  )
  const service = fc.record({
    work,
    concurrency: fc.constantFrom(1, 64),
    name: fc.constantFrom('orders', 'other'),
    cpu: fc.boolean(),
    overload: fc.constantFrom('shed', 'wait'),
    idempotent: fc.boolean(),
  })
  const publish = fc.oneof(
    fc.record({
      strategy: fc.constantFrom('publish-first', 'commit-first', 'outbox'),
      crash: fc.constantFrom('between', 'after'),
      crashAt: fc.integer({ min: 0, max: 3 }),
    }),
    fc.record({
      strategy: fc.constant('outbox'),
      relayBatch: fc.constantFrom(1, 10),
      restartMs: fc.constantFrom(0, 200),
    }),
  )
  const inner = fc.record(
    {
      protocol: fc.constantFrom('http', 'grpc', 'tcp'),
      count: fc.constantFrom(1, 3),
      timeoutMs: fc.constantFrom(2000, 500),
      responseBytes: fc.constantFrom(0, 99),
      requestBytes: fc.constantFrom(0, 256),
      to: fc.record({ replicas: fc.constantFrom(1, 2), calls: fc.constantFrom([], [{ protocol: 'sqs' }]) }),
    },
    { requiredKeys: ['protocol'] },
  )
  const step = fc.oneof(inner, fc.record({ parallel: fc.array(inner, { minLength: 1, maxLength: 2 }) }))
  const lane = fc.oneof(
    fc.record({
      protocol: fc.constant('http'),
      options: fc.record({ connection: fc.constantFrom('reuse', 'per-call'), connections: fc.constantFrom(1, 64) }),
      service,
    }),
    fc.record({ protocol: fc.constant('sqs'), options: fc.record({ consumers: fc.integer({ min: 1, max: 6 }) }) }),
    fc.record({ call: fc.record({ protocol: fc.constant('tcp'), to: service }) }),
    fc.record({ protocol: fc.constantFrom('sqs', 'mqtt'), publish }),
    fc.record({ protocol: fc.constant('grpc'), service: fc.record({ calls: fc.array(step, { maxLength: 3 }) }) }),
  )
  const more = fc.record({
    name: optional(text),
    caller: optional(
      fc.constantFrom<WrittenLane['caller'][]>(
        'non-blocking',
        { blocking: { slots: 8 } },
        { blocking: { slots: 1, queueLimit: 0 } },
      ),
    ),
    policy: optional(
      fc.constantFrom<WrittenLane['policy'][]>(
        {},
        { retry: {} },
        { retry: { attempts: 2, on: ['timeout'] } },
        { retry: { delayMs: 0 } },
        { retry: { on: ['unreachable', 'overloaded', 'timeout', 'reset', 'error'] } },
      ),
    ),
    timeoutMs: optional(fc.integer({ min: 1, max: 5000 })),
    workload: optional(workload),
  })
  const fault = fc.record({
    type: fc.constantFrom('latency', 'timeout', 'down'),
    target: fc.constantFrom({ lane: '*', leg: 'call' }, { lane: 'l0', leg: 'call' }, { lane: 'l1', leg: 'produce' }),
    stream: optional(fc.constantFrom('upstream', 'downstream')),
    toxicity: optional(fc.constantFrom(0, 0.5, 1)),
    atS: optional(fc.integer({ min: 0, max: 1 })),
  })
  return fc
    .record({
      id: optional(fc.constantFrom('experiment', 'mine')),
      title: optional(text),
      summary: optional(text),
      seed: optional(fc.integer({ min: 0, max: 9 })),
      durationS: optional(fc.constantFrom(2, 30)),
      workload: optional(workload),
      lanes: fc.array(fc.tuple(lane, more), { minLength: 1, maxLength: 4 }),
      faults: fc.array(fault, { maxLength: 4 }),
    })
    .map(({ lanes, faults, ...rest }) =>
      parseExperiment(
        {
          ...JSON.parse(JSON.stringify(rest)),
          lanes: lanes.map(([one, other], i) => ({ id: `l${i}`, ...one, ...JSON.parse(JSON.stringify(other)) })),
          faults: faults.map((one, i) => ({ id: `f${i}`, ...JSON.parse(JSON.stringify(one)) })),
        },
        { ...defaultLimits, maxOrders: 1e9 },
      ),
    )
    .filter((parsed) => parsed.ok)
    .map((parsed) => (parsed as Extract<typeof parsed, { ok: true }>).experiment)
}
