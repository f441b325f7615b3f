/** Whether a fault can be where it is said to be. */
import { DEFAULT_STREAM, DEFAULT_TOXICITY } from './defaults.ts'
import type { Fault, Lane, Part, Target } from './experiment.ts'
import { faultFactsOf } from './faults.ts'
import { type Issues, listed, notOneOf, type Path } from './issue.ts'
import { parseSettings } from './parse-settings.ts'
import { factsOf, type Leg, legsOf } from './protocols.ts'
import type { WrittenFault } from './written.ts'

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

type Say = (key: Path, message: string) => void

function targetOf({ type, target }: WrittenFault, lanes: readonly Lane[], say: Say): Target | null {
  const { lane, part } = target
  const edge = 'e1'
  const ids = lanes.map(({ id }) => id)
  if (lane !== '*' && !ids.includes(lane)) {
    say(['lane'], notOneOf(lane, 'a lane', [...ids, '*']))
    return null
  }
  const aimedAt = lane === '*' ? lanes : lanes.filter(({ id }) => id === lane)
  const { on } = faultFactsOf(type)
  if (on !== 'link') {
    if (target.leg !== undefined) {
      say(['leg'], `${type} acts on ${articled(on)}, not on a link: write 'part: ${on}'`)
      return null
    }
    if (part !== undefined && part !== on) {
      say(['part'], `${type} acts on ${articled(on)}: write 'part: ${on}'`)
      return null
    }
    if (on !== 'service' && !aimedAt.some(({ call }) => factsOf(call.protocol).engine)) {
      const names = [...new Set(aimedAt.map(({ call }) => factsOf(call.protocol).name))]
      say(['lane'], `${listed(names)} has no broker: there is no ${on} for ${type} to act on`)
      return null
    }
    return { lane, edge, part: on }
  }
  if (part !== undefined) {
    say(['part'], `${type} acts on a link: write 'leg', not 'part'`)
    return null
  }
  const leg = legOf(target.leg, aimedAt, say)
  return leg && { lane, edge, leg }
}

function articled(part: Part): string {
  return part === 'engine' ? 'a broker' : `a ${part}`
}

function legOf(written: Leg | undefined, aimedAt: readonly Lane[], say: Say): Leg | null {
  const there = [...new Set(aimedAt.flatMap(({ call }) => legsOf(call)))]
  const [only] = there
  if (only === undefined) {
    const names = [...new Set(aimedAt.map(({ call }) => factsOf(call.protocol).name))]
    say(['lane'], `${listed(names)} crosses no wire: it has no link to break`)
    return null
  }
  if (written === undefined) {
    if (there.length === 1) return only
    say(['leg'], `missing; it may be ${listed(there)}`)
    return null
  }
  if (there.includes(written)) return written
  const whose = aimedAt.length === 1 ? `${factsOf((aimedAt[0] as Lane).call.protocol).name} has no` : 'no lane has a'
  say(['leg'], `${whose} leg '${written}'; it may be ${listed(there)}`)
  return null
}
