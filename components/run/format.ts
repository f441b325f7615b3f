/** Numbers as they are read: thousands separated, a space that does not break before a unit, never more digits than are meant. */

const SPACE = '\u00a0'
export const NOTHING = '–'
const US_PER_MS = 1000
const MS_PER_S = 1000

const whole = digits(0)
const one = digits(1)
const two = digits(2)

/** Made when the first number is read: to load what Intl knows costs a page that shows none 20 ms of its start. */
function digits(count: 0 | 1 | 2): { format(value: number): string } {
  let made: Intl.NumberFormat | undefined
  return {
    format(value) {
      made ??= new Intl.NumberFormat('en-US', { minimumFractionDigits: count, maximumFractionDigits: count })
      return made.format(value)
    },
  }
}

export function formatCount(count: number): string {
  return whole.format(count)
}

/** A duration given in µs, as a bare number of ms: two decimals below 1 ms, one below 10 ms, none above. */
export function formatUsAsMs(us: number | null): string {
  return us === null ? NOTHING : formatMs(us / US_PER_MS)
}

export function formatMs(ms: number): string {
  if (ms < 1) return two.format(ms)
  return ms < 10 ? one.format(ms) : whole.format(ms)
}

/** With its unit, for where no head carries it: `4.6 ms`, `6.5 s`. */
export function formatDuration(us: number): string {
  const ms = us / US_PER_MS
  return ms < MS_PER_S ? `${formatMs(ms)}${SPACE}ms` : `${one.format(ms / MS_PER_S)}${SPACE}s`
}

export function formatPerSecond(rate: number): string {
  return one.format(rate)
}

/** How often for each: `1.83`, and `27` where it is whole. */
export function formatTimes(times: number): string {
  return Number.isInteger(times) ? whole.format(times) : two.format(times)
}

export function formatSeconds(us: number): string {
  return one.format(us / (US_PER_MS * MS_PER_S))
}

/** @param share 0–1 */
export function formatPercent(share: number): string {
  return `${whole.format(share * 100)}${SPACE}%`
}

/** Where the axis already says ms: `435`, and with its unit from a second on, `6.5 s`. */
export function formatOnMsAxis(ms: number): string {
  return ms < MS_PER_S ? formatMs(ms) : `${one.format(ms / MS_PER_S)}${SPACE}s`
}
