/** What a run can say of the share of promised orders that are lost: a count is only as good as the number behind it. */
import { acknowledgedOf, cell, promisedButLost } from './ledger.ts'
import type { LedgerCounts } from './run.ts'
import type { Locale } from './text.ts'
import { boundsOf, type Interval } from './theory/interval.ts'

const PERCENT = 100

/**
 * One-sided bounds of 95 % each for the share of orders that are lost though their caller was told yes; null while that
 * is open, and where nobody was told yes.
 */
export function lossBounds(counts: LedgerCounts): Interval | null {
  const promised = acknowledgedOf(counts)
  if (promised === 0 || cell(counts, 'acknowledged', 'backlog') > 0) return null
  return boundsOf(promisedButLost(counts), promised)
}

/** Empty where nothing can be said. */
export function lossSentence(counts: LedgerCounts, locale: Locale): string {
  const bounds = lossBounds(counts)
  if (!bounds) return ''
  const [lost, promised] = [promisedButLost(counts), acknowledgedOf(counts)]
  const n = (count: number) => count.toLocaleString(locale)
  const [low, high] = [percentText(bounds.low), percentText(bounds.high)]
  if (locale === 'ko') {
    return lost === 0
      ? `성공이라고 한 ${n(promised)}건에서 유실은 없었습니다. 여기서 알 수 있는 것은 유실률이 ${high} 아래라는 것까지입니다(95% 신뢰).`
      : `성공이라고 한 ${n(promised)}건에서 ${n(lost)}건이 유실되었습니다. 유실률은 ${low} 이상, ${high} 이하입니다(각각 95% 신뢰).`
  }
  return lost === 0
    ? `Nothing of ${n(promised)} promised was lost: from so many, all that is known is a loss below ${high} (95 % confidence).`
    : `Of ${n(promised)} promised ${n(lost)} were lost: a loss of ${low} at least and ${high} at most (95 % confidence each).`
}

/** Two digits that say something: `0.75 %`, `12 %`, `0.00060 %`. */
function percentText(share: number): string {
  const percent = share * PERCENT
  const decimals = percent >= 10 || percent === 0 ? 0 : 1 - Math.floor(Math.log10(percent))
  return `${percent.toFixed(Math.min(decimals, 8))}\u00a0%`
}
