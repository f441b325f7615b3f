/** One edge of a lane, and behind it the service with all that it calls in turn: whether it can be. */
import { callsPerOrder, edgesOf } from './call-path.ts'
import { DEFAULT_TIMEOUT_MS, defaultService } from './defaults.ts'
import type { Distribution, Edge, ServiceSpec, Step } from './experiment.ts'
import { refuseIdle } from './idle-settings.ts'
import { type Issues, listed, type Path } from './issue.ts'
import { type Limits, overCap } from './limits.ts'
import { completePolicy } from './parse-policy.ts'
import { completePublish } from './parse-publish.ts'
import { parseSettings } from './parse-settings.ts'
import { factsOf, type ProtocolId, type Style } from './protocols.ts'
import { defaultServiceName } from './service-name.ts'
import { readStep, type WrittenCall } from './written-calls.ts'
import type { WrittenPolicy } from './written-policy.ts'
import type { WrittenPublish } from './written-publish.ts'
import type { WrittenService } from './written-service.ts'

/** What a lane's `call`, its shorthand and a service's `calls` have in common. */
export interface EdgeAsWritten {
  protocol: ProtocolId
  style?: Style
  options?: Record<string, unknown>
  policy?: WrittenPolicy
  publish?: WrittenPublish
  requestBytes?: number
  responseBytes?: number
  service?: WrittenService
}

export interface EdgePlace {
  id: string
  /** The services on the way to it, the caller's own edge first; and what they were written as. */
  ancestors: readonly { name: string; written: unknown }[]
  path: Path
  servicePath: Path
  limits: Limits
  issues: Issues
  /** Edges of the lane that were read so far: a tree may be written much smaller than it is. */
  read: { edges: number }
}

export function completeEdge(written: EdgeAsWritten, place: EdgePlace): Edge {
  const { id, path, limits, issues } = place
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
  const at = { path: [...path, 'options'], issues }
  const options = parseSettings(facts.options, written.options, { ...at, owner, absent: facts.absent })
  if (Object.hasOwn(facts.styles, style)) refuseIdle(facts.options, options, { ...at, style })
  const { protocol } = written
  const publish =
    written.publish && completePublish(written.publish, { protocol, style }, { path: [...path, 'publish'], issues })
  for (const size of ['requestBytes', 'responseBytes'] as const) {
    const bytes = written[size] ?? 0
    const message = overCap(bytes, 'maxPayloadBytes', limits)
    if (message !== null) issues.add([...path, size], message)
    else if (bytes > facts.largestPayloadBytes)
      issues.add([...path, size], `${bytes} is more than ${facts.name} carries: at most ${facts.largestPayloadBytes}`)
  }
  const to = completeService(written.service, place)
  if ((to.replicas ?? 1) > 1 && (facts.engine || facts.legs.length === 0)) {
    const instead = facts.engine ? "behind a broker, 'consumers' says how many take from it" : 'a function is called'
    issues.add([...place.servicePath, 'replicas'], `${facts.name} has no address to choose: ${instead}`)
  }
  const { requestBytes, responseBytes } = written
  const edge: Edge = {
    id,
    protocol,
    style,
    options,
    ...(publish ? { publish } : {}),
    ...(requestBytes === undefined ? {} : { requestBytes }),
    ...(responseBytes ? { responseBytes } : {}),
    to,
  }
  return { ...edge, ...completePolicy(written.policy, edge, { path: [...path, 'policy'], issues }) }
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

function completeService(written: WrittenService | undefined, place: EdgePlace): ServiceSpec {
  const { servicePath: path, limits, issues } = place
  const work: Distribution = written?.work ?? defaultService.work
  for (const [low, high] of risingFields[work.dist]) {
    const [from, to] = [low, high].map((field) => (work as unknown as Record<string, number>)[field] as number)
    if ((to as number) < (from as number)) issues.add([...path, 'work', high], `${to} is below ${low} (${from})`)
  }
  const { replicas = 1 } = written ?? {}
  const tooMany = overCap(replicas, 'maxReplicas', limits)
  if (tooMany !== null) issues.add([...path, 'replicas'], tooMany)
  const name = written?.name ?? defaultServiceName(place.id)
  if (place.ancestors.some((service) => service.name === name)) {
    const way = [...place.ancestors.map((service) => service.name), name].join(' → ')
    issues.add([...path, 'name'], `'${name}' would wait for itself: ${way} is a cycle`)
  }
  const calls = completeCalls(written, name, place)
  return {
    name,
    work,
    cpu: written?.cpu ?? defaultService.cpu,
    concurrency: written?.concurrency ?? defaultService.concurrency,
    queueLimit: written?.queueLimit ?? defaultService.queueLimit,
    overload: written?.overload ?? defaultService.overload,
    idempotent: written?.idempotent ?? defaultService.idempotent,
    poisonEvery: written?.poisonEvery ?? defaultService.poisonEvery,
    ...(replicas > 1 ? { replicas } : {}),
    ...(calls.length > 0 ? { calls } : {}),
  }
}

function completeCalls(written: WrittenService | undefined, name: string, place: EdgePlace): Step[] {
  const { id, servicePath, ancestors, limits, issues } = place
  const steps = written?.calls ?? []
  const path = [...servicePath, 'calls']
  if (steps.length === 0) return []
  // YAML may name a value again inside itself (`*alias`).
  if (ancestors.some((service) => service.written === steps)) {
    issues.add(path, 'is written inside itself: a cycle')
    return []
  }
  const tooDeep = overCap(ancestors.length + 2, 'maxDepth', limits)
  if (tooDeep !== null) {
    issues.add(path, `services that call ${ancestors.length + 2} deep: ${tooDeep}`)
    return []
  }
  let number = 0
  const complete = (call: WrittenCall, at: Path): Edge => {
    const { id: written, timeoutMs = DEFAULT_TIMEOUT_MS, count = 1, to: service, ...rest } = call
    const own = `${id}.${++number}`
    if (written !== undefined && written !== own) issues.add([...at, 'id'], `'${written}' stands where '${own}' is`)
    const tooOften = overCap(count, 'maxFanOut', limits)
    if (tooOften !== null) issues.add([...at, 'count'], tooOften)
    place.read.edges++
    const edge = completeEdge(
      { ...rest, service },
      {
        ...place,
        id: own,
        ancestors: [...ancestors, { name, written: steps }],
        path: at,
        servicePath: [...at, 'to'],
      },
    )
    return { ...edge, count, timeoutMs }
  }
  return steps.flatMap((given, i): Step[] => {
    const at = [...path, i]
    // One edge more than there may be is enough to be told so.
    if (place.read.edges > limits.maxEdges) return []
    const step = readStep(given, at, issues)
    if (step === null) return []
    if (!('parallel' in step)) return [complete(step, at)]
    if (step.parallel.length === 0) issues.add([...at, 'parallel'], 'empty; name what is called at once')
    return [{ parallel: step.parallel.map((call, j) => complete(call, [...at, 'parallel', j])) }]
  })
}

/** What only shows once the whole tree is there. */
export function refuseTooMuch(call: Edge, { path, limits, issues }: Pick<EdgePlace, 'path' | 'limits' | 'issues'>) {
  const edges = overCap(edgesOf(call).length, 'maxEdges', limits)
  if (edges !== null) issues.add(path, `its tree of services has too many edges: ${edges}`)
  const calls = overCap(callsPerOrder(call), 'maxCallsPerOrder', limits)
  if (calls !== null) issues.add(path, `one order makes too many calls, the caller's own included: ${calls}`)
}
