/** A fault in a few characters, as it stands above a window of time or beside a wire. */
import type { Fault } from '#core/experiment.ts'
import { faultFactsOf } from '#core/faults.ts'
import type { Locale } from '#core/text.ts'
import { formatMs, formatPercent } from './format.ts'

export function faultLabel(fault: Fault, locale: Locale): string {
  const name = faultFactsOf(fault.type).label[locale]
  const share = fault.toxicity < 1 ? ` ${formatPercent(fault.toxicity)}` : ''
  if (fault.type !== 'latency') return `${name}${share}`
  const { latency, jitter } = fault.attributes
  const around = Number(jitter) > 0 ? ` ± ${formatMs(Number(jitter))}` : ''
  return `+${formatWhole(Number(latency))}${around} ms${share}`
}

function formatWhole(ms: number): string {
  return Number.isInteger(ms) ? ms.toLocaleString('en-US') : formatMs(ms)
}
