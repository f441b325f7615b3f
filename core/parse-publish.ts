/** What of `publish` fits together, and with the edge that it is written at. */
import { type Issues, listed, type Path } from './issue.ts'
import { factsOf, protocolIds, type Spoken } from './protocols.ts'
import { crashPointsOf, defaultCrashing, defaultRelay, NO_ORDER, type PublishSpec } from './publishing.ts'
import type { WrittenPublish } from './written-publish.ts'

const brokered = protocolIds.map(factsOf).flatMap(({ engine, name }) => (engine ? [name] : []))
const relayFields = ['relayIntervalMs', 'relayBatch'] as const

/** @param path of `publish` as it was written */
export function completePublish(
  written: WrittenPublish,
  spoken: Pick<Spoken, 'protocol' | 'style'>,
  { path, issues }: { path: Path; issues: Issues },
): PublishSpec {
  const { name, engine } = factsOf(spoken.protocol)
  if (!engine) issues.add(path, `${name} has no broker to publish to; a service publishes over ${listed(brokered)}`)
  else if (spoken.style !== 'one-way') {
    issues.add(path, `what a service publishes it does not wait for: with 'publish' the style is 'one-way'`)
  }
  const { strategy } = written
  const crashing = {
    crash: written.crash ?? defaultCrashing.crash,
    crashAt: written.crashAt ?? defaultCrashing.crashAt,
    crashRate: written.crashRate ?? defaultCrashing.crashRate,
    restartMs: written.restartMs ?? defaultCrashing.restartMs,
  }
  const points = crashPointsOf[strategy]
  if (!points.includes(crashing.crash)) {
    issues.add([...path, 'crash'], `'${strategy}' has no '${crashing.crash}'; it may be ${listed(points)}`)
  } else if (crashing.crash !== 'never' && crashing.crashAt === NO_ORDER && crashing.crashRate === 0) {
    issues.add([...path, 'crash'], `nothing says when: write crashAt or crashRate as well`)
  }
  if (strategy === 'outbox') {
    return {
      strategy,
      ...crashing,
      relayIntervalMs: written.relayIntervalMs ?? defaultRelay.relayIntervalMs,
      relayBatch: written.relayBatch ?? defaultRelay.relayBatch,
    }
  }
  for (const field of relayFields) {
    if (written[field] !== undefined) issues.add([...path, field], `'${strategy}' has no relay; only 'outbox' has one`)
  }
  return { strategy, ...crashing }
}
