/**
 * Is it what a run says? Checked by hand and field by field where the fold and the screen rely on it: a recording may
 * come from anywhere, years later. What is unknown is left alone, so that a newer lab may add to it.
 */
import type { Experiment } from './experiment.ts'
import { Histogram } from './histogram.ts'
import { works } from './ledger.ts'
import { rebalanceCauses } from './log-state.ts'
import { outcomeKinds, verdicts } from './outcome.ts'
import { breakerStates } from './policy.ts'
import { edgeHistogramNames, histogramNames, type RunEvent } from './run.ts'

const ID = /^[a-z0-9][a-z0-9-]{0,31}$/
const EDGE_ID = /^e\d+(\.\d+)*$/
const DEEPEST = 16
const MOST_CALLS = 100
const MOST_TOPICS = 8
const MOST_PARTITIONS = 64
const MOST_GROUPS = 16
const MOST_REBALANCES = 16
const LONGEST_TEXT = 4000
const MOST_LANES = 64
const MOST_EVENTS = 50_000
const US_PER_S = 1e6
const LONGEST_S = 86_400
const LONGEST_US = LONGEST_S * US_PER_S
/** Of all histograms of a run together: a few letters must not fill the memory. */
const MOST_BUCKETS = 24_000_000
const CELLS = verdicts.length * works.length

const STATES = ['queued', 'starting', 'running', 'paused', 'draining', 'finished', 'failed', 'interrupted']
const CAUSES = ['schedule', 'hand', 'drain']

type Fields = Record<string, unknown>

export function checkExperiment(input: unknown): asserts input is Experiment {
  const experiment = fields(input, 'experiment')
  const at = (key: string) => `experiment.${key}`
  oneOf(experiment.v, [1], at('v'))
  id(experiment.id, at('id'))
  for (const key of ['title', 'summary']) text(experiment[key], at(key))
  number(experiment.seed, at('seed'))
  oneOf(experiment.mode, ['side-by-side', 'interleaved'], at('mode'))
  number(experiment.durationS, at('durationS'), { min: 0, max: LONGEST_S })
  number(experiment.payloadBytes, at('payloadBytes'), { min: 0 })
  workload(experiment.workload, at('workload'))
  const lanes = list(experiment.lanes, at('lanes'), { most: MOST_LANES })
  lanes.forEach((lane, i) => {
    checkLane(lane, at(`lanes[${i}]`))
  })
  if (new Set(lanes.map((lane) => (lane as Fields).id)).size < lanes.length) wrong(at('lanes'), 'two of one id')
  list(experiment.faults, at('faults')).forEach((fault, i) => {
    checkFault(fault, at(`faults[${i}]`))
  })
  for (const threshold of list(experiment.thresholds, at('thresholds'))) string(threshold, at('thresholds'))
}

function checkLane(input: unknown, path: string): void {
  const lane = fields(input, path)
  id(lane.id, `${path}.id`)
  text(lane.name, `${path}.name`)
  number(lane.timeoutMs, `${path}.timeoutMs`, { min: 0 })
  if (lane.workload !== undefined) workload(lane.workload, `${path}.workload`)
  checkEdge(lane.call, `${path}.call`, DEEPEST)
}

/** @param depth edges that may still lie one behind the other */
function checkEdge(input: unknown, path: string, depth: number): void {
  if (depth === 0) wrong(path, 'deeper than services call each other')
  const call = fields(input, path)
  if (typeof call.id !== 'string' || !EDGE_ID.test(call.id)) wrong(`${path}.id`, 'not an edge')
  for (const key of ['protocol', 'style']) id(call[key], `${path}.${key}`)
  for (const key of ['count', 'timeoutMs', 'requestBytes', 'responseBytes'])
    if (call[key] !== undefined) number(call[key], `${path}.${key}`, { min: 0 })
  fields(call.options, `${path}.options`)
  const to = fields(call.to, `${path}.to`)
  string(to.name, `${path}.to.name`)
  fields(to.work, `${path}.to.work`)
  for (const key of ['concurrency', 'queueLimit']) number(to[key], `${path}.to.${key}`, { min: 0 })
  if (to.replicas !== undefined) number(to.replicas, `${path}.to.replicas`, { min: 1 })
  for (const step of list(to.calls ?? [], `${path}.to.calls`, { most: MOST_CALLS })) {
    const { parallel } = fields(step, `${path}.to.calls`)
    const edges = parallel === undefined ? [step] : list(parallel, `${path}.to.calls`, { most: MOST_CALLS })
    for (const edge of edges) checkEdge(edge, `${path}.to.calls`, depth - 1)
  }
}

function checkFault(input: unknown, path: string): void {
  const fault = fields(input, path)
  string(fault.id, `${path}.id`)
  string(fault.type, `${path}.type`)
  string(fields(fault.target, `${path}.target`).lane, `${path}.target.lane`)
  number(fault.toxicity, `${path}.toxicity`, { min: 0, max: 1 })
  const attributes = fields(fault.attributes, `${path}.attributes`)
  // A chart prints it.
  if (fault.type === 'latency') number(attributes.latency, `${path}.attributes.latency`)
  for (const key of ['atS', 'forS', 'everyS', 'atRandom'])
    if (fault[key] !== undefined) number(fault[key], `${path}.${key}`, { min: 0 })
}

export function checkEvents(input: unknown[]): asserts input is RunEvent[] {
  if (input.length > MOST_EVENTS) wrong('events', 'more than a run can say')
  const room = { buckets: MOST_BUCKETS }
  for (const [i, one] of input.entries()) {
    const event = fields(one, `event ${i + 1}`)
    // Without gaps, or something of the run is missing.
    if (event.seq !== i + 1) wrong(`event ${i + 1}`, 'missing, or there twice')
    const path = `event ${i + 1}.${String(event.type).slice(0, 20)}`
    time(event.atUs, `${path}.atUs`)
    if (event.activeUs !== undefined) time(event.activeUs, `${path}.activeUs`)
    checkBody(event, path, room)
  }
}

interface Room {
  buckets: number
}

function checkBody(event: Fields, path: string, room: Room): void {
  switch (event.type) {
    case 'state': {
      const state = fields(event.state, path)
      oneOf(state.is, STATES, `${path}.is`)
      if (state.is === 'failed') string(state.detail, `${path}.detail`)
      if (state.abortedBy !== undefined) string(state.abortedBy, `${path}.abortedBy`)
      return
    }
    case 'frame':
      checkFrame(event.frame, path, room)
      return
    case 'fault-set':
      checkFault(event.fault, path)
      oneOf(event.by, CAUSES, `${path}.by`)
      return
    case 'fault-cleared':
      string(event.faultId, `${path}.faultId`)
      if (event.lane !== undefined) string(event.lane, `${path}.lane`)
      return
    case 'slice':
      string(event.lane, `${path}.lane`)
      number(event.fromS, `${path}.fromS`)
      return
    case 'environment': {
      const environment = fields(event.environment, path)
      for (const key of ['node', 'os', 'cpu']) string(environment[key], `${path}.${key}`)
      for (const key of ['cores', 'memoryBytes']) number(environment[key], `${path}.${key}`, { min: 0 })
      return
    }
    case 'company':
      number(event.others, `${path}.others`, { min: 0 })
      return
    case 'workload':
      string(event.lane, `${path}.lane`)
      workload(event.workload, `${path}.workload`)
      return
    case 'lane-failed':
      string(event.lane, `${path}.lane`)
      string(event.detail, `${path}.detail`)
      if (event.address !== undefined) string(event.address, `${path}.address`)
      return
    case 'redriven':
      string(event.lane, `${path}.lane`)
      number(event.moved, `${path}.moved`, { min: 0 })
      return
    case 'judged':
      for (const judged of list(event.thresholds, path)) {
        const { threshold, passed, left, right } = fields(judged, path)
        string(threshold, `${path}.threshold`)
        oneOf(passed, [true, false], `${path}.passed`)
        for (const side of [left, right]) if (side !== null) number(side, path)
      }
      return
    default:
      wrong(path, 'an event that this version does not know')
  }
}

function checkFrame(input: unknown, path: string, room: Room): void {
  const frame = fields(input, path)
  for (const key of ['fromUs', 'toUs', 'activeUs']) time(frame[key], `${path}.${key}`)
  if ((frame.fromUs as number) > (frame.toUs as number)) wrong(path, 'it ends before it begins')
  const lab = fields(frame.lab, `${path}.lab`)
  number(lab.cpu, `${path}.lab.cpu`)
  numbers(lab.loopDelayP99Ms, `${path}.lab.loopDelayP99Ms`)
  for (const [lane, told] of Object.entries(fields(frame.lanes, `${path}.lanes`))) {
    checkLaneFrame(fields(told, `${path}.${lane}`), `${path}.${lane}`, room)
  }
}

const COUNTS = ['offered', 'notSent', 'sent', 'inFlight', 'backlog', 'oldestInFlightMs']

function checkLaneFrame(told: Fields, path: string, room: Room): void {
  for (const key of COUNTS) number(told[key], `${path}.${key}`, { min: 0 })
  for (const key of ['backlogMax', 'rejected', 'attempts', 'executed', 'heldUs'])
    if (told[key] !== undefined) number(told[key], `${path}.${key}`, { min: 0 })
  for (const [name, gauge] of Object.entries(fields(told.gauges ?? {}, `${path}.gauges`))) {
    const of = fields(gauge, `${path}.gauges.${name}`)
    for (const key of ['last', 'peak', 'areaUs']) number(of[key], `${path}.gauges.${name}.${key}`, { min: 0 })
  }
  numbers(told.decisions ?? {}, `${path}.decisions`)
  for (const change of list(told.breaker ?? [], `${path}.breaker`)) {
    const { atUs, to, edge } = fields(change, `${path}.breaker`)
    if (edge !== undefined) string(edge, `${path}.breaker`)
    time(atUs, `${path}.breaker`)
    oneOf(to, breakerStates, `${path}.breaker`)
  }
  const outcomes = fields(told.outcomes, `${path}.outcomes`)
  for (const kind of outcomeKinds) if (outcomes[kind] !== undefined) number(outcomes[kind], `${path}.outcomes.${kind}`)
  checkHistograms(told.hist, histogramNames, { path: `${path}.hist`, room })
  checkBytes(told.bytesByLeg, `${path}.bytesByLeg`)
  for (const [edge, hop] of Object.entries(fields(told.edges ?? {}, `${path}.edges`)))
    checkEdgeFrame(fields(hop, `${path}.edges`), `${path}.edges.${edge}`, room)
  for (const [edge, log] of Object.entries(fields(told.logs ?? {}, `${path}.logs`))) {
    if (!EDGE_ID.test(edge)) wrong(`${path}.logs`, 'not an edge')
    checkLog(fields(log, `${path}.logs`), `${path}.logs.${edge}`)
  }
  if (told.active !== undefined) {
    const { fromUs, toUs } = fields(told.active, `${path}.active`)
    time(fromUs, `${path}.active`)
    time(toUs, `${path}.active`)
    if ((fromUs as number) > (toUs as number)) wrong(path, 'it ends before it begins')
  }
  const ledger = fields(told.ledger, `${path}.ledger`)
  const cells = list(ledger.cells, `${path}.ledger.cells`)
  if (cells.length !== CELLS) wrong(`${path}.ledger.cells`, `not ${CELLS} cells`)
  for (const cell of cells) number(cell, `${path}.ledger.cells`, { min: 0 })
  for (const key of ['duplicated', 'outside']) number(ledger[key], `${path}.ledger.${key}`, { min: 0 })
  if (ledger.repeated !== undefined) number(ledger.repeated, `${path}.ledger.repeated`, { min: 0 })
}

function checkEdgeFrame(hop: Fields, path: string, room: Room): void {
  for (const key of ['calls', 'attempts', 'executed', 'inFlight', 'active', 'queued'])
    number(hop[key], `${path}.${key}`)
  const outcomes = fields(hop.outcomes, `${path}.outcomes`)
  for (const kind of outcomeKinds) if (outcomes[kind] !== undefined) number(outcomes[kind], `${path}.outcomes.${kind}`)
  numbers(hop.decisions ?? {}, `${path}.decisions`)
  checkHistograms(hop.hist, edgeHistogramNames, { path: `${path}.hist`, room })
  checkBytes(hop.bytesByLeg, `${path}.bytesByLeg`)
}

function checkLog(log: Fields, path: string): void {
  const orNull = (input: unknown) => input === null || number(input, path, { min: 0 })
  orNull(log.deduplicated)
  for (const one of list(log.topics, path, { most: MOST_TOPICS })) {
    const topic = fields(one, path)
    string(topic.name, path)
    for (const end of list(topic.ends, path, { most: MOST_PARTITIONS })) number(end, path, { min: 0 })
    for (const each of list(topic.groups, path, { most: MOST_GROUPS })) {
      const group = fields(each, path)
      string(group.name, path)
      for (const offset of list(group.committed, path, { most: MOST_PARTITIONS })) orNull(offset)
      orNull(group.members)
      orNull(group.generation)
      for (const told of list(group.rebalances, path, { most: MOST_REBALANCES })) {
        const { atUs, generation, members, why } = fields(told, path)
        // Before the load begins the consumers join.
        number(atUs, path, { min: -LONGEST_US })
        for (const count of [generation, members]) number(count, path, { min: 0 })
        oneOf(why, rebalanceCauses, path)
      }
    }
  }
}

function checkHistograms(input: unknown, names: readonly string[], { path, room }: { path: string; room: Room }): void {
  const hist = fields(input, path)
  for (const name of names) {
    if (hist[name] === undefined) continue
    string(hist[name], `${path}.${name}`)
    room.buckets -= Histogram.decode(hist[name] as string).width
    if (room.buckets < 0) wrong(path, 'more than a run can measure')
  }
}

function checkBytes(input: unknown, path: string): void {
  for (const [leg, bytes] of Object.entries(fields(input, path))) {
    const of = fields(bytes, path)
    for (const key of ['up', 'down', 'connections']) number(of[key], `${path}.${leg}.${key}`)
  }
}

function workload(input: unknown, path: string): void {
  const { open, closed } = fields(input, path)
  if (open !== undefined) number(fields(open, path).rateRps, `${path}.open.rateRps`, { min: 0 })
  else number(fields(closed, path).callers, `${path}.closed.callers`, { min: 0 })
}

function text(input: unknown, path: string): void {
  const { ko, en } = fields(input, path)
  string(ko, `${path}.ko`)
  string(en, `${path}.en`)
}

function fields(input: unknown, path: string): Fields {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) wrong(path, 'not an object')
  return input as Fields
}

function list(input: unknown, path: string, { most = 1000 } = {}): unknown[] {
  if (!Array.isArray(input)) wrong(path, 'not a list')
  if ((input as unknown[]).length > most) wrong(path, `more than ${most}`)
  return input as unknown[]
}

function numbers(input: unknown, path: string): void {
  for (const value of Object.values(fields(input, path))) number(value, path)
}

function time(input: unknown, path: string): void {
  number(input, path, { min: -LONGEST_US, max: LONGEST_US })
}

function number(input: unknown, path: string, { min = -Number.MAX_VALUE, max = Number.MAX_VALUE } = {}): void {
  if (typeof input !== 'number' || !(input >= min && input <= max)) wrong(path, 'not a number that can be')
}

function string(input: unknown, path: string): void {
  if (typeof input !== 'string' || input.length > LONGEST_TEXT) wrong(path, 'not a text')
}

function id(input: unknown, path: string): void {
  if (typeof input !== 'string' || !ID.test(input)) wrong(path, 'not an id')
}

function oneOf(input: unknown, allowed: readonly unknown[], path: string): void {
  if (!allowed.includes(input)) wrong(path, 'not one of those that are known')
}

function wrong(path: string, what: string): never {
  throw new RangeError(`${path}: ${what}`)
}
