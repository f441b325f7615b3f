/** From what somebody wrote to an experiment, or to what is wrong with it and what would be right. */
import { parseDocument } from 'yaml'
import {
  DEFAULT_ARRIVAL,
  DEFAULT_CALLER,
  DEFAULT_CALLER_QUEUE_LIMIT,
  DEFAULT_DURATION_S,
  DEFAULT_ID,
  DEFAULT_MODE,
  DEFAULT_PAYLOAD_BYTES,
  DEFAULT_SEED,
  DEFAULT_TIMEOUT_MS,
  defaultRetry,
  defaultService,
  defaultWorkload,
} from './defaults.ts'
import {
  type Caller,
  type Distribution,
  type Edge,
  type Experiment,
  type Fault,
  type Lane,
  NON_BLOCKING,
  type Policy,
  type ServiceSpec,
  type Workload,
} from './experiment.ts'
import { contradictions } from './fault-windows.ts'
import { type Issue, Issues, listed, notOneOf, type Path } from './issue.ts'
import { defaultLimits, type Limits, overCap } from './limits.ts'
import { completeFault, faultIdOf } from './parse-fault.ts'
import { completePublish } from './parse-publish.ts'
import { parseSettings } from './parse-settings.ts'
import { factsOf, type ProtocolId, protocolIds, type Style } from './protocols.ts'
import { ordersDue } from './rate.ts'
import { retryOn } from './retry-rules.ts'
import { SLICE_S } from './slices.ts'
import type { Text } from './text.ts'
import { parseThreshold } from './threshold.ts'
import {
  readWritten,
  type WrittenCaller,
  type WrittenExperiment,
  type WrittenLane,
  type WrittenPolicy,
  type WrittenService,
  type WrittenWorkload,
  writtenExperiment,
  writtenFault,
  writtenWorkload,
} from './written.ts'
import type { WrittenPublish } from './written-publish.ts'

export type { Issue } from './issue.ts'
export { defaultLimits, type Limits } from './limits.ts'

/** An experiment as it is written, with its shorthands and without what has a default. */
export type ExperimentInput = WrittenExperiment

type Failure = { ok: false; issues: Issue[] }
export type ParsedExperiment = { ok: true; experiment: Experiment } | Failure
export type ParsedFault = { ok: true; fault: Fault } | Failure
export type ParsedWorkload = { ok: true; workload: Workload } | Failure

const LONGEST_TEXT = 1024 * 1024
/** An experiment at every cap fits in half of it; reading YAML takes time that grows with the square of its keys. */
const LONGEST_YAML = 64 * 1024
/** Aliases may repeat a value, not blow a document up: 0 would refuse them all, −1 would count none. */
const MOST_ALIASES = 100

/** @param input as parsed from JSON or YAML: anything */
export function parseExperiment(input: unknown, limits: Limits = defaultLimits): ParsedExperiment {
  const issues = new Issues()
  const written = readWritten(writtenExperiment, input, issues)
  if (written === null) return { ok: false, issues: issues.list }
  const experiment = complete(written, limits, issues)
  return issues.any ? { ok: false, issues: issues.list } : { ok: true, experiment }
}

/** YAML 1.2, of which JSON is a part. */
export function parseExperimentText(text: string, limits: Limits = defaultLimits): ParsedExperiment {
  const read = readText(text)
  return 'problem' in read
    ? { ok: false, issues: [{ path: '', message: read.problem }] }
    : parseExperiment(read.value, limits)
}

/** A fault set by hand while a run is on: it is on at once, until it is lifted. */
export function parseFault(input: unknown, experiment: Experiment): ParsedFault {
  const issues = new Issues()
  const written = readWritten(writtenFault, input, issues)
  if (written === null) return { ok: false, issues: issues.list }
  for (const key of ['atS', 'forS', 'everyS', 'atRandom'] as const) {
    if (written[key] !== undefined) issues.add([key], 'a fault set by hand is on at once, until it is lifted')
  }
  const fault = completeFault(written, { lanes: experiment.lanes, path: [], issues })
  return fault === null || issues.any ? { ok: false, issues: issues.list } : { ok: true, fault }
}

/** A workload given to a lane while a run is on. */
export function parseWorkload(input: unknown, limits: Limits = defaultLimits): ParsedWorkload {
  const issues = new Issues()
  const written = readWritten(writtenWorkload, input, issues)
  const workload = written && completeWorkload(written, { path: [], limits, issues })
  return workload === null || issues.any ? { ok: false, issues: issues.list } : { ok: true, workload }
}

function readText(text: string): { value: unknown } | { problem: string } {
  if (text.length > LONGEST_TEXT) return { problem: `the text is longer than ${LONGEST_TEXT} characters` }
  try {
    // Where it is JSON, its own parser is faster and stricter; what it refuses may still be YAML.
    if (text.trimStart().startsWith('{')) return { value: JSON.parse(text) }
  } catch {
    // Read as YAML below, whose error says the line.
  }
  if (text.length > LONGEST_YAML) return { problem: `as YAML, the text is longer than ${LONGEST_YAML} characters` }
  try {
    const document = parseDocument(text, { stringKeys: true })
    const [error] = document.errors
    if (error) return { problem: (error.message.split('\n')[0] ?? '').replace(/:$/, '') }
    return { value: document.toJS({ maxAliasCount: MOST_ALIASES }) }
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) }
  }
}

function complete(written: WrittenExperiment, limits: Limits, issues: Issues): Experiment {
  const cap = (path: Path, value: number, name: keyof Limits) => {
    const message = overCap(value, name, limits)
    if (message !== null) issues.add(path, message)
  }
  const durationS = written.durationS ?? DEFAULT_DURATION_S
  const mode = written.mode ?? DEFAULT_MODE
  const payloadBytes = written.payloadBytes ?? DEFAULT_PAYLOAD_BYTES
  const workload = written.workload
    ? (completeWorkload(written.workload, { path: ['workload'], limits, issues }) ?? defaultWorkload)
    : defaultWorkload
  cap(['durationS'], durationS, 'maxDurationS')
  if (mode === 'interleaved') {
    const [takenS, roundsS] = [durationS * written.lanes.length, 2 * SLICE_S]
    if (durationS < roundsS)
      issues.add(['durationS'], `${durationS} is less than two slices of ${SLICE_S} s (interleaved)`)
    // Taking turns, the lanes together must not hold the lab longer than one run may.
    else if (written.lanes.length > 1 && takenS > limits.maxDurationS) {
      issues.add(['durationS'], `interleaved, ${overCap(takenS, 'maxDurationS', limits)}: ${durationS} s for each lane`)
    }
  }
  cap(['payloadBytes'], payloadBytes, 'maxPayloadBytes')
  cap(['lanes'], written.lanes.length, 'maxLanes')
  cap(['faults'], written.faults?.length ?? 0, 'maxFaults')
  cap(['thresholds'], written.thresholds?.length ?? 0, 'maxThresholds')
  if (written.lanes.length === 0) issues.add(['lanes'], 'empty; there must be at least one lane')

  const lanes = written.lanes.flatMap((lane, i) => completeLane(lane, { path: ['lanes', i], limits, issues }) ?? [])
  refuseTwice(written.lanes, 'lanes', issues)
  lanes.forEach((lane) => {
    const { name, largestPayloadBytes } = factsOf(lane.call.protocol)
    if (payloadBytes <= largestPayloadBytes) return
    issues.add(
      ['payloadBytes'],
      `${payloadBytes} is more than ${name} carries (lane '${lane.id}'): at most ${largestPayloadBytes}`,
    )
  })
  const orders = ordersOf(lanes, workload, durationS)
  if (orders > limits.maxOrders) {
    const sum = `rate × durationS over all lanes makes ${orders} orders`
    issues.add(['durationS'], `${sum}: over the cap maxOrders (${limits.maxOrders})`)
  }

  const faults = (written.faults ?? []).flatMap((fault, i) => {
    contradictions(fault, durationS, (key, message) => issues.add(['faults', i, key], message))
    return completeFault(fault, { lanes, path: ['faults', i], issues }) ?? []
  })
  const faultIds = (written.faults ?? []).map((fault) => ({ id: faultIdOf(fault) }))
  refuseTwice(faultIds, 'faults', issues)

  const known = { lanes: written.lanes.map(({ id }) => id), faults: faultIds.map(({ id }) => id) }
  const thresholds = written.thresholds ?? []
  thresholds.forEach((text, i) => {
    const parsed = parseThreshold(text, known)
    if ('error' in parsed) issues.add(['thresholds', i], parsed.error)
  })

  const id = written.id ?? DEFAULT_ID
  return {
    v: 1,
    id,
    title: textOf(written.title ?? id),
    summary: textOf(written.summary ?? ''),
    seed: written.seed ?? DEFAULT_SEED,
    mode,
    durationS,
    payloadBytes,
    workload,
    lanes,
    faults,
    thresholds,
  }
}

interface Place {
  path: Path
  limits: Limits
  issues: Issues
}

function completeLane(written: WrittenLane, place: Place): Lane | null {
  const { path, issues } = place
  const { call } = written
  if (call) {
    for (const key of ['protocol', 'style', 'options', 'policy', 'publish', 'service'] as const) {
      if (written[key] !== undefined) issues.add([...path, key], `write it inside 'call', or leave 'call' out`)
    }
  }
  const protocol = call?.protocol ?? written.protocol
  if (protocol === undefined) {
    issues.add([...path, 'protocol'], notOneOf(undefined, 'a protocol', protocolIds))
    return null
  }
  // Errors use the path as it was written, inside `call` or in the shorthand.
  const edgePath = call ? [...path, 'call'] : path
  const edge = completeEdge(
    {
      protocol,
      style: call ? call.style : written.style,
      options: call ? call.options : written.options,
      publish: call ? call.publish : written.publish,
    },
    completeService(call ? call.to : written.service, [...edgePath, call ? 'to' : 'service'], issues),
    { ...place, path: edgePath },
  )
  const workload = written.workload && completeWorkload(written.workload, { ...place, path: [...path, 'workload'] })
  return {
    id: written.id,
    name: textOf(written.name ?? factsOf(protocol).name),
    ...(workload ? { workload } : {}),
    caller: completeCaller(written.caller),
    timeoutMs: written.timeoutMs ?? DEFAULT_TIMEOUT_MS,
    call: {
      ...edge,
      ...completePolicy(call ? call.policy : written.policy, edge, { path: [...edgePath, 'policy'], issues }),
    },
  }
}

/** Nothing where nothing is asked for. */
function completePolicy(
  written: WrittenPolicy | undefined,
  edge: Edge,
  { path, issues }: Omit<Place, 'limits'>,
): { policy?: Policy } {
  if (!written?.retry) return {}
  const retry = { ...defaultRetry, on: retryOn(edge), ...written.retry }
  if (retry.on.length === 0) issues.add([...path, 'retry', 'on'], 'empty; name what to try again after')
  return { policy: { retry } }
}

function completeCaller(written: WrittenCaller = DEFAULT_CALLER): Caller {
  if (written === NON_BLOCKING) return written
  const { slots, queueLimit = DEFAULT_CALLER_QUEUE_LIMIT } = written.blocking
  return { blocking: { slots, queueLimit } }
}

function completeEdge(
  written: {
    protocol: ProtocolId
    style: Style | undefined
    options: Record<string, unknown> | undefined
    publish: WrittenPublish | undefined
  },
  to: ServiceSpec,
  { path, issues }: Place,
): Edge {
  const facts = factsOf(written.protocol)
  const style = written.style ?? facts.defaultStyle
  const impossible = facts.impossible[style]
  if (impossible) {
    const { why, nearest } = impossible
    issues.add([...path, 'style'], `${facts.name} has no '${style}': ${why.en}; the nearest style is '${nearest}'`)
  } else if (!Object.hasOwn(facts.styles, style)) {
    const possible = listed(Object.keys(facts.styles))
    issues.add([...path, 'style'], `${facts.name} does not do '${style}'; it may be ${possible}`)
  }
  const owner = `an option of ${facts.name}`
  const options = parseSettings(facts.options, written.options, { path: [...path, 'options'], owner, issues })
  const { protocol } = written
  const publish =
    written.publish && completePublish(written.publish, { protocol, style }, { path: [...path, 'publish'], issues })
  return { id: 'e1', protocol, style, options, ...(publish ? { publish } : {}), to }
}

/** Fields of which the second must not be below the first. */
const risingFields: Record<Distribution['dist'], readonly (readonly [string, string])[]> = {
  constant: [],
  uniform: [['minMs', 'maxMs']],
  exponential: [],
  lognormal: [['p50Ms', 'p99Ms']],
  quantiles: [
    ['p50Ms', 'p90Ms'],
    ['p90Ms', 'p99Ms'],
  ],
}

function completeService(written: WrittenService | undefined, path: Path, issues: Issues): ServiceSpec {
  const work: Distribution = written?.work ?? defaultService.work
  for (const [low, high] of risingFields[work.dist]) {
    const [from, to] = [low, high].map((field) => (work as unknown as Record<string, number>)[field] as number)
    if ((to as number) < (from as number)) issues.add([...path, 'work', high], `${to} is below ${low} (${from})`)
  }
  return {
    name: written?.name ?? defaultService.name,
    work,
    cpu: written?.cpu ?? defaultService.cpu,
    concurrency: written?.concurrency ?? defaultService.concurrency,
    queueLimit: written?.queueLimit ?? defaultService.queueLimit,
    overload: written?.overload ?? defaultService.overload,
    idempotent: written?.idempotent ?? defaultService.idempotent,
    poisonEvery: written?.poisonEvery ?? defaultService.poisonEvery,
  }
}

function completeWorkload({ open, closed }: WrittenWorkload, { path, limits, issues }: Place): Workload | null {
  if (open && closed) {
    issues.add(path, "is 'open' and 'closed' at once; it must be one of them")
    return null
  }
  if (open) {
    const message = overCap(open.rateRps, 'maxRateRps', limits)
    if (message !== null) issues.add([...path, 'open', 'rateRps'], message)
    const { steps } = open
    steps?.forEach((step, i) => {
      const stepMessage = overCap(step.rateRps, 'maxRateRps', limits)
      if (stepMessage !== null) issues.add([...path, 'open', 'steps', i, 'rateRps'], stepMessage)
      const before = steps[i - 1]?.atS ?? 0
      if (step.atS <= before && i > 0)
        issues.add([...path, 'open', 'steps', i, 'atS'], `${step.atS} is not after ${before}`)
    })
    const { rateRps, arrival = DEFAULT_ARRIVAL } = open
    return { open: { rateRps, arrival, ...(steps && steps.length > 0 ? { steps } : {}) } }
  }
  if (closed) {
    const message = overCap(closed.callers, 'maxCallers', limits)
    if (message !== null) issues.add([...path, 'closed', 'callers'], message)
    return { closed: { callers: closed.callers } }
  }
  issues.add(path, 'empty; it must be {open: {rateRps, arrival}} or {closed: {callers}}')
  return null
}

/** Orders that the open lanes will send; a closed loop sends as many as are answered. */
function ordersOf(lanes: Lane[], workload: Workload, durationS: number): number {
  return lanes.reduce((sum, lane) => {
    const load = lane.workload ?? workload
    return sum + ('open' in load ? Math.ceil(ordersDue(load.open, durationS)) : 0)
  }, 0)
}

function refuseTwice(written: { id: string }[], list: 'lanes' | 'faults', issues: Issues): void {
  const first = new Map<string, number>()
  written.forEach(({ id }, i) => {
    const before = first.get(id)
    if (before === undefined) first.set(id, i)
    else issues.add([list, i, 'id'], `'${id}' is already the id of ${list}[${before}]`)
  })
}

function textOf(written: string | Text): Text {
  return typeof written === 'string' ? { ko: written, en: written } : { ko: written.ko, en: written.en }
}
