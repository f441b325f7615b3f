import { describe, expect, it } from 'vitest'
import { formatCount, formatDuration, formatMs, formatPercent, formatUsAsMs } from './format.ts'

describe('numbers as they are read', () => {
  it('gives durations fewer digits the longer they are', () => {
    expect([0.04, 4.56, 12.3, 4790].map(formatMs)).toEqual(['0.04', '4.6', '12', '4,790'])
  })
  it('changes to seconds where no head carries the unit', () => {
    expect(formatDuration(435_000)).toBe('435\u00a0ms')
    expect(formatDuration(6_520_000)).toBe('6.5\u00a0s')
  })
  it('prints a dash, never a zero, for what was not measured', () => {
    expect(formatUsAsMs(null)).toBe('–')
    expect(formatUsAsMs(0)).toBe('0.00')
  })
  it('separates thousands and scales shares', () => {
    expect(formatCount(45120)).toBe('45,120')
    expect(formatPercent(0.314)).toBe('31\u00a0%')
  })
})
