/** From what somebody wrote to an experiment, or to what is wrong with it and what would be right. */
import { parseDocument } from 'yaml'
import { callsPerOrder, edgesOf, hasCalls } from './call-path.ts'
import {
  DEFAULT_CALLER,
  DEFAULT_CALLER_QUEUE_LIMIT,
  DEFAULT_DURATION_S,
  DEFAULT_ID,
  DEFAULT_MODE,
  DEFAULT_PAYLOAD_BYTES,
  DEFAULT_SEED,
  DEFAULT_TIMEOUT_MS,
  defaultWorkload,
} from './defaults.ts'
import { type Caller, type Experiment, type Fault, type Lane, NON_BLOCKING, type Workload } from './experiment.ts'
import { contradictions } from './fault-windows.ts'
import { type Issue, Issues, notOneOf, type Path } from './issue.ts'
import { defaultLimits, type Limits, overCap } from './limits.ts'
import { completeEdge, refuseTooMuch } from './parse-edge.ts'
import { completeFault, faultIdOf } from './parse-fault.ts'
import { completeWorkload } from './parse-workload.ts'
import { factsOf, protocolIds } from './protocols.ts'
import { ordersDue } from './rate.ts'
import { readWritten } from './read-written.ts'
import { SLICE_S } from './slices.ts'
import type { Text } from './text.ts'
import { namesIn, parseThreshold } from './threshold.ts'
import { type WrittenExperiment, type WrittenLane, writtenExperiment } from './written.ts'
import { writtenFault } from './written-fault.ts'
import { thresholdsIn } from './written-thresholds.ts'
import { type WrittenCaller, writtenWorkload } from './written-workload.ts'

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
  if (written.lanes.length === 0) issues.add(['lanes'], 'empty; there must be at least one lane')

  const lanes = written.lanes.flatMap((lane, i) => completeLane(lane, { path: ['lanes', i], limits, issues }) ?? [])
  refuseTwice(written.lanes, 'lanes', issues)
  lanes.forEach((lane) => {
    for (const { edge } of edgesOf(lane.call)) {
      const { name, largestPayloadBytes } = factsOf(edge.protocol)
      if (edge.requestBytes !== undefined || payloadBytes <= largestPayloadBytes) continue
      issues.add(
        ['payloadBytes'],
        `${payloadBytes} is more than ${name} carries (lane '${lane.id}'): at most ${largestPayloadBytes}`,
      )
    }
  })
  const orders = ordersOf(lanes, workload, durationS)
  if (orders > limits.maxOrders) {
    const what = lanes.some(({ call }) => hasCalls(call)) ? 'orders, each of their calls counted' : 'orders'
    const sum = `rate × durationS over all lanes makes ${orders} ${what}`
    issues.add(['durationS'], `${sum}: over the cap maxOrders (${limits.maxOrders})`)
  }

  const faults = (written.faults ?? []).flatMap((fault, i) => {
    contradictions(fault, durationS, (key, message) => issues.add(['faults', i, key], message))
    return completeFault(fault, { lanes, path: ['faults', i], issues }) ?? []
  })
  const faultIds = (written.faults ?? []).map((fault) => ({ id: faultIdOf(fault) }))
  refuseTwice(faultIds, 'faults', issues)

  // A lane that cannot be read has a name all the same.
  const known = {
    ...namesIn(lanes),
    lanes: written.lanes.map(({ id }) => id),
    faults: faultIds.map(({ id }) => id),
  }
  const asked = thresholdsIn(written.thresholds ?? [])
  cap(['thresholds'], asked.length, 'maxThresholds')
  for (const { text, path } of asked) {
    const parsed = parseThreshold(text, known)
    if ('error' in parsed) issues.add(['thresholds', ...path], parsed.error)
  }

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
    thresholds: asked.map(({ text }) => text),
  }
}

/** Written inside `call`, or in the lane itself. */
const edgeFields = ['protocol', 'style', 'options', 'policy', 'publish', 'requestBytes', 'responseBytes'] as const

interface Place {
  path: Path
  limits: Limits
  issues: Issues
}

function completeLane(written: WrittenLane, place: Place): Lane | null {
  const { path, limits, issues } = place
  const { call } = written
  if (call) {
    for (const key of [...edgeFields, 'service'] as const) {
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
  const { policy, publish, style, options, requestBytes, responseBytes } = call ?? written
  const service = call ? call.to : written.service
  const edge = completeEdge(
    { protocol, style, options, policy, publish, requestBytes, responseBytes, service },
    {
      id: 'e1',
      ancestors: [],
      path: edgePath,
      servicePath: [...edgePath, call ? 'to' : 'service'],
      limits,
      issues,
      read: { edges: 1 },
    },
  )
  refuseTooMuch(edge, { ...place, path: edgePath })
  const workload = written.workload && completeWorkload(written.workload, { ...place, path: [...path, 'workload'] })
  return {
    id: written.id,
    name: textOf(written.name ?? factsOf(protocol).name),
    ...(workload ? { workload } : {}),
    caller: completeCaller(written.caller),
    timeoutMs: written.timeoutMs ?? DEFAULT_TIMEOUT_MS,
    call: edge,
  }
}

function completeCaller(written: WrittenCaller = DEFAULT_CALLER): Caller {
  if (written === NON_BLOCKING) return written
  const { slots, queueLimit = DEFAULT_CALLER_QUEUE_LIMIT } = written.blocking
  return { blocking: { slots, queueLimit } }
}

/** Orders that the open lanes will send, with the calls that services make for them; a closed loop sends as many as are answered. */
function ordersOf(lanes: Lane[], workload: Workload, durationS: number): number {
  return lanes.reduce((sum, lane) => {
    const load = lane.workload ?? workload
    const orders = 'open' in load ? Math.ceil(ordersDue(load.open, durationS)) : 0
    return sum + orders * callsPerOrder(lane.call)
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
