/** An experiment as one would write it: in the shorthands, and without what is so anyway. */
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
  defaultRetry,
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
  type Policy,
  type ServiceSpec,
  type Workload,
} from './experiment.ts'
import { faultFactsOf } from './faults.ts'
import { defaultsOf } from './fields.ts'
import { factsOf, legsOf, type Options } from './protocols.ts'
import { defaultCrashing, defaultRelay, type PublishSpec } from './publishing.ts'
import { retryOn } from './retry-rules.ts'
import type { Text } from './text.ts'
import type {
  WrittenCaller,
  WrittenExperiment,
  WrittenFault,
  WrittenLane,
  WrittenPolicy,
  WrittenService,
  WrittenWorkload,
} from './written.ts'
import type { WrittenPublish } from './written-publish.ts'

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
  const facts = factsOf(call.protocol)
  return {
    id,
    ...unless(textOf(name), facts.name, 'name'),
    protocol: call.protocol,
    ...unless(call.style, facts.defaultStyle, 'style'),
    ...unlessEmpty(unlike(call.options, defaultsOf(facts.options)), 'options'),
    ...(call.policy ? { policy: policyOf(call.policy, call) } : {}),
    ...(call.publish ? { publish: publishOf(call.publish) } : {}),
    ...unlessEmpty(serviceOf(call.to), 'service'),
    ...unless(callerOf(caller), DEFAULT_CALLER, 'caller'),
    ...unless(timeoutMs, DEFAULT_TIMEOUT_MS, 'timeoutMs'),
    ...(workload ? { workload: workloadOf(workload) } : {}),
  }
}

function policyOf({ retry }: Policy, call: Edge): WrittenPolicy {
  if (!retry) return {}
  const { attempts, delayMs, on } = retry
  return {
    retry: {
      ...unless(attempts, defaultRetry.attempts, 'attempts'),
      ...unless(delayMs, defaultRetry.delayMs, 'delayMs'),
      ...(same(on, retryOn(call)) ? {} : { on: [...on] }),
    },
  }
}

/** An experiment of an earlier version says nothing of it. */
function callerOf(caller: Caller | undefined): WrittenCaller {
  if (caller === undefined || caller === NON_BLOCKING) return NON_BLOCKING
  const { slots, queueLimit } = caller.blocking
  return { blocking: { slots, ...unless(queueLimit, DEFAULT_CALLER_QUEUE_LIMIT, 'queueLimit') } }
}

function serviceOf(service: ServiceSpec): WrittenService {
  // One of an earlier version does not say everything.
  const { name, work, cpu, concurrency, queueLimit, overload, idempotent, poisonEvery } = {
    ...defaultService,
    ...service,
  }
  return {
    ...unless(name, defaultService.name, 'name'),
    ...(same(work, defaultService.work) ? {} : { work }),
    ...unless(cpu, defaultService.cpu, 'cpu'),
    ...unless(concurrency, defaultService.concurrency, 'concurrency'),
    ...unless(queueLimit, defaultService.queueLimit, 'queueLimit'),
    ...unless(overload, defaultService.overload, 'overload'),
    ...unless(idempotent, defaultService.idempotent, 'idempotent'),
    ...unless(poisonEvery, defaultService.poisonEvery, 'poisonEvery'),
  }
}

function publishOf({ strategy, ...rest }: PublishSpec): WrittenPublish {
  return { strategy, ...unlike(rest, { ...defaultCrashing, ...defaultRelay }) }
}

function workloadOf(workload: Workload): WrittenWorkload {
  if ('closed' in workload) return workload
  const { rateRps, arrival, steps } = workload.open
  return { open: { rateRps, ...unless(arrival, DEFAULT_ARRIVAL, 'arrival'), ...(steps ? { steps } : {}) } }
}

function faultOf(fault: Fault, lanes: readonly Lane[]): WrittenFault {
  const { id, type, target, stream, toxicity, attributes, atS, forS, everyS, atRandom } = fault
  const facts = faultFactsOf(type)
  const aimedAt = lanes.filter(({ id: lane }) => target.lane === '*' || target.lane === lane)
  const oneLeg = new Set(aimedAt.flatMap(({ call }) => legsOf(call))).size === 1
  return {
    ...unless(id, type.replaceAll('_', '-'), 'id'),
    type,
    target: { lane: target.lane, ...('leg' in target && !oneLeg ? { leg: target.leg } : {}) },
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
