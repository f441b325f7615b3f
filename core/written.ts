/**
 * The form in which experiments are written: what may stand where, and what each field means. What fits together is
 * parse-experiment's.
 */
import type { z } from 'zod'
import { check, listOf, numberIn, oneOf, optional, says, strict, textUpTo } from './checks.ts'
import {
  DEFAULT_CALLER,
  DEFAULT_DURATION_S,
  DEFAULT_ID,
  DEFAULT_MODE,
  DEFAULT_PAYLOAD_BYTES,
  DEFAULT_SEED,
  DEFAULT_TIMEOUT_MS,
  defaultWorkload,
} from './defaults.ts'
import { modes } from './experiment.ts'
import { LONGEST_TIMEOUT_MS, protocol, served, sizes, spoken } from './written-edge.ts'
import { writtenFault } from './written-fault.ts'
import { id, LONGEST_NAME } from './written-ids.ts'
import { writtenPublish } from './written-publish.ts'
import { writtenThresholds } from './written-thresholds.ts'
import { caller, writtenWorkload } from './written-workload.ts'

const LONGEST_SUMMARY = 2000

const publish = optional(
  writtenPublish,
  'over a broker: an order service with a database takes the orders, commits them and publishes them',
)

const lane = strict({
  id: says(id, 'the name of the lane in faults and thresholds'),
  name: optional(textUpTo(LONGEST_NAME), "shown on the screen; by default the protocol's name"),
  protocol: protocol.optional(),
  ...spoken,
  publish,
  ...sizes,
  service: served,
  caller: optional(caller, 'who waits: nobody, or the slots of a pool', { default: DEFAULT_CALLER }),
  timeoutMs: optional(
    numberIn({ min: 1, max: LONGEST_TIMEOUT_MS }),
    'how long a caller waits before it gives up, from the actual send; of each attempt',
    { unit: 'ms', default: DEFAULT_TIMEOUT_MS },
  ),
  workload: optional(writtenWorkload, "this lane's own load; by default the experiment's"),
  call: optional(
    strict({
      id: optional(oneOf(['e1'], 'an edge'), 'the name of this edge', { default: 'e1' }),
      protocol,
      ...spoken,
      publish,
      ...sizes,
      to: served,
    }),
    'the long form of `protocol`, `style`, `options`, `policy`, `publish`, the sizes and `service`: write one or the other',
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
