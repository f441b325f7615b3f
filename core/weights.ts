/**
 * Weighted lists, as in `150us:10,2ms:5`: 10 in a hundred get the first value, 5 the second, and the rest nothing.
 */
export const weightUnits = ['ms', 'status', 'bytes'] as const
export type WeightUnit = (typeof weightUnits)[number]

export interface Weighted {
  value: number
  /** 0–1. */
  share: number
}

const MS_BY_SUFFIX: Record<string, number> = { us: 0.001, µs: 0.001, ms: 1, s: 1000 }
const ENTRY = /^(\d+(?:\.\d+)?)(us|µs|ms|s)?:(\d+(?:\.\d+)?)$/
const MOST_ENTRIES = 20
/** Of bytes: what every protocol carries. */
const LARGEST: Record<WeightUnit, number> = { ms: 60_000, status: 599, bytes: 262_144 }
const LEAST: Record<WeightUnit, number> = { ms: 0, status: 400, bytes: 0 }

export const weightExamples: Record<WeightUnit, string> = {
  ms: '150us:10,2ms:5,0.5s:1',
  status: '404:10,503:5',
  bytes: '1024:20,65536:1',
}

/** The list, or what is wrong with it. An empty text is an empty list. */
export function parseWeights(text: string, unit: WeightUnit): Weighted[] | { error: string } {
  if (text.trim() === '') return []
  const entries = text.split(',')
  if (entries.length > MOST_ENTRIES) return { error: `has more than ${MOST_ENTRIES} values` }
  const list: Weighted[] = []
  let sum = 0
  for (const entry of entries) {
    const [, number, suffix, percent] = ENTRY.exec(entry.trim()) ?? []
    const hasUnit = unit === 'ms' ? suffix !== undefined : suffix === undefined
    if (number === undefined || !hasUnit) {
      return { error: `'${entry.trim()}' is not value:percent, as in ${weightExamples[unit]}` }
    }
    const value = Number(number) * (suffix === undefined ? 1 : (MS_BY_SUFFIX[suffix] as number))
    const isWhole = unit === 'ms' || Number.isInteger(value)
    if (!isWhole || value < LEAST[unit] || value > LARGEST[unit]) {
      return { error: `${number}${suffix ?? ''} is not from ${LEAST[unit]} to ${LARGEST[unit]} ${unit}` }
    }
    sum += Number(percent)
    list.push({ value, share: Number(percent) / 100 })
  }
  // The shares of decimal fractions do not add up exactly.
  if (sum > 100 + 1e-9) return { error: `the shares add up to ${Number(sum.toFixed(6))} %, more than 100 %` }
  return list
}

/** What falls to `u`, a number in [0, 1); null for the rest, which gets nothing. */
export function pickWeighted(list: readonly Weighted[], u: number): number | null {
  let below = 0
  for (const { value, share } of list) {
    below += share
    if (u < below) return value
  }
  return null
}
