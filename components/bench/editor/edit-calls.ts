/** Changes to the tree of services of a lane. Edges are numbered by where they stand, so what names them moves along. */
import { edgesOf } from '#core/call-path.ts'
import { DEFAULT_TIMEOUT_MS, defaultService } from '#core/defaults.ts'
import type { Edge, Experiment, Fault, ServiceSpec, Step, Target } from '#core/experiment.ts'
import { defaultsOf } from '#core/fields.ts'
import { factsOf, type ProtocolId } from '#core/protocols.ts'
import { defaultServiceName } from '#core/service-name.ts'

/** The service behind an edge is another; or, with null, the edge goes, and with it all that lies behind. */
type Change = (edge: Edge) => Edge | null

export function changeEdge(experiment: Experiment, lane: string, { id, to }: { id: string; to: Change }): Experiment {
  const moved = new Map<string, string>()
  const lanes = experiment.lanes.map((one) => {
    if (one.id !== lane) return one
    const call = rebuilt(one.call, { id: 'e1', was: id, to, moved })
    return call ? { ...one, call } : one
  })
  const stands = new Set(lanes.flatMap((one) => edgesOf(one.call).map(({ edge }) => `${one.id}/${edge.id}`)))
  const faults = experiment.faults.flatMap((fault): Fault[] => {
    const { target } = fault
    if (target.lane === '*') {
      return lanes.some((one) => stands.has(`${one.id}/${target.edge}`)) ? [fault] : []
    }
    if (target.lane !== lane) return [fault]
    const edge = moved.get(target.edge)
    return edge === undefined ? [] : [edge === target.edge ? fault : { ...fault, target: { ...target, edge } }]
  })
  return { ...experiment, lanes, faults }
}

interface Rebuilding {
  /** Where it stands now. */
  id: string
  /** The edge that is changed, by where it stood. */
  was: string
  to: Change
  /** Of every edge that stays: from where it stood to where it stands. */
  moved: Map<string, string>
}

function rebuilt(edge: Edge, at: Rebuilding): Edge | null {
  const now = edge.id === at.was ? at.to(edge) : edge
  if (!now) return null
  at.moved.set(edge.id, at.id)
  let number = 0
  const next = (call: Edge): Edge[] => {
    const kept = rebuilt(call, { ...at, id: `${at.id}.${number + 1}` })
    if (!kept) return []
    number++
    return [kept]
  }
  const calls = (now.to.calls ?? []).flatMap((step): Step[] => {
    if (!('parallel' in step)) return next(step)
    const parallel = step.parallel.flatMap(next)
    return parallel.length === 0 ? [] : [{ parallel }]
  })
  return { ...now, id: at.id, to: withCalls(renamed(now.to, edge.id, at.id), calls) }
}

function withCalls({ calls: _before, ...service }: ServiceSpec, calls: Step[]): ServiceSpec {
  return calls.length > 0 ? { ...service, calls } : service
}

/** A name that says where it stood says where it stands. */
function renamed(service: ServiceSpec, was: string, is: string): ServiceSpec {
  return service.name === defaultServiceName(was) ? { ...service, name: defaultServiceName(is) } : service
}

/** One more service that the one behind `id` calls, after what it calls already. */
export function addCall(experiment: Experiment, lane: string, id: string, protocol: ProtocolId = 'http'): Experiment {
  return changeEdge(experiment, lane, {
    id,
    to: (edge) => {
      const calls = edge.to.calls ?? []
      const { defaultStyle, options } = factsOf(protocol)
      const count = calls.reduce((sum, step) => sum + ('parallel' in step ? step.parallel.length : 1), 0)
      const own = `${id}.${count + 1}`
      const call: Edge = {
        id: own,
        protocol,
        style: defaultStyle,
        options: defaultsOf(options),
        count: 1,
        timeoutMs: DEFAULT_TIMEOUT_MS,
        to: { ...defaultService, name: defaultServiceName(own) },
      }
      return { ...edge, to: { ...edge.to, calls: [...calls, call] } }
    },
  })
}

/** With all that lies behind it, and the faults on them. The caller's own edge stays. */
export function removeCall(experiment: Experiment, lane: string, id: string): Experiment {
  return id === 'e1' ? experiment : changeEdge(experiment, lane, { id, to: () => null })
}

/** A fault of its own name: `latency`, `latency-2` … */
export function addFault(experiment: Experiment, fault: Omit<Fault, 'id'>): Experiment {
  const taken = new Set(experiment.faults.map(({ id }) => id))
  const base = fault.type.replaceAll('_', '-')
  let id = base
  for (let n = 2; taken.has(id); n++) id = `${base}-${n}`
  return { ...experiment, faults: [...experiment.faults, { id, ...fault }] }
}

export function changeFault(experiment: Experiment, id: string, part: Partial<Fault>): Experiment {
  return { ...experiment, faults: experiment.faults.map((fault) => (fault.id === id ? { ...fault, ...part } : fault)) }
}

/** Thresholds that ask what held during it go with it. */
export function removeFault(experiment: Experiment, id: string): Experiment {
  return {
    ...experiment,
    faults: experiment.faults.filter((fault) => fault.id !== id),
    thresholds: experiment.thresholds.filter((text) => !new RegExp(`\\bduring ${id}(?![\\w-])`).test(text)),
  }
}

/** Of a lane, whether the fault acts there: on one leg, or on a part behind the edge. */
export function actsAt({ target }: Fault, at: Target): boolean {
  if ((target.lane !== '*' && target.lane !== at.lane) || target.edge !== at.edge) return false
  return 'leg' in target ? 'leg' in at && target.leg === at.leg : 'part' in at && target.part === at.part
}
