/** An experiment as one would write it: in the shorthands, and without what is so anyway. */
import { callsOf, edgeAt } from './call-path.ts'
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
} from './defaults.ts'
import {
  type Caller,
  type Edge,
  type Experiment,
  type Fault,
  type Lane,
  NON_BLOCKING,
  type ServiceSpec,
  type Shape,
  type Step,
  type Workload,
} from './experiment.ts'
import { faultFactsOf } from './faults.ts'
import { defaultsOf } from './fields.ts'
import { factsOf, legsOf, type Options } from './protocols.ts'
import { defaultCrashing, defaultRelay, type PublishSpec } from './publishing.ts'
import { defaultServiceName } from './service-name.ts'
import type { Text } from './text.ts'
import type { WrittenExperiment, WrittenLane } from './written.ts'
import type { WrittenCall, WrittenStep } from './written-calls.ts'
import type { WrittenFault } from './written-fault.ts'
import { policyOf } from './written-form-policy.ts'
import type { WrittenPublish } from './written-publish.ts'
import type { WrittenService } from './written-service.ts'
import type { WrittenShape } from './written-shape.ts'
import type { WrittenCaller, WrittenWorkload } from './written-workload.ts'

/** The shortest form that parses to the same experiment. */
export function writtenFormOf(experiment: Experiment): WrittenExperiment {
  const { id, title, summary, seed, mode, durationS, payloadBytes, workload, lanes, faults, thresholds } = experiment
  return {
    ...unless(id, DEFAULT_ID, 'id'),
    ...unless(textOf(title), id, 'title'),
    ...unless(textOf(summary), '', 'summary'),
    ...unless(seed, DEFAULT_SEED, 'seed'),
    ...unless(mode, DEFAULT_MODE, 'mode'),
    ...unless(durationS, DEFAULT_DURATION_S, 'durationS'),
    ...unless(payloadBytes, DEFAULT_PAYLOAD_BYTES, 'payloadBytes'),
    ...(same(workload, defaultWorkload) ? {} : { workload: workloadOf(workload) }),
    lanes: lanes.map(laneOf),
    ...(faults.length === 0 ? {} : { faults: faults.map((fault) => faultOf(fault, lanes)) }),
    ...(thresholds.length === 0 ? {} : { thresholds }),
  }
}

function laneOf({ id, name, workload, caller, timeoutMs, call }: Lane): WrittenLane {
  return {
    id,
    ...unless(textOf(name), factsOf(call.protocol).name, 'name'),
    ...edgeOf(call),
    ...(call.publish ? { publish: publishOf(call.publish) } : {}),
    ...unlessEmpty(serviceOf(call), 'service'),
    ...unless(callerOf(caller), DEFAULT_CALLER, 'caller'),
    ...unless(timeoutMs, DEFAULT_TIMEOUT_MS, 'timeoutMs'),
    ...(workload ? { workload: workloadOf(workload) } : {}),
  }
}

/** What every edge has. */
function edgeOf(edge: Edge) {
  const facts = factsOf(edge.protocol)
  return {
    protocol: edge.protocol,
    ...unless(edge.style, facts.defaultStyle, 'style'),
    ...unlessEmpty(unlike(edge.options, defaultsOf(facts.options)), 'options'),
    ...(edge.policy ? { policy: policyOf(edge.policy, edge) } : {}),
    ...(edge.requestBytes === undefined ? {} : { requestBytes: edge.requestBytes }),
    ...unless(edge.responseBytes ?? 0, 0, 'responseBytes'),
  }
}

function stepOf(step: Step): WrittenStep {
  return 'parallel' in step ? { parallel: step.parallel.map(callOf) } : callOf(step)
}

function callOf(edge: Edge): WrittenCall {
  return {
    ...edgeOf(edge),
    ...unless(edge.count ?? 1, 1, 'count'),
    ...unless(edge.timeoutMs, DEFAULT_TIMEOUT_MS, 'timeoutMs'),
    ...unlessEmpty(serviceOf(edge), 'to'),
  }
}

/** An experiment of an earlier version says nothing of it. */
function callerOf(caller: Caller | undefined): WrittenCaller {
  if (caller === undefined || caller === NON_BLOCKING) return NON_BLOCKING
  const { slots, queueLimit } = caller.blocking
  return { blocking: { slots, ...unless(queueLimit, DEFAULT_CALLER_QUEUE_LIMIT, 'queueLimit') } }
}

function serviceOf({ id, to: service }: Pick<Edge, 'id' | 'to'>): WrittenService {
  // One of an earlier version does not say everything.
  const { name, work, cpu, concurrency, queueLimit, replicas, overload, idempotent, poisonEvery, calls }: ServiceSpec =
    {
      ...defaultService,
      ...service,
    }
  return {
    ...unless(name, defaultServiceName(id), 'name'),
    ...(same(work, defaultService.work) ? {} : { work }),
    ...unless(cpu, defaultService.cpu, 'cpu'),
    ...unless(concurrency, defaultService.concurrency, 'concurrency'),
    ...unless(queueLimit, defaultService.queueLimit, 'queueLimit'),
    ...unless(replicas ?? 1, 1, 'replicas'),
    ...unless(overload, defaultService.overload, 'overload'),
    ...unless(idempotent, defaultService.idempotent, 'idempotent'),
    ...unless(poisonEvery, defaultService.poisonEvery, 'poisonEvery'),
    ...(callsOf({ calls }).length === 0 ? {} : { calls: calls?.map(stepOf) }),
  }
}

function publishOf({ strategy, ...rest }: PublishSpec): WrittenPublish {
  return { strategy, ...unlike(rest, { ...defaultCrashing, ...defaultRelay }) }
}

function workloadOf(workload: Workload): WrittenWorkload {
  if ('closed' in workload) return workload
  const { rateRps, arrival, steps, shape } = workload.open
  return {
    open: {
      rateRps,
      ...unless(arrival, DEFAULT_ARRIVAL, 'arrival'),
      ...(steps ? { steps } : {}),
      ...(shape ? { shape: shapeOf(shape) } : {}),
    },
  }
}

function shapeOf(shape: Shape): WrittenShape {
  if ('ramp' in shape) {
    const { atS, ...ramp } = shape.ramp
    return { ramp: { ...ramp, ...unless(atS, 0, 'atS') } }
  }
  if ('atOnce' in shape) {
    const { atS, ...atOnce } = shape.atOnce
    return { atOnce: { ...atOnce, ...unless(atS, 0, 'atS') } }
  }
  return shape
}

function faultOf(fault: Fault, lanes: readonly Lane[]): WrittenFault {
  const { id, type, target, stream, toxicity, attributes, atS, forS, everyS, atRandom } = fault
  const facts = faultFactsOf(type)
  const aimedAt = lanes.filter(({ id: lane }) => target.lane === '*' || target.lane === lane)
  const oneLeg =
    new Set(
      aimedAt.flatMap(({ call }) => {
        const edge = edgeAt(call, target.edge)
        return edge ? legsOf(edge) : []
      }),
    ).size === 1
  return {
    ...unless(id, type.replaceAll('_', '-'), 'id'),
    type,
    target: {
      lane: target.lane,
      ...unless(target.edge, 'e1', 'edge'),
      ...('leg' in target && !oneLeg ? { leg: target.leg } : {}),
    },
    ...unless(stream, facts.stream ?? DEFAULT_STREAM, 'stream'),
    ...unless(toxicity, DEFAULT_TOXICITY, 'toxicity'),
    ...unlessEmpty(unlike(attributes, defaultsOf(facts.attributes)), 'attributes'),
    ...(atS === undefined ? {} : { atS }),
    ...(forS === undefined ? {} : { forS }),
    ...(everyS === undefined ? {} : { everyS }),
    ...(atRandom === undefined ? {} : { atRandom }),
  }
}

function textOf({ ko, en }: Text): string | Text {
  return ko === en ? ko : { ko, en }
}

function unlike(values: Options, defaults: Options): Options {
  return Object.fromEntries(Object.entries(values).filter(([name, value]) => value !== defaults[name]))
}

function unless<K extends string, V>(value: V, fallback: unknown, key: K): Partial<Record<K, V>> {
  return value === fallback ? {} : ({ [key]: value } as Record<K, V>)
}

function unlessEmpty<K extends string, V extends object>(value: V, key: K): Partial<Record<K, V>> {
  return Object.keys(value).length === 0 ? {} : ({ [key]: value } as Record<K, V>)
}

/** Of two values of plain data, the keys in one order or another. */
function same(a: object, b: object): boolean {
  const entries = Object.entries(a)
  return (
    entries.length === Object.keys(b).length &&
    entries.every(([key, value]) => {
      const other: unknown = (b as Record<string, unknown>)[key]
      return typeof value === 'object' ? typeof other === 'object' && same(value, other as object) : value === other
    })
  )
}
