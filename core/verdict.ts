/**
 * What a run has shown, the most important first: who took no part, what was lost or came from nowhere, who failed, who
 * was held while a fault was on, who fell behind unnoticed. Only what its own numbers bear out, compared with the same lane before the fault.
 */
import type { Fault } from './experiment.ts'
import { Histogram } from './histogram.ts'
import { faultLabel } from './labels.ts'
import { completedOf, doneThoughToldFailed, promisedButLost, sentOf } from './ledger.ts'
import { isOver } from './run.ts'
import type { FaultWindow, LaneFailure, LaneView, RunView } from './run-view.ts'
import { durationText, failureSentence } from './sentence.ts'
import type { Locale } from './text.ts'

export type Finding =
  /** A threshold that could not hold any more ended the run, after so much load. */
  | { is: 'aborted'; threshold: string; atUs: number }
  /** It took no part in the run. */
  | { is: 'absent'; lane: string; failure: LaneFailure }
  | { is: 'lost'; lane: string; count: number }
  | { is: 'ghosts' | 'committed-but-lost'; lane: string; count: number }
  | { is: 'failing'; lane: string; share: number; fault: Fault | null }
  | { is: 'held'; lanes: string[]; beforeUs: number; duringUs: number; fault: Fault }
  /** Its callers were told yes as fast as before. */
  | { is: 'behind'; lane: string; backlogMax: number; fault: Fault }
  | { is: 'told-failed'; lane: string; count: number }
  | { is: 'duplicated'; lane: string; count: number }
  | { is: 'spread'; fastest: { lane: string; us: number }; slowest: { lane: string; us: number } }
  | { is: 'settled'; sent: number; completed: number }

const US_PER_S = 1_000_000
/** So much above what it was before, and by more than a busy machine makes up, a lane is held. */
const HELD_TIMES = 1.5
const HELD_BY_US = 5000
const FAILING_SHARE = 0.05
/** Fewer waiting is no backlog worth a word. */
const WORTH_SAYING = 10
/** Lanes closer to each other than this are not told apart. */
const APART_TIMES = 1.5
/** A p50 of fewer says little. */
const ENOUGH = 20

export function findingsOf(view: RunView): Finding[] {
  const ids = view.experiment.lanes.map(({ id }) => id)
  const each = (find: (id: string, lane: LaneView) => Finding | null) =>
    ids.flatMap((id) => (Object.hasOwn(view.lanes, id) ? (find(id, view.lanes[id] as LaneView) ?? []) : []))
  type Counted = 'lost' | 'ghosts' | 'committed-but-lost' | 'told-failed' | 'duplicated'
  const counted = (is: Counted, countOf: (lane: LaneView) => number) =>
    each((lane, told) => (countOf(told) > 0 ? { is, lane, count: countOf(told) } : null))
  const during = view.faults.flatMap((window) => duringFault(view, window, ids))
  const failingThen = new Set(during.flatMap((finding) => (finding.is === 'failing' ? finding.lane : [])))
  return [
    ...abortedOf(view),
    ...each((lane, { failure }) => (failure ? { is: 'absent', lane, failure } : null)),
    ...counted('lost', ({ ledger }) => promisedButLost(ledger)),
    ...counted('ghosts', ({ ledger }) => ledger.ghosts ?? 0),
    ...counted('committed-but-lost', ({ ledger }) => ledger.committedButLost ?? 0),
    ...during,
    ...each((lane, told) => {
      const share = failedShare(told.outcomes)
      return share >= FAILING_SHARE && !failingThen.has(lane) ? { is: 'failing', lane, share, fault: null } : null
    }),
    ...counted('told-failed', ({ ledger }) => doneThoughToldFailed(ledger)),
    ...counted('duplicated', ({ ledger }) => ledger.duplicated),
    ...spreadOf(view, ids),
    ...settledOf(view),
  ]
}

function abortedOf({ state, activeUs }: RunView): Finding[] {
  if (state.is !== 'finished' || state.abortedBy === undefined) return []
  return [{ is: 'aborted', threshold: state.abortedBy, atUs: activeUs }]
}

function duringFault(view: RunView, window: FaultWindow, ids: string[]): Finding[] {
  const { fault } = window
  const seen = ids.flatMap((id) => {
    const totals = Object.hasOwn(window.lanes, id) ? window.lanes[id] : undefined
    const duringUs = totals?.hist.caller.percentile(50) ?? null
    if (!totals || duringUs === null) return []
    const beforeUs = usualP50Us(view, id, window.setUs)
    const held = beforeUs !== null && duringUs > beforeUs * HELD_TIMES && duringUs - beforeUs > HELD_BY_US
    return { id, totals, duringUs, beforeUs, held }
  })
  const failing = seen.flatMap(({ id, totals }): Finding[] => {
    const share = failedShare(totals.outcomes)
    return share >= FAILING_SHARE ? [{ is: 'failing', lane: id, share, fault }] : []
  })
  const held = seen.filter((lane) => lane.held && failedShare(lane.totals.outcomes) < FAILING_SHARE)
  const most = held.toSorted((a, b) => b.duringUs - a.duringUs)[0]
  const behind = seen.flatMap(({ id, totals, held: isHeld }): Finding[] => {
    const told = failedShare(totals.outcomes) < FAILING_SHARE
    const unnoticed = !isHeld && told && totals.backlogMax >= WORTH_SAYING && totals.backlogMax > totals.sent / 4
    return unnoticed ? [{ is: 'behind', lane: id, backlogMax: totals.backlogMax, fault }] : []
  })
  return [
    ...failing,
    ...(most && most.beforeUs !== null
      ? [
          {
            is: 'held' as const,
            lanes: held.map(({ id }) => id),
            beforeUs: most.beforeUs,
            duringUs: most.duringUs,
            fault,
          },
        ]
      : []),
    ...behind,
  ]
}

/** p50 of the seconds before, without those in which another fault was on. */
function usualP50Us(view: RunView, id: string, setUs: number): number | null {
  const usual = new Histogram()
  const bins = view.lanes[id]?.bins.slice(0, Math.floor(setUs / US_PER_S)) ?? []
  for (const [second, bin] of bins.entries()) {
    const disturbed = view.faults.some(
      (other) =>
        other.setUs < (second + 1) * US_PER_S && (other.clearedUs ?? Number.POSITIVE_INFINITY) > second * US_PER_S,
    )
    if (bin && !disturbed) usual.merge(bin.caller)
  }
  return usual.percentile(50)
}

function failedShare(outcomes: LaneView['outcomes']): number {
  const all = Object.values(outcomes).reduce((sum, count) => sum + count, 0)
  return all === 0 ? 0 : (all - outcomes.ok) / all
}

function spreadOf(view: RunView, ids: string[]): Finding[] {
  const medians = ids.flatMap((lane) => {
    const caller = view.lanes[lane]?.hist.caller
    const us = caller?.percentile(50) ?? null
    return us === null || (caller?.n ?? 0) < ENOUGH ? [] : { lane, us }
  })
  const [fastest, slowest] = [medians.toSorted((a, b) => a.us - b.us)[0], medians.toSorted((a, b) => b.us - a.us)[0]]
  if (!fastest || !slowest || slowest.us < fastest.us * APART_TIMES) return []
  return [{ is: 'spread', fastest, slowest }]
}

function settledOf(view: RunView): Finding[] {
  const lanes = Object.values(view.lanes)
  const sent = lanes.reduce((sum, { ledger }) => sum + sentOf(ledger), 0)
  const completed = lanes.reduce((sum, { ledger }) => sum + completedOf(ledger), 0)
  return isOver(view.state) && sent > 0 ? [{ is: 'settled', sent, completed }] : []
}

/** The most important of it, in a sentence or two; empty before anything was sent. */
export function verdictText(view: RunView, locale: Locale, most = 2): string {
  const nameOf = (id: string) => view.experiment.lanes.find((lane) => lane.id === id)?.name[locale] ?? id
  const say = locale === 'ko' ? korean : english
  return findingsOf(view)
    .slice(0, most)
    .map((finding) => say(finding, nameOf))
    .join(' ')
}

type NameOf = (id: string) => string

function english(finding: Finding, nameOf: NameOf): string {
  const n = (count: number) => count.toLocaleString('en')
  const orders = (count: number) => `${n(count)} ${count === 1 ? 'order' : 'orders'}`
  switch (finding.is) {
    case 'aborted':
      return `Ended after ${durationText(finding.atUs)}: ‘${finding.threshold}’ could not hold any more.`
    case 'absent':
      return `${nameOf(finding.lane)}: ${failureSentence(finding.failure, 'en')}`
    case 'lost':
      return `${nameOf(finding.lane)}: ${orders(finding.count)} acknowledged, then lost.`
    case 'ghosts':
      return `${nameOf(finding.lane)}: ${orders(finding.count)} done that nobody ever committed (ghosts).`
    case 'committed-but-lost':
      return `${nameOf(finding.lane)}: ${orders(finding.count)} committed, and never done.`
    case 'failing':
      return `${nameOf(finding.lane)}: ${percent(finding.share)} failed${finding.fault ? ` during ${faultLabel(finding.fault, 'en')}` : ''}.`
    case 'held':
      return `${finding.lanes.map(nameOf).join(', ')}: callers waited ${durationText(finding.beforeUs)} → ${durationText(finding.duringUs)} (p50) during ${faultLabel(finding.fault, 'en')}.`
    case 'behind':
      return `${nameOf(finding.lane)} fell ${n(finding.backlogMax)} behind, and its callers noticed nothing.`
    case 'told-failed':
      return `${nameOf(finding.lane)}: ${orders(finding.count)} done though the caller was not told yes.`
    case 'duplicated':
      return `${nameOf(finding.lane)}: work done again ${n(finding.count)} ${finding.count === 1 ? 'time' : 'times'}.`
    case 'spread':
      return `Callers waited ${durationText(finding.fastest.us)} (${nameOf(finding.fastest.lane)}) to ${durationText(finding.slowest.us)} (${nameOf(finding.slowest.lane)}), p50.`
    case 'settled':
      return finding.completed === finding.sent
        ? `All ${orders(finding.sent)} were done.`
        : `${n(finding.completed)} of ${orders(finding.sent)} were done.`
  }
}

function korean(finding: Finding, nameOf: NameOf): string {
  const n = (count: number) => `${count.toLocaleString('ko')}건`
  switch (finding.is) {
    case 'aborted':
      return `${durationText(finding.atUs)} 만에 끝냈습니다. 기준 ‘${finding.threshold}’을 더는 지킬 수 없습니다.`
    case 'absent':
      return `${nameOf(finding.lane)}: ${failureSentence(finding.failure, 'ko')}`
    case 'lost':
      return `${nameOf(finding.lane)}: 성공이라고 한 주문 ${n(finding.count)}이 유실됐습니다.`
    case 'ghosts':
      return `${nameOf(finding.lane)}: 커밋된 적 없는 주문 ${n(finding.count)}이 처리됐습니다(유령).`
    case 'committed-but-lost':
      return `${nameOf(finding.lane)}: 커밋된 주문 ${n(finding.count)}이 영영 처리되지 않습니다.`
    case 'failing':
      return `${finding.fault ? `${faultLabel(finding.fault, 'ko')} 동안 ` : ''}${nameOf(finding.lane)} 호출의 ${percent(finding.share)}가 실패했습니다.`
    case 'held':
      return `${faultLabel(finding.fault, 'ko')} 동안 ${finding.lanes.map(nameOf).join(', ')} 호출자 p50: ${durationText(finding.beforeUs)} → ${durationText(finding.duringUs)}.`
    case 'behind':
      return `${nameOf(finding.lane)}: ${n(finding.backlogMax)}까지 밀렸지만 호출자는 눈치채지 못했습니다.`
    case 'told-failed':
      return `${nameOf(finding.lane)}: 성공했다는 답을 못 들었는데 처리된 주문이 ${n(finding.count)} 있습니다.`
    case 'duplicated':
      return `${nameOf(finding.lane)}: 같은 작업을 ${finding.count.toLocaleString('ko')}번 더 했습니다.`
    case 'spread':
      return `호출자가 기다린 시간 p50: ${nameOf(finding.fastest.lane)} ${durationText(finding.fastest.us)}부터 ${nameOf(finding.slowest.lane)} ${durationText(finding.slowest.us)}까지.`
    case 'settled':
      return finding.completed === finding.sent
        ? `주문 ${n(finding.sent)}이 모두 처리됐습니다.`
        : `주문 ${n(finding.sent)} 가운데 ${n(finding.completed)}이 처리됐습니다.`
  }
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`
}
