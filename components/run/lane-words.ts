/** A lane's options in one line, and its name where a fault is aimed. */

import type { Words } from '#components/text/words.ts'
import type { Experiment, Lane } from '#core/experiment.ts'
import type { Field } from '#core/fields.ts'
import { countsIn } from '#core/idle-settings.ts'
import { legLabel } from '#core/labels.ts'
import { factsOf } from '#core/protocols.ts'
import type { Locale } from '#core/text.ts'
import type { Aim } from './fault-aim.ts'
import { formatCount } from './format.ts'

/** What sets this lane apart stands first: the line is cut where the column ends. */
export function optionsLine(lane: Lane, locale: Locale, words: Words): string {
  const rows = Object.entries<Field>(factsOf(lane.call.protocol).options).filter(([, row]) =>
    countsIn(row, lane.call.style),
  )
  const isChanged = ([name, row]: [string, Field]) => (lane.call.options[name] ?? row.default) !== row.default
  const say = ([name, row]: [string, Field]) => {
    const value = lane.call.options[name] ?? row.default
    const shown = typeof value === 'boolean' ? (value ? words.options.on : words.options.off) : value
    return `${withoutAside(row.label[locale])} ${shown}${row.unit ? ` ${row.unit}` : ''}`
  }
  return [
    ...rows.filter(isChanged).map(say),
    words.options.timeout(formatCount(lane.timeoutMs)),
    ...rows.filter((row) => !isChanged(row)).map(say),
  ].join(' · ')
}

/** `connection (per-call: a new one each time)` explains a form; here the name is enough. */
function withoutAside(label: string): string {
  return label.replace(/\s*\([^)]*\)$/, '')
}

export function aimLabel(aim: Aim, experiment: Experiment, of: { locale: Locale; words: Words }): string {
  const { locale, words } = of
  const lane = experiment.lanes.find(({ id }) => id === aim.lane)
  const who = lane ? lane.name[locale] : words.faults.allLanes
  // The caller's own edge goes without saying.
  const where = aim.edge === 'e1' ? who : `${who} · ${aim.edge}`
  return `${where} · ${aim.leg === null ? words.topology.service : words.faults.legOf(legLabel(aim.leg, locale))}`
}

/** What stands at the end of a lane: consumers of a queue, or a service that is called. */
export function serviceWord(lane: Lane | undefined, words: Words): string {
  return lane && factsOf(lane.call.protocol).engine ? words.faults.stopConsumer : words.faults.stopService
}
