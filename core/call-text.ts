/** What a line of a tree of calls is called, in both languages. */
import type { CallRow, RowFate } from './call-rows.ts'
import type { Locale, Text } from './text.ts'

const fates: Record<RowFate, Text> = {
  ok: { ko: '성공', en: 'ok' },
  failed: { ko: '실패', en: 'failed' },
  late: { ko: '늦음: 부른 쪽은 이미 포기', en: 'late: the caller had given up' },
  lost: { ko: '닿지 않음: 처리한 곳이 없음', en: 'lost: nobody executed it' },
  open: { ko: '진행 중', en: 'not ended yet' },
}

export function fateLabel(fate: RowFate, locale: Locale): string {
  return fates[fate][locale]
}

/** `payments`, `stock 3`, `attempt 2`, `work`: calls and subscribers are counted from 1 for a reader. */
export function rowLabel({ is, service, call, attempt, subscriber }: CallRow, locale: Locale): string {
  switch (is) {
    case 'call':
      return call === null ? service : `${service} ${call + 1}`
    case 'attempt':
      return locale === 'ko' ? `시도 ${attempt}` : `attempt ${attempt}`
    case 'work': {
      const work = locale === 'ko' ? '처리' : 'work'
      const by = locale === 'ko' ? `구독자 ${subscriber + 1}` : `subscriber ${subscriber + 1}`
      return subscriber > 0 ? `${work} (${by})` : work
    }
    default:
      return is satisfies never
  }
}
