/** Changes to an experiment that is being written. Each gives a new value and leaves the old one as it was. */
import { DEFAULT_CALLER, DEFAULT_TIMEOUT_MS, defaultRetry, defaultService } from '#core/defaults.ts'
import type { Edge, Experiment, Lane } from '#core/experiment.ts'
import { defaultsOf } from '#core/fields.ts'
import { settingsIn } from '#core/idle-settings.ts'
import type { Issue } from '#core/issue.ts'
import { factsOf, type ProtocolId, type Style } from '#core/protocols.ts'
import { retryOn } from '#core/retry-rules.ts'

/** What nobody else is called: `http`, `http-2`, `http-3` … */
function freshId(lanes: Lane[], wanted: string): string {
  const taken = new Set(lanes.map(({ id }) => id))
  if (!taken.has(wanted)) return wanted
  const base = wanted.replace(/-\d+$/, '')
  for (let n = 2; ; n++) if (!taken.has(`${base}-${n}`)) return `${base}-${n}`
}

export function addLane(experiment: Experiment, protocol: ProtocolId = 'http'): Experiment {
  const { name, defaultStyle, options } = factsOf(protocol)
  const lane: Lane = {
    id: freshId(experiment.lanes, protocol),
    name: { ko: name, en: name },
    caller: DEFAULT_CALLER,
    timeoutMs: DEFAULT_TIMEOUT_MS,
    call: { id: 'e1', protocol, style: defaultStyle, options: defaultsOf(options), to: defaultService },
  }
  return { ...experiment, lanes: [...experiment.lanes, lane] }
}

/** The copy stands after the original, and is called otherwise. */
export function duplicateLane(experiment: Experiment, at: number): Experiment {
  const original = experiment.lanes[at]
  if (!original) return experiment
  const copy = { ...structuredClone(original), id: freshId(experiment.lanes, original.id) }
  return { ...experiment, lanes: experiment.lanes.toSpliced(at + 1, 0, copy) }
}

/** What was said of that lane alone goes with it: its faults, and thresholds that name it. */
export function removeLane(experiment: Experiment, at: number): Experiment {
  const gone = experiment.lanes[at]
  if (!gone) return experiment
  const names = new RegExp(`(^|[^\\w-])${gone.id}\\.`)
  return {
    ...experiment,
    lanes: experiment.lanes.toSpliced(at, 1),
    faults: experiment.faults.filter(({ target }) => target.lane !== gone.id),
    thresholds: experiment.thresholds.filter((text) => !names.test(text)),
  }
}

/** @param by −1 is up */
export function moveLane(experiment: Experiment, at: number, by: -1 | 1): Experiment {
  const lane = experiment.lanes[at]
  const to = at + by
  if (!lane || to < 0 || to >= experiment.lanes.length) return experiment
  return { ...experiment, lanes: experiment.lanes.toSpliced(at, 1).toSpliced(to, 0, lane) }
}

export function changeLane(experiment: Experiment, at: number, change: (lane: Lane) => Lane): Experiment {
  return { ...experiment, lanes: experiment.lanes.map((lane, index) => (index === at ? change(lane) : lane)) }
}

/** Options of the same name keep their value where the other protocol knows it; what it cannot do is left out. */
export function withProtocol(lane: Lane, protocol: ProtocolId): Lane {
  const before = factsOf(lane.call.protocol)
  const facts = factsOf(protocol)
  const style = Object.hasOwn(facts.styles, lane.call.style) ? lane.call.style : facts.defaultStyle
  const kept = Object.entries(lane.call.options).filter(([name, value]) => {
    const field = facts.options[name]
    return (
      field !== undefined &&
      typeof field.default === typeof value &&
      (field.type !== 'choice' || field.values.includes(String(value)))
    )
  })
  const { publish: _publish, ...call } = lane.call
  const named = lane.name.en === before.name ? { ko: facts.name, en: facts.name } : lane.name
  const options = settingsIn(facts.options, { ...defaultsOf(facts.options), ...Object.fromEntries(kept) }, style)
  const published = facts.engine && lane.call.publish ? { publish: lane.call.publish } : {}
  const spoken = { ...call, ...published, protocol, style, options }
  return { ...lane, name: named, call: withItsOwnRetries(spoken, lane.call) }
}

/** What is safe to try again is another thing over another protocol, unless somebody has said otherwise. */
function withItsOwnRetries(now: Edge, before: Edge): Edge {
  const retry = before.policy?.retry
  if (!retry || String(retry.on) !== String(retryOn(before))) return now
  return { ...now, policy: { ...now.policy, retry: { ...retry, on: retryOn(now) } } }
}

/** Options that count only in the style before are dropped: the form does not show them any more. */
export function withStyle(lane: Lane, style: Style): Lane {
  const { protocol, options } = lane.call
  const spoken = { ...lane.call, style, options: settingsIn(factsOf(protocol).options, options, style) }
  return { ...lane, call: withItsOwnRetries(spoken, lane.call) }
}

/** @param attempts in all; 1 is no retry */
export function withAttempts(lane: Lane, attempts: number): Lane {
  const { policy, ...call } = lane.call
  const { retry, ...others } = policy ?? {}
  if (attempts <= 1) return { ...lane, call: Object.keys(others).length > 0 ? { ...call, policy: others } : call }
  const asked = retry ?? { ...defaultRetry, on: retryOn(lane.call) }
  return { ...lane, call: { ...call, policy: { ...others, retry: { ...asked, attempts } } } }
}

/** What is wrong at this path or below it; null where nothing is. */
export function issueAt(issues: readonly Issue[], path: string): string | null {
  const of = (found: string) => found === path || found.startsWith(`${path}.`) || found.startsWith(`${path}[`)
  return issues.find((issue) => of(issue.path))?.message ?? null
}
