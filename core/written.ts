/** The form in which experiments are written: what may stand where. What fits together is parse-experiment's. */
import { z } from 'zod'
import { arrivals } from './experiment.ts'
import { faultTypes } from './faults.ts'
import { type Issues, notOneOf, type Path, show } from './issue.ts'
import { legs, protocolIds, styles } from './protocols.ts'
import type { Text } from './text.ts'

const MINUTE_MS = 60_000
const LONGEST_NAME = 100
const LONGEST_SUMMARY = 2000
const ID = /^[a-z0-9][a-z0-9-]{0,31}$/

/** Why `input` is refused; `undefined` input means that it is missing. */
function refused(allowed: string) {
  return ({ input }: { input?: unknown }) =>
    input === undefined ? `missing; it must be ${allowed}` : `${show(input)} is not ${allowed}`
}

function check<T>(fits: (value: unknown) => boolean, allowed: string) {
  return z.custom<T>(fits, { error: refused(allowed) })
}

function oneOf<T extends string>(values: readonly T[], noun: string) {
  return z.custom<T>((value) => values.includes(value as T), {
    error: ({ input }) => notOneOf(input, noun, values),
  })
}

interface Range {
  min: number
  max?: number
  integer?: boolean
}

function numberIn({ min, max = Number.MAX_SAFE_INTEGER, integer = false }: Range) {
  const kind = integer ? 'a whole number' : 'a number'
  const allowed = max === Number.MAX_SAFE_INTEGER ? `${kind}, ${min} or more` : `${kind} from ${min} to ${max}`
  const fits = (value: unknown) =>
    typeof value === 'number' && value >= min && value <= max && (!integer || Number.isInteger(value))
  return check<number>(fits, allowed)
}

function strict<S extends z.ZodRawShape>(shape: S) {
  const known = Object.keys(shape)
  return z.strictObject(shape, {
    // One line for each unknown key; `collect` gives each its path.
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((key) => notOneOf(key, 'known here', known)).join('\n')
        : refused(`an object with ${known.join(', ')}`)(issue),
  })
}

function listOf<S extends z.ZodType>(item: S) {
  return z.array(item, { error: refused('a list') })
}

const id = check<string>(
  (value) => typeof value === 'string' && ID.test(value),
  'an id: 1 to 32 small letters, digits and hyphens, not beginning with a hyphen',
)

function textUpTo(longest: number) {
  const fits = (value: unknown) => typeof value === 'string' && value.length <= longest
  return check<string | Text>(
    (value) =>
      fits(value) ||
      (isPlainObject(value) && Object.keys(value).sort().join() === 'en,ko' && fits(value.ko) && fits(value.en)),
    `a text of at most ${longest} characters, or one each as {ko, en}`,
  )
}

/** Checked later against the rows of its protocol or fault. */
const settings = check<Record<string, unknown>>(isPlainObject, 'an object')

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

const durationMs = numberIn({ min: 0, max: MINUTE_MS })

const work = z.discriminatedUnion(
  'dist',
  [
    strict({ dist: z.literal('constant'), ms: durationMs }),
    strict({ dist: z.literal('uniform'), minMs: durationMs, maxMs: durationMs }),
    strict({ dist: z.literal('exponential'), meanMs: durationMs }),
    strict({
      dist: z.literal('lognormal'),
      p50Ms: numberIn({ min: 0.001, max: MINUTE_MS }),
      p99Ms: numberIn({ min: 0.001, max: MINUTE_MS }),
    }),
  ],
  {
    error: ({ input }) =>
      isPlainObject(input)
        ? notOneOf(input.dist, 'a distribution', ['constant', 'uniform', 'exponential', 'lognormal'])
        : refused('a distribution, such as {dist: constant, ms: 5}')({ input }),
  },
)

const service = strict({
  name: check<string>(
    (value) => typeof value === 'string' && value.length > 0 && value.length <= LONGEST_NAME,
    `a name of 1 to ${LONGEST_NAME} characters`,
  ).optional(),
  work: work.optional(),
  concurrency: numberIn({ min: 1, max: 10_000, integer: true }).optional(),
  queueLimit: numberIn({ min: 0, max: 100_000, integer: true }).optional(),
})

export const writtenWorkload = strict({
  open: strict({
    rateRps: numberIn({ min: 0.1 }),
    arrival: oneOf(arrivals, 'an arrival process').optional(),
  }).optional(),
  closed: strict({ callers: numberIn({ min: 1, integer: true }) }).optional(),
})

const protocol = oneOf(protocolIds, 'a protocol')
const style = oneOf(styles, 'a style')

const lane = strict({
  id,
  name: textUpTo(LONGEST_NAME).optional(),
  protocol: protocol.optional(),
  style: style.optional(),
  options: settings.optional(),
  service: service.optional(),
  timeoutMs: numberIn({ min: 1, max: 2 * MINUTE_MS }).optional(),
  workload: writtenWorkload.optional(),
  call: strict({
    id: oneOf(['e1'], 'an edge').optional(),
    protocol,
    style: style.optional(),
    options: settings.optional(),
    to: service.optional(),
  }).optional(),
})

export const writtenFault = strict({
  id: id.optional(),
  type: oneOf(faultTypes, 'a fault'),
  target: strict({
    lane: check<string>((value) => typeof value === 'string', "a lane's id, or * for every lane"),
    edge: oneOf(['e1'], 'an edge').optional(),
    leg: oneOf(legs, 'a leg').optional(),
    part: oneOf(['service'], 'a part').optional(),
  }),
  stream: oneOf(['upstream', 'downstream'], 'a direction').optional(),
  toxicity: numberIn({ min: 0, max: 1 }).optional(),
  attributes: settings.optional(),
  atS: numberIn({ min: 0 }).optional(),
  forS: numberIn({ min: 0.001 }).optional(),
})

export const writtenExperiment = strict({
  v: check<1>((value) => value === 1, 'the version 1').optional(),
  id: id.optional(),
  title: textUpTo(LONGEST_NAME).optional(),
  summary: textUpTo(LONGEST_SUMMARY).optional(),
  seed: numberIn({ min: 0, max: 2 ** 32 - 1, integer: true }).optional(),
  mode: oneOf(['side-by-side'], 'a mode').optional(),
  durationS: numberIn({ min: 0.1 }).optional(),
  payloadBytes: numberIn({ min: 0, integer: true }).optional(),
  workload: writtenWorkload.optional(),
  lanes: listOf(lane),
  faults: listOf(writtenFault).optional(),
  thresholds: listOf(check<string>((value) => typeof value === 'string', 'a text')).optional(),
})

export type WrittenExperiment = z.infer<typeof writtenExperiment>
export type WrittenLane = z.infer<typeof lane>
export type WrittenFault = z.infer<typeof writtenFault>
export type WrittenWorkload = z.infer<typeof writtenWorkload>
export type WrittenService = z.infer<typeof service>

/** The input in its written form, or null and issues whose messages are ready to be read. */
export function readWritten<S extends z.ZodType>(schema: S, input: unknown, issues: Issues): z.infer<S> | null {
  const result = schema.safeParse(input)
  if (result.success) return result.data
  for (const issue of result.error.issues) collect(issue, issue.path, issues)
  return null
}

function collect(issue: z.core.$ZodIssue, path: Path, issues: Issues): void {
  if (issue.code !== 'unrecognized_keys') {
    issues.add(path, issue.message)
    return
  }
  const lines = issue.message.split('\n')
  issue.keys.forEach((key, i) => {
    issues.add([...path, key], lines[i] ?? issue.message)
  })
}
