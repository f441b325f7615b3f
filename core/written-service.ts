/** Who does the work, as written: how long it takes, how many at once, and what happens to the next. */
import { z } from 'zod'
import { check, isPlainObject, numberIn, oneOf, optional, refused, says, strict, yesOrNo } from './checks.ts'
import { defaultService, LONGEST_QUEUE } from './defaults.ts'
import { overloads } from './experiment.ts'
import { notOneOf } from './issue.ts'
import { LONGEST_NAME } from './written-ids.ts'

const LONGEST_WORK_MS = 60_000

function duration(description: string, min = 0) {
  return says(numberIn({ min, max: LONGEST_WORK_MS }), description, { unit: 'ms' })
}

/** Where quotients of quantiles are taken. */
const SHORTEST_MS = 0.001

const distributions = ['constant', 'uniform', 'exponential', 'lognormal', 'quantiles']

const work = z.discriminatedUnion(
  'dist',
  [
    strict({ dist: z.literal('constant'), ms: duration('every piece of work takes this long') }),
    strict({ dist: z.literal('uniform'), minMs: duration('shortest'), maxMs: duration('longest') }),
    strict({ dist: z.literal('exponential'), meanMs: duration('mean') }),
    strict({
      dist: z.literal('lognormal'),
      p50Ms: duration('median', SHORTEST_MS),
      p99Ms: duration('99th percentile', SHORTEST_MS),
    }),
    strict({
      dist: z.literal('quantiles'),
      p50Ms: duration('median', SHORTEST_MS),
      p90Ms: duration('90th percentile', SHORTEST_MS),
      p99Ms: duration('99th percentile; the tail beyond it is exponential', SHORTEST_MS),
    }),
  ],
  {
    error: ({ input }) =>
      isPlainObject(input)
        ? notOneOf(input.dist, 'a distribution', distributions)
        : refused('a distribution, such as {dist: constant, ms: 5}')({ input }),
  },
)

export const service = strict({
  name: optional(
    check<string>(
      (value) => typeof value === 'string' && value.length > 0 && value.length <= LONGEST_NAME,
      `a name of 1 to ${LONGEST_NAME} characters`,
      { type: 'string', minLength: 1, maxLength: LONGEST_NAME },
    ),
    'what the service is called',
    { default: defaultService.name },
  ),
  work: optional(work, 'how long the work of one order takes', { default: defaultService.work }),
  cpu: optional(
    yesOrNo(),
    'the work keeps the thread of the service busy (one order after the other, nothing else runs meanwhile) instead of waiting',
    { default: defaultService.cpu },
  ),
  concurrency: optional(numberIn({ min: 1, max: 10_000, integer: true }), 'orders worked on at once', {
    unit: 'orders',
    default: defaultService.concurrency,
  }),
  queueLimit: optional(
    numberIn({ min: 0, max: LONGEST_QUEUE, integer: true }),
    'orders that may wait for a place; the next meets `overload`',
    { unit: 'orders', default: defaultService.queueLimit },
  ),
  replicas: optional(
    numberIn({ min: 1, integer: true }),
    'how many of it there are, each with places and a queue of its own; who calls it takes them in turn',
    { default: 1, cap: 'maxReplicas' },
  ),
  overload: optional(
    oneOf(overloads, 'an answer to overload'),
    `shed: what finds the queue full is refused as overloaded; wait: it is let in all the same, up to ${LONGEST_QUEUE} orders`,
    { default: defaultService.overload },
  ),
  idempotent: optional(
    yesOrNo(),
    'an order that is known already, by its id, is answered with its receipt and not worked on again; kept in a database file of the run',
    { default: defaultService.idempotent },
  ),
  poisonEvery: optional(
    numberIn({ min: 0, max: 1_000_000, integer: true }),
    'every so many orders there is one whose work fails however often it is tried; 0 for none',
    { unit: 'orders', default: defaultService.poisonEvery },
  ),
  calls: optional(
    // Each is read by itself, as deep as they go: see written-calls.ts.
    check<unknown[]>((value) => Array.isArray(value), 'a list', { type: 'array' }),
    'whom it calls for each order after its own work, one after the other, `{parallel: […]}` at once; see below',
    { default: [] },
  ),
})

export type WrittenService = z.infer<typeof service>
