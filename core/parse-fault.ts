/** Whether a fault can be where it is said to be. */
import { edgeAt, edgesOf } from './call-path.ts'
import { DEFAULT_STREAM, DEFAULT_TOXICITY } from './defaults.ts'
import type { Edge, Fault, Lane, Part, Target } from './experiment.ts'
import { lacking, notOf } from './fault-places.ts'
import { faultFactsOf } from './faults.ts'
import { type Issues, listed, notOneOf, type Path } from './issue.ts'
import { parseSettings } from './parse-settings.ts'
import { factsOf, type Leg, legsOf } from './protocols.ts'
import type { WrittenFault } from './written-fault.ts'

/** @returns the fault with its defaults, or null where its target does not exist */
export function completeFault(
  written: WrittenFault,
  { lanes, path, issues }: { lanes: readonly Lane[]; path: Path; issues: Issues },
): Fault | null {
  const { type } = written
  const attributes = parseSettings(faultFactsOf(type).attributes, written.attributes, {
    path: [...path, 'attributes'],
    owner: `an attribute of ${type}`,
    issues,
  })
  const target = targetOf(written, lanes, (key, message) => issues.add([...path, 'target', ...key], message))
  if (target === null) return null
  if (attributes.when === 'after-ack' && !anyAcknowledges(target, lanes)) {
    const message = "'after-ack' has no effect where 'acknowledge' is 'never': nothing is acknowledged"
    issues.add([...path, 'attributes', 'when'], message)
  }
  const replica = Number(attributes.replica ?? 0)
  const most = mostReplicas(target, lanes)
  if (replica > most) {
    const message = `there is no replica ${replica}: the service has ${most} (its 'replicas')`
    issues.add([...path, 'attributes', 'replica'], message)
  }
  return {
    id: faultIdOf(written),
    type,
    target,
    stream: (written.stream as Fault['stream'] | undefined) ?? faultFactsOf(type).stream ?? DEFAULT_STREAM,
    toxicity: written.toxicity ?? DEFAULT_TOXICITY,
    attributes,
    ...(written.atS === undefined ? {} : { atS: written.atS }),
    ...(written.forS === undefined ? {} : { forS: written.forS }),
    ...(written.everyS === undefined ? {} : { everyS: written.everyS }),
    ...(written.atRandom === undefined ? {} : { atRandom: written.atRandom }),
  }
}

/** A fault without an id is called after its type. */
export function faultIdOf({ id, type }: WrittenFault): string {
  return id ?? type.replaceAll('_', '-')
}

function edgesUnder({ lane, edge }: Target, lanes: readonly Lane[]): Edge[] {
  const meant = lane === '*' ? lanes : lanes.filter(({ id }) => id === lane)
  return meant.flatMap(({ call }) => edgeAt(call, edge) ?? [])
}

/** Of the consumers that are meant. */
function anyAcknowledges(target: Target, lanes: readonly Lane[]): boolean {
  return edgesUnder(target, lanes).some(({ options: { acknowledge = 'never' } }) => acknowledge !== 'never')
}

/** A lane that has fewer than another under the same fault is spared. */
function mostReplicas(target: Target, lanes: readonly Lane[]): number {
  return Math.max(1, ...edgesUnder(target, lanes).map(({ to }) => to.replicas ?? 1))
}

type Say = (key: Path, message: string) => void

function targetOf({ type, target }: WrittenFault, lanes: readonly Lane[], say: Say): Target | null {
  const { lane, part, edge = 'e1' } = target
  const ids = lanes.map(({ id }) => id)
  if (lane !== '*' && !ids.includes(lane)) {
    say(['lane'], notOneOf(lane, 'a lane', [...ids, '*']))
    return null
  }
  const meant = lane === '*' ? lanes : lanes.filter(({ id }) => id === lane)
  const aimedAt = meant.flatMap(({ call }) => edgeAt(call, edge) ?? [])
  if (aimedAt.length === 0) {
    const there = [...new Set(meant.flatMap(({ call }) => edgesOf(call).map((placed) => placed.edge.id)))]
    say(['edge'], notOneOf(edge, lane === '*' ? 'an edge of any lane' : 'an edge of this lane', there))
    return null
  }
  const { on, of = [], needs } = faultFactsOf(type)
  const isElsewhere = () => {
    const other = notOf(type, aimedAt)
    if (other) {
      const names = listed(of.map((protocol) => factsOf(protocol).name))
      const what = on === 'engine' ? 'a broker' : 'messages'
      say(
        ['lane'],
        `${type} acts on ${what} of ${names}, and lane '${lane}' speaks ${factsOf(other.protocol).name} there`,
      )
      return true
    }
    if (!needs || !lacking(type, aimedAt)) return false
    say(['lane'], `${type} needs 'options.${needs.option}: ${needs.is}', which lane '${lane}' has not`)
    return true
  }
  if (on !== 'link' && on !== 'messages') {
    if (target.leg !== undefined) {
      say(['leg'], `${type} acts on ${articled(on)}, not on a link: write 'part: ${on}'`)
      return null
    }
    if (part !== undefined && part !== on) {
      say(['part'], `${type} acts on ${articled(on)}: write 'part: ${on}'`)
      return null
    }
    if (on !== 'service' && !aimedAt.some(({ protocol }) => factsOf(protocol).engine)) {
      const names = [...new Set(aimedAt.map(({ protocol }) => factsOf(protocol).name))]
      say(['lane'], `${listed(names)} has no broker: there is no ${on} for ${type} to act on`)
      return null
    }
    return isElsewhere() ? null : { lane, edge, part: on }
  }
  if (part !== undefined) {
    say(['part'], `${type} acts on a link: write 'leg', not 'part'`)
    return null
  }
  if (isElsewhere()) return null
  const leg = legOf(target.leg, aimedAt, say)
  return leg && { lane, edge, leg }
}

function articled(part: Part): string {
  return part === 'engine' ? 'a broker' : `a ${part}`
}

function legOf(written: Leg | undefined, aimedAt: readonly Edge[], say: Say): Leg | null {
  const there = [...new Set(aimedAt.flatMap((edge) => legsOf(edge)))]
  const [only] = there
  if (only === undefined) {
    const names = [...new Set(aimedAt.map(({ protocol }) => factsOf(protocol).name))]
    say(['lane'], `${listed(names)} crosses no wire: it has no link to break`)
    return null
  }
  if (written === undefined) {
    if (there.length === 1) return only
    say(['leg'], `missing; it may be ${listed(there)}`)
    return null
  }
  if (there.includes(written)) return written
  const whose = aimedAt.length === 1 ? `${factsOf((aimedAt[0] as Edge).protocol).name} has no` : 'no lane has a'
  say(['leg'], `${whose} leg '${written}'; it may be ${listed(there)}`)
  return null
}
