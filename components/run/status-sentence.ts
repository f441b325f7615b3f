/** What is happening, in a few short sentences: which fault is on, who is held, who falls behind, who is not. */

import type { Words } from '#components/text/words.ts'
import type { Experiment } from '#core/experiment.ts'
import { failReasonLabel, faultLabel } from '#core/labels.ts'
import { completedOf, doneThoughToldFailed, promisedButLost, sentOf } from '#core/ledger.ts'
import { factsOf } from '#core/protocols.ts'
import type { LaneView, RunView } from '#core/run-view.ts'
import { failureSentence } from '#core/sentence.ts'
import type { Locale } from '#core/text.ts'
import { formatCount, formatDuration, formatPercent } from './format.ts'
import { labReading } from './lab-health.ts'
import { aimLabel } from './lane-words.ts'
import { beforeFaults, liveReading } from './readings.ts'

export interface SentenceInput {
  experiment: Experiment
  /** Null before a run. */
  view: RunView | null
  locale: Locale
  words: Words
}

const US_PER_S = 1_000_000
/** Fewer than this waiting is no backlog worth a sentence. */
const WORTH_SAYING = 10
const FAILING_SHARE = 0.05
const HELD_LONGER_US = 20_000
const RECENT_S = 5

export function statusSentence(input: SentenceInput): string {
  const { view, words, locale } = input
  if (view === null) return words.run.idleStatus
  switch (view.state.is) {
    case 'queued':
      return words.run.queued(view.state.position)
    case 'starting':
      return words.run.starting
    case 'running':
      return running(input, view)
    case 'paused':
      return words.sentence.paused
    case 'draining':
      return words.sentence.drainingAll(formatCount(sumOf(view, (lane) => lane.backlog)))
    case 'finished':
      return [...absent(input, view), finished(view, words)].join(' ')
    case 'failed':
      return `${failReasonLabel(view.state.reason, locale)}: ${view.state.detail}`
    case 'interrupted':
      return words.run.interrupted
  }
}

/** Lanes that take no part, each with the reason. */
function absent({ experiment, locale }: SentenceInput, view: RunView): string[] {
  return experiment.lanes.flatMap(({ id, name }) => {
    const failure = view.lanes[id]?.failure
    return failure ? [`${name[locale]}: ${failureSentence(failure, locale)}`] : []
  })
}

function running(input: SentenceInput, view: RunView): string {
  const { experiment, locale, words } = input
  const on = view.faults.filter((window) => window.clearedUs === null)
  const faults = on.map(({ fault, setUs }) => {
    const { target } = fault
    const where = aimLabel(
      { lane: target.lane, edge: target.edge, leg: 'leg' in target ? target.leg : null },
      experiment,
      { locale, words },
    )
    const seconds = Math.max(0, Math.floor((view.elapsedUs - setUs) / US_PER_S))
    return words.sentence.faultOn({ where, fault: faultLabel(fault, locale), seconds })
  })
  const told = experiment.lanes.flatMap((lane) => {
    const measured = view.lanes[lane.id]
    if (!measured) return []
    const name = lane.name[locale]
    const before = beforeFaults(view, lane.id)
    const now = newestP50Us(measured) ?? liveReading(measured).caller.p50Us
    const failing = failingShare(measured)
    const said: string[] = []
    if (failing >= FAILING_SHARE) said.push(words.sentence.failing({ lane: name, percent: formatPercent(failing) }))
    else if (before?.callerP50Us && now !== null && isHeldLonger(now, before.callerP50Us))
      said.push(
        words.sentence.held({ lane: name, before: formatDuration(before.callerP50Us), now: formatDuration(now) }),
      )
    if (factsOf(lane.call.protocol).engine && measured.backlog >= WORTH_SAYING) {
      const say = on.length > 0 ? words.sentence.behind : words.sentence.draining
      said.push(say({ lane: name, count: formatCount(measured.backlog) }))
    }
    return said
  })
  const missing = [...(labReading(view)?.bottleneck ? [words.sentence.labBehind] : []), ...absent(input, view)]
  if (told.length === 0) {
    if (on.length > 0) return [...missing, ...faults, words.sentence.nothingYet].join(' ')
    return missing.length > 0 ? missing.join(' ') : words.sentence.allFine
  }
  const others = on.length > 0 && told.length < experiment.lanes.length ? [words.sentence.othersFine] : []
  return [...missing, ...faults, ...told, ...others].join(' ')
}

function finished(view: RunView, words: Words): string {
  const lost = sumOf(view, (lane) => promisedButLost(lane.ledger))
  const toldFailed = sumOf(view, (lane) => doneThoughToldFailed(lane.ledger))
  const ghosts = sumOf(view, (lane) => lane.ledger.ghosts ?? 0)
  const committedButLost = sumOf(view, (lane) => lane.ledger.committedButLost ?? 0)
  const sent = formatCount(sumOf(view, (lane) => sentOf(lane.ledger)))
  const completed = formatCount(sumOf(view, (lane) => completedOf(lane.ledger)))
  const abortedBy = view.state.is === 'finished' ? view.state.abortedBy : undefined
  return [
    ...(abortedBy === undefined ? [] : [words.sentence.aborted(abortedBy)]),
    words.sentence.finished({ sent, completed }),
    ...(lost > 0 ? [words.sentence.lost(formatCount(lost))] : []),
    ...(lost + committedButLost === 0 ? [words.sentence.nothingLost] : []),
    ...(ghosts > 0 ? [words.sentence.ghosts(formatCount(ghosts))] : []),
    ...(committedButLost > 0 ? [words.sentence.committedButLost(formatCount(committedButLost))] : []),
    ...(toldFailed > 0 ? [words.sentence.toldFailed(formatCount(toldFailed))] : []),
  ].join(' ')
}

function sumOf(view: RunView, of: (lane: LaneView) => number): number {
  return Object.values(view.lanes).reduce((sum, lane) => sum + of(lane), 0)
}

/** Much longer, and by more than one busy second of a small computer makes up. */
function isHeldLonger(nowUs: number, beforeUs: number): boolean {
  return nowUs > beforeUs * 2 && nowUs - beforeUs > HELD_LONGER_US
}

/** Of the newest second that has a sample: what the caller is held now, not over fifteen seconds. */
function newestP50Us(lane: LaneView): number | null {
  const bin = lane.bins.slice(-2).findLast((candidate) => candidate && candidate.caller.n > 0)
  return bin?.caller.percentile(50) ?? null
}

function failingShare(lane: LaneView): number {
  let ok = 0
  let failed = 0
  for (const bin of lane.bins.slice(-RECENT_S)) {
    ok += bin?.ok ?? 0
    failed += bin?.failed ?? 0
  }
  return ok + failed === 0 ? 0 : failed / (ok + failed)
}
