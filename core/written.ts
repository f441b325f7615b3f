/**
 * The form in which experiments are written: what may stand where, and what each field means. What fits together is
 * parse-experiment's.
 */
import { z } from 'zod'
import {
  anyText,
  check,
  isPlainObject,
  listOf,
  numberIn,
  oneOf,
  optional,
  refused,
  says,
  strict,
  textUpTo,
  yesOrNo,
} from './checks.ts'
import {
  DEFAULT_ARRIVAL,
  DEFAULT_CALLER,
  DEFAULT_CALLER_QUEUE_LIMIT,
  DEFAULT_DURATION_S,
  DEFAULT_ID,
  DEFAULT_MODE,
  DEFAULT_PAYLOAD_BYTES,
  DEFAULT_SEED,
  DEFAULT_STREAM,
  DEFAULT_TIMEOUT_MS,
  DEFAULT_TOXICITY,
  defaultService,
  defaultWorkload,
  LONGEST_QUEUE,
} from './defaults.ts'
import { arrivals, modes, NON_BLOCKING, overloads, parts } from './experiment.ts'
import { faultTypes } from './faults.ts'
import { type Issues, notOneOf, type Path } from './issue.ts'
import { legs, protocolIds, styles } from './protocols.ts'
import { writtenPolicy } from './written-policy.ts'
import { writtenPublish } from './written-publish.ts'
import { writtenShape } from './written-shape.ts'
import { writtenThresholds } from './written-thresholds.ts'

const MINUTE_MS = 60_000
const MOST_WINDOWS = 100
const LONGEST_NAME = 100
const LONGEST_SUMMARY = 2000
const ID = /^[a-z0-9][a-z0-9-]{0,31}$/

const id = check<string>(
  (value) => typeof value === 'string' && ID.test(value),
  'an id: 1 to 32 small letters, digits and hyphens, not beginning with a hyphen',
  { type: 'string', pattern: ID.source },
)

/** As deep as a lane may be asked to be. */
const EDGE_ID = /^e1(\.[1-9]\d{0,2}){0,15}$/
const edgeId = check<string>(
  (value) => typeof value === 'string' && EDGE_ID.test(value),
  'an edge, such as e1 or e1.2',
  { type: 'string', pattern: EDGE_ID.source },
)

/** Checked later against the rows of its protocol or fault. */
const settings = check<Record<string, unknown>>(isPlainObject, 'an object', { type: 'object' })

function duration(description: string, min = 0) {
  return says(numberIn({ min, max: MINUTE_MS }), description, { unit: 'ms' })
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

const step = strict({
  atS: says(numberIn({ min: 0.1 }), 'from when on, in load time', { unit: 's' }),
  rateRps: says(numberIn({ min: 0.1 }), 'orders offered a second from then on', {
    unit: 'orders/s',
    cap: 'maxRateRps',
  }),
})

export const writtenWorkload = strict({
  open: optional(
    strict({
      rateRps: says(numberIn({ min: 0 }), 'orders offered a second, whether or not earlier ones were answered', {
        unit: 'orders/s',
        cap: 'maxRateRps',
      }),
      arrival: optional(oneOf(arrivals, 'an arrival process'), 'how arrivals are spread in time', {
        default: DEFAULT_ARRIVAL,
      }),
      steps: optional(listOf(step), 'other rates later on, `[{atS, rateRps}, …]` in the order of time'),
      shape: says(writtenShape, 'how the rate moves, instead of `steps`: one of the shapes below').optional(),
    }),
    'arrivals that do not wait for replies',
  ),
  closed: optional(
    strict({
      callers: says(numberIn({ min: 1, integer: true }), 'callers, each of which sends when its last reply is in', {
        unit: 'callers',
        cap: 'maxCallers',
      }),
    }),
    'callers that wait for each reply before they send again',
  ),
})

const protocol = says(oneOf(protocolIds, 'a protocol'), 'what is spoken between caller and service')
const style = oneOf(styles, 'a style')
const STYLE = "the interaction style; by default the protocol's own"
const OPTIONS = "the protocol's own options"
const POLICY = 'what a caller does besides sending once; by default nothing'
const SERVICE = 'the service that does the work'
const PUBLISH = 'over a broker: an order service with a database takes the orders, commits them and publishes them'

/** What every edge has, whoever calls: a lane's shorthand, its long form, and a service that calls others. */
const sizes = {
  requestBytes: optional(
    numberIn({ min: 0, integer: true }),
    'padding of each request here; by default `payloadBytes`',
    {
      unit: 'bytes',
      cap: 'maxPayloadBytes',
    },
  ),
  responseBytes: optional(numberIn({ min: 0, integer: true }), 'padding of each receipt here', {
    unit: 'bytes',
    default: 0,
    cap: 'maxPayloadBytes',
  }),
}

/** What a service calls. */
export const callShape = {
  id: optional(edgeId, 'the name of this edge: what its place makes it, so it may be left out'),
  protocol,
  style: optional(style, STYLE),
  options: optional(settings, OPTIONS),
  policy: optional(writtenPolicy, POLICY),
  count: optional(
    numberIn({ min: 1, integer: true }),
    'how often for each order: one after the other, or at once where it is parallel',
    { default: 1, cap: 'maxFanOut' },
  ),
  timeoutMs: optional(
    numberIn({ min: 1, max: 2 * MINUTE_MS }),
    'how long the service waits before it gives up; of each attempt',
    { unit: 'ms', default: DEFAULT_TIMEOUT_MS },
  ),
  ...sizes,
  to: optional(service, SERVICE),
}

const blocking = strict({
  slots: says(
    numberIn({ min: 1, max: 10_000, integer: true }),
    'orders out at once; each holds its slot to its verdict',
    {
      unit: 'orders',
    },
  ),
  queueLimit: optional(
    numberIn({ min: 0, max: 100_000, integer: true }),
    'orders that may wait for a slot, first in first out; the next is rejected',
    { unit: 'orders', default: DEFAULT_CALLER_QUEUE_LIMIT },
  ),
})

const caller = z.union(
  [z.literal(NON_BLOCKING), strict({ blocking: says(blocking, 'callers of a pool, such as threads that wait') })],
  { error: refused(`'${NON_BLOCKING}' or {blocking: {slots, queueLimit}}`) },
)

const lane = strict({
  id: says(id, 'the name of the lane in faults and thresholds'),
  name: optional(textUpTo(LONGEST_NAME), "shown on the screen; by default the protocol's name"),
  protocol: protocol.optional(),
  style: optional(style, STYLE),
  options: optional(settings, OPTIONS),
  policy: optional(writtenPolicy, POLICY),
  publish: optional(writtenPublish, PUBLISH),
  ...sizes,
  service: optional(service, SERVICE),
  caller: optional(caller, 'who waits: nobody, or the slots of a pool', { default: DEFAULT_CALLER }),
  timeoutMs: optional(
    numberIn({ min: 1, max: 2 * MINUTE_MS }),
    'how long a caller waits before it gives up, from the actual send; of each attempt',
    { unit: 'ms', default: DEFAULT_TIMEOUT_MS },
  ),
  workload: optional(writtenWorkload, "this lane's own load; by default the experiment's"),
  call: optional(
    strict({
      id: optional(oneOf(['e1'], 'an edge'), 'the name of this edge', { default: 'e1' }),
      protocol,
      style: optional(style, STYLE),
      options: optional(settings, OPTIONS),
      policy: optional(writtenPolicy, POLICY),
      publish: optional(writtenPublish, PUBLISH),
      ...sizes,
      to: optional(service, SERVICE),
    }),
    'the long form of `protocol`, `style`, `options`, `policy`, `publish`, the sizes and `service`: write one or the other',
  ),
})

export const writtenFault = strict({
  id: optional(id, 'the name of the fault in thresholds; by default its type, with hyphens'),
  type: says(oneOf(faultTypes, 'a fault'), 'what goes wrong'),
  target: says(
    strict({
      lane: says(
        anyText("a lane's id, or * for every lane"),
        "a lane's id, or `*` for every lane that has such a place",
      ),
      edge: optional(
        edgeId,
        'the edge of the lane: `e1` is its caller’s, `e1.2` the second that the service behind it calls',
        {
          default: 'e1',
        },
      ),
      leg: optional(
        oneOf(legs, 'a leg'),
        'the wire that a link fault acts on; needed where the lane has more than one',
      ),
      part: optional(
        oneOf(parts, 'a part'),
        'what a fault acts on that is none of a link; by default what its row below says',
      ),
    }),
    'where it goes wrong',
  ),
  stream: optional(
    oneOf(['upstream', 'downstream', 'both'], 'a direction'),
    'which way a link fault acts: upstream is from caller to service; a `network` acts both ways by default',
    { default: DEFAULT_STREAM },
  ),
  toxicity: optional(numberIn({ min: 0, max: 1 }), 'share of decisions that hit', {
    unit: 'share',
    default: DEFAULT_TOXICITY,
  }),
  attributes: optional(settings, "the fault's own attributes"),
  atS: optional(numberIn({ min: 0 }), 'when it is set, in load time; without it the fault is on from the start', {
    unit: 's',
  }),
  forS: optional(numberIn({ min: 0.001 }), 'how long it lasts; without it, to the end of the load', { unit: 's' }),
  everyS: optional(numberIn({ min: 0.1 }), 'it comes again so long after it came, to the end of the load', {
    unit: 's',
  }),
  atRandom: optional(
    numberIn({ min: 1, max: MOST_WINDOWS, integer: true }),
    'how many times it comes, at moments that the seed names, from `atS` on',
    { unit: 'times' },
  ),
})

export const writtenExperiment = strict({
  v: optional(
    check<1>((value) => value === 1, 'the version 1', { const: 1 }),
    'version of this form',
    { default: 1 },
  ),
  id: optional(id, 'the name of the experiment in addresses', { default: DEFAULT_ID }),
  title: optional(textUpTo(LONGEST_NAME), 'its title; by default its id'),
  summary: optional(textUpTo(LONGEST_SUMMARY), 'what it shows, in a sentence or two', { default: '' }),
  seed: optional(
    numberIn({ min: 0, max: 2 ** 32 - 1, integer: true }),
    'every random choice of a run comes from this',
    {
      default: DEFAULT_SEED,
    },
  ),
  mode: optional(
    oneOf(modes, 'a mode'),
    'how lanes share time: all at once, or in turns of 2 s, each for all of `durationS`',
    { default: DEFAULT_MODE },
  ),
  durationS: optional(numberIn({ min: 0.1 }), 'how long the load lasts', {
    unit: 's',
    default: DEFAULT_DURATION_S,
    cap: 'maxDurationS',
  }),
  payloadBytes: optional(numberIn({ min: 0, integer: true }), 'padding of each order, before encoding', {
    unit: 'bytes',
    default: DEFAULT_PAYLOAD_BYTES,
    cap: 'maxPayloadBytes',
  }),
  workload: optional(writtenWorkload, 'how orders arrive on every lane that does not say otherwise', {
    default: defaultWorkload,
  }),
  lanes: says(listOf(lane), 'ways of doing the same work, side by side', { cap: 'maxLanes' }),
  faults: optional(listOf(writtenFault), 'what goes wrong, where and when', { default: [], cap: 'maxFaults' }),
  thresholds: optional(
    writtenThresholds,
    "what the run must have shown: `lane.metric op value [during fault] [abortOnFail]`, or k6's `p(99)<200`",
    {
      default: [],
    },
  ),
})

export type WrittenExperiment = z.infer<typeof writtenExperiment>
export type WrittenLane = z.infer<typeof lane>
export type WrittenFault = z.infer<typeof writtenFault>
export type WrittenWorkload = z.infer<typeof writtenWorkload>
export type WrittenCaller = z.infer<typeof caller>
export type WrittenService = z.infer<typeof service>

/** The input in its written form, or null and issues whose messages are ready to be read. */
export function readWritten<S extends z.ZodType>(
  schema: S,
  input: unknown,
  issues: Pick<Issues, 'add'>,
): z.infer<S> | null {
  const result = schema.safeParse(input)
  if (result.success) return result.data
  for (const issue of result.error.issues) collect(issue, issue.path, issues)
  return null
}

function collect(issue: z.core.$ZodIssue, path: Path, issues: Pick<Issues, 'add'>): void {
  if (issue.code === 'invalid_union') {
    // Of several forms, the one that was meant is the one whose inside was read.
    const meant = issue.errors.find((inside) => inside.some((one) => one.path.length > 0))
    if (meant) {
      for (const one of meant) collect(one, [...path, ...one.path], issues)
      return
    }
  }
  if (issue.code !== 'unrecognized_keys') {
    issues.add(path, issue.message)
    return
  }
  const lines = issue.message.split('\n')
  issue.keys.forEach((key, i) => {
    issues.add([...path, key], lines[i] ?? issue.message)
  })
}
