/** A lane's options in one line, and its name where a fault is aimed. */

import type { Words } from '#components/text/words.ts'
import type { Experiment, Lane } from '#core/experiment.ts'
import { legLabel } from '#core/labels.ts'
import { factsOf } from '#core/protocols.ts'
import type { Locale } from '#core/text.ts'
import type { Aim } from './fault-aim.ts'
import { formatCount } from './format.ts'

export function optionsLine(lane: Lane, locale: Locale, words: Words): string {
  const rows = factsOf(lane.call.protocol).options
  const parts = Object.entries(rows).map(([name, row]) => {
    const value = lane.call.options[name] ?? row.default
    const shown = typeof value === 'boolean' ? (value ? words.options.on : words.options.off) : value
    return `${row.label[locale]} ${shown}${row.unit ? ` ${row.unit}` : ''}`
  })
  return [...parts, words.options.timeout(formatCount(lane.timeoutMs))].join(' · ')
}

export function aimLabel(aim: Aim, experiment: Experiment, of: { locale: Locale; words: Words }): string {
  const { locale, words } = of
  const lane = experiment.lanes.find(({ id }) => id === aim.lane)
  const who = lane ? lane.name[locale] : words.faults.allLanes
  return `${who} · ${aim.leg === null ? words.topology.service : words.faults.legOf(legLabel(aim.leg, locale))}`
}

/** What stands at the end of a lane: consumers of a queue, or a service that is called. */
export function serviceWord(lane: Lane | undefined, words: Words): string {
  return lane && factsOf(lane.call.protocol).engine ? words.faults.stopConsumer : words.faults.stopService
}
