/** What happened on a lane, in plain words: what callers were told, how long they were held, what became of the work. */
import {
  acknowledgedOf,
  backlogOf,
  completedOf,
  doneThoughToldFailed,
  promisedButLost,
  sentOf,
  toldOf,
  workOf,
} from './ledger.ts'
import type { LedgerCounts } from './run.ts'
import type { LaneFailure, LaneView, RunView } from './run-view.ts'
import type { Locale } from './text.ts'

const US_PER_MS = 1000
const MS_PER_S = 1000
/** From here on seconds are easier to read. */
const SECONDS_FROM_MS = 10_000

/** Empty for a lane that the run does not have. */
export function laneSentence(view: RunView, laneId: string, locale: Locale): string {
  if (!Object.hasOwn(view.lanes, laneId)) return ''
  const lane = view.lanes[laneId] as LaneView
  if (lane.failure) return `${locale === 'en' ? 'It ' : ''}${failureSentence(lane.failure, locale)}`
  return locale === 'ko' ? korean(lane) : english(lane)
}

/** Why a lane took no part in the run; in English the subject goes before it. */
export function failureSentence({ address, detail }: LaneFailure, locale: Locale): string {
  if (locale === 'ko')
    return `이 실행에 참여하지 못했습니다. ${address === null ? detail : `브로커(${address})를 쓸 수 없었습니다.`}`
  return `took no part in the run: ${address === null ? detail : `the broker at ${address} could not be used.`}`
}

/** `12 ms`, `4.2 ms`, `12.3 s`. */
export function durationText(us: number): string {
  const ms = us / US_PER_MS
  if (ms >= SECONDS_FROM_MS) return `${(ms / MS_PER_S).toFixed(1)} s`
  return ms < 10 ? `${ms.toFixed(1)} ms` : `${Math.round(ms)} ms`
}

function english(lane: LaneView): string {
  const { ledger } = lane
  const sent = sentOf(ledger)
  if (sent === 0) return 'Nothing has been sent yet.'
  const n = (count: number) => count.toLocaleString('en')
  const one = (count: number, singular: string, plural: string) => `${n(count)} ${count === 1 ? singular : plural}`
  const heldUs = lane.hist.held.percentile(50)
  return [
    `Of ${one(sent, 'order', 'orders')} sent, ${list(
      [
        [acknowledgedOf(ledger), (count: number) => `${one(count, 'caller was', 'callers were')} told yes`],
        [toldOf(ledger, 'refused'), (count: number) => `${one(count, 'was', 'were')} told no`],
        [toldOf(ledger, 'unknown'), (count: number) => `${one(count, 'does', 'do')} not know`],
        [toldOf(ledger, 'pending'), (count: number) => `${one(count, 'is', 'are')} still waiting`],
      ],
      ', ',
    )}.`,
    heldUs === null ? '' : `Half of the callers were held for ${durationText(heldUs)} or less.`,
    `The work: ${list(
      fates(ledger, (count) => n(count), 'en'),
      ', ',
    )}.`,
    sentenceIf(promisedButLost(ledger), (c) => `${one(c, 'order was', 'orders were')} promised but lost.`),
    sentenceIf(
      doneThoughToldFailed(ledger),
      (c) => `${one(c, 'order was', 'orders were')} done though the caller was not told yes.`,
    ),
    sentenceIf(
      ledger.ghosts ?? 0,
      (c) => `${one(c, 'order was', 'orders were')} done that nobody ever committed (ghosts).`,
    ),
    sentenceIf(
      ledger.committedButLost ?? 0,
      (c) => `${one(c, 'order is', 'orders are')} in the database and will never be done.`,
    ),
    sentenceIf(ledger.duplicated, () => doneAgainInEnglish(ledger, one)),
    sentenceIf(
      lane.rejected,
      (c) => `${one(c, 'order', 'orders')} found no slot and a full queue, and so were rejected.`,
    ),
    sentenceIf(lane.notSent - lane.rejected, (c) => `${one(c, 'more order', 'more orders')} could not even be sent.`),
  ]
    .filter((part) => part !== '')
    .join(' ')
}

function korean(lane: LaneView): string {
  const { ledger } = lane
  const sent = sentOf(ledger)
  if (sent === 0) return '아직 보낸 주문이 없습니다.'
  const n = (count: number) => `${count.toLocaleString('ko')}건`
  const heldUs = lane.hist.held.percentile(50)
  return [
    `보낸 주문 ${n(sent)} 가운데 호출자가 들은 답: ${list(
      [
        [acknowledgedOf(ledger), (count: number) => `성공 ${n(count)}`],
        [toldOf(ledger, 'refused'), (count: number) => `실패 ${n(count)}`],
        [toldOf(ledger, 'unknown'), (count: number) => `알 수 없음 ${n(count)}`],
        [toldOf(ledger, 'pending'), (count: number) => `아직 기다림 ${n(count)}`],
      ],
      ', ',
    )}.`,
    heldUs === null ? '' : `호출자의 절반은 ${durationText(heldUs)} 안에 풀려났습니다.`,
    `작업: ${list(fates(ledger, n, 'ko'), ', ')}.`,
    sentenceIf(promisedButLost(ledger), (c) => `성공이라고 했지만 유실된 주문이 ${n(c)} 있습니다.`),
    sentenceIf(doneThoughToldFailed(ledger), (c) => `성공했다는 답을 못 들었는데 처리된 주문이 ${n(c)} 있습니다.`),
    sentenceIf(ledger.ghosts ?? 0, (c) => `커밋된 적이 없는데 처리된 주문(유령)이 ${n(c)} 있습니다.`),
    sentenceIf(
      ledger.committedButLost ?? 0,
      (c) => `데이터베이스에 커밋됐지만 영영 처리되지 않을 주문이 ${n(c)} 있습니다.`,
    ),
    sentenceIf(ledger.duplicated, () => doneAgainInKorean(ledger, n)),
    sentenceIf(lane.rejected, (c) => `${n(c)}은 빈 슬롯도 대기열의 자리도 없어 거절되었습니다.`),
    sentenceIf(lane.notSent - lane.rejected, (c) => `${n(c)}은 보내지도 못했습니다.`),
  ]
    .filter((part) => part !== '')
    .join(' ')
}

/** Runs of older versions do not say how many orders it was. */
function doneAgainInEnglish(
  { duplicated, repeated }: LedgerCounts,
  one: (count: number, singular: string, plural: string) => string,
): string {
  if (repeated === undefined) return `Work was done again ${one(duplicated, 'time', 'times')} (duplicates).`
  const orders = one(repeated, 'order was', 'orders were')
  return repeated === duplicated
    ? `${orders} done twice.`
    : `${orders} done more than once, ${one(duplicated, 'time', 'times')} too often in all.`
}

function doneAgainInKorean({ duplicated, repeated }: LedgerCounts, n: (count: number) => string): string {
  const times = `${duplicated.toLocaleString('ko')}번`
  if (repeated === undefined) return `중복 처리가 ${times} 있었습니다.`
  return repeated === duplicated
    ? `${n(repeated)}은 두 번 처리되었습니다.`
    : `${n(repeated)}은 두 번 이상 처리되었습니다(중복 ${times}).`
}

type Counted = [count: number, text: (count: number) => string]

function fates(ledger: LedgerCounts, n: (count: number) => string, locale: Locale): Counted[] {
  const say = (en: string, ko: string) => (count: number) =>
    locale === 'ko' ? `${ko} ${n(count)}` : `${n(count)} ${en}`
  const all: Counted[] = [
    [completedOf(ledger), say('done', '완료')],
    [backlogOf(ledger), say('waiting or under way', '밀려 있음')],
    [workOf(ledger, 'dead-lettered'), say('dead-lettered', 'DLQ')],
    [workOf(ledger, 'discarded'), say('never begun', '시작 안 함')],
    [workOf(ledger, 'lost'), say('lost', '유실')],
  ]
  return all
}

function list(counted: Counted[], separator: string): string {
  return counted
    .filter(([count]) => count > 0)
    .map(([count, text]) => text(count))
    .join(separator)
}

function sentenceIf(count: number, text: (count: number) => string): string {
  return count > 0 ? text(count) : ''
}
