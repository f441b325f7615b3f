/** The domain's words as a reader sees them, in both languages. */
import type { Fault } from './experiment.ts'
import { faultFactsOf, faults } from './faults.ts'
import type { Work } from './ledger.ts'
import type { OutcomeKind, Verdict } from './outcome.ts'
import type { Leg } from './protocols.ts'
import type { FailReason, RunStateName } from './run.ts'
import type { Locale, Text } from './text.ts'

const outcomes: Record<OutcomeKind, Text> = {
  ok: { ko: '성공', en: 'ok' },
  timeout: { ko: '타임아웃', en: 'timeout' },
  reset: { ko: '연결 끊김', en: 'connection reset' },
  abandoned: { ko: '중도 포기', en: 'abandoned' },
  unreachable: { ko: '연결 불가', en: 'unreachable' },
  overloaded: { ko: '과부하로 거절', en: 'overloaded' },
  invalid: { ko: '잘못된 요청', en: 'invalid' },
  rejected: { ko: '거절', en: 'rejected' },
  error: { ko: '서버 오류', en: 'server error' },
  cancelled: { ko: '보내기 전 취소', en: 'cancelled before sending' },
  withheld: { ko: '보내지 않고 차단', en: 'withheld by its own policy' },
}

const verdicts: Record<Verdict, Text> = {
  pending: { ko: '아직 기다림', en: 'still waiting' },
  acknowledged: { ko: '성공이라고 들음', en: 'told yes' },
  refused: { ko: '실패라고 들음', en: 'told no' },
  unknown: { ko: '결과를 모름', en: 'does not know' },
}

const works: Record<Work, Text> = {
  backlog: { ko: '밀려 있음', en: 'backlog' },
  completed: { ko: '완료', en: 'done' },
  'dead-lettered': { ko: 'DLQ로 옮김', en: 'dead-lettered' },
  discarded: { ko: '버림', en: 'discarded' },
  lost: { ko: '유실', en: 'lost' },
}

const states: Record<RunStateName, Text> = {
  queued: { ko: '차례를 기다리는 중', en: 'waiting for its turn' },
  starting: { ko: '준비 중', en: 'starting' },
  running: { ko: '실행 중', en: 'running' },
  paused: { ko: '일시 정지', en: 'paused' },
  draining: { ko: '남은 작업을 기다리는 중', en: 'draining' },
  finished: { ko: '끝남', en: 'finished' },
  failed: { ko: '실행하지 못함', en: 'failed' },
  interrupted: { ko: '서버가 꺼져 중단됨', en: 'interrupted' },
}

const failReasons: Record<FailReason, Text> = {
  'lab-error': { ko: '실험실 자체의 오류', en: 'the lab itself failed' },
  'start-failed': { ko: '시작하지 못함', en: 'it could not start' },
}

const legs: Record<Leg, Text> = {
  call: { ko: '호출', en: 'call' },
  produce: { ko: '보내기', en: 'produce' },
  consume: { ko: '받기', en: 'consume' },
  reply: { ko: '회신', en: 'reply' },
}

export function outcomeLabel(kind: OutcomeKind, locale: Locale): string {
  return outcomes[kind][locale]
}

export function verdictLabel(verdict: Verdict, locale: Locale): string {
  return verdicts[verdict][locale]
}

export function workLabel(work: Work, locale: Locale): string {
  return works[work][locale]
}

export function stateLabel(state: RunStateName, locale: Locale): string {
  return states[state][locale]
}

export function failReasonLabel(reason: FailReason, locale: Locale): string {
  return failReasons[reason][locale]
}

export function legLabel(leg: Leg, locale: Locale): string {
  return legs[leg][locale]
}

/**
 * Short enough for a marker on a chart: `+200 ms`, `지연 +200 ± 50 ms`, `reset 5 %`. A type of a newer version is its own
 * name.
 */
export function faultLabel(fault: Fault, locale: Locale): string {
  const { type, attributes, toxicity } = fault
  const share = toxicity < 1 ? ` ${percentText(toxicity)}` : ''
  if (!Object.hasOwn(faults, type)) return String(type) + share
  if (type === 'latency') {
    const jitter = Number(attributes.jitter ?? 0)
    const added = `+${attributes.latency}${jitter > 0 ? ` ± ${jitter}` : ''} ms`
    return (locale === 'ko' ? `${faultFactsOf(type).label.ko} ${added}` : added) + share
  }
  const said = saidOf(fault, locale)
  return faultFactsOf(type).label[locale] + share + (said === '' ? '' : ` (${said})`)
}

/** The one attribute that tells two faults of a type apart, where there is one. */
function saidOf({ type, attributes }: Fault, locale: Locale): string {
  const { facts, name } = tellingOf(type)
  const field = name === undefined ? undefined : facts.attributes[name]
  const value = name === undefined ? undefined : attributes[name]
  if (!field || value === undefined || value === 0) return ''
  if (field.type !== 'integer' && field.type !== 'number') return String(value)
  if (field.unit === 'share') return percentText(Number(value))
  const text = `${value} ${field.unit ?? ''}`.trim()
  if (type !== 'reset_peer' && type !== 'timeout') return text
  return locale === 'ko' ? `${text} 뒤` : `after ${text}`
}

/** Which and how many are hit. */
const untelling = ['first', 'after', 'count', 'how']

function tellingOf(type: Fault['type']) {
  const facts = faultFactsOf(type)
  return { facts, name: Object.keys(facts.attributes).find((name) => !untelling.includes(name)) }
}

function percentText(share: number): string {
  return `${Number((share * 100).toFixed(1))} %`
}
