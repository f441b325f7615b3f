import { expect, test } from 'vitest'
import { Ledger } from './ledger.ts'
import { lossBounds, lossSentence } from './loss.ts'

function counted({ promised, lost }: { promised: number; lost: number }) {
  const ledger = new Ledger()
  for (let seq = 0; seq < promised; seq++) {
    ledger.sent(seq)
    ledger.verdict(seq, 'ok')
    if (seq >= lost) ledger.executed(seq)
  }
  return ledger
}

test('nothing lost of 400 says no more than below 3/400; of 3,000, below a thousandth', () => {
  expect(lossBounds(counted({ promised: 400, lost: 0 }).counts())?.high).toBeCloseTo(0.0075, 4)
  expect(lossBounds(counted({ promised: 3000, lost: 0 }).counts())?.high).toBeLessThan(0.001)
  expect(lossSentence(counted({ promised: 400, lost: 0 }).counts(), 'en')).toContain(
    'below 0.75\u00a0% (95 % confidence)',
  )
  expect(lossSentence(counted({ promised: 400, lost: 0 }).counts(), 'ko')).toContain('유실률이 0.75\u00a0% 아래')
})

test('what was lost has a bound on either side', () => {
  const ledger = counted({ promised: 400, lost: 20 })
  ledger.settleLost()
  const { low, high } = lossBounds(ledger.counts()) ?? { low: 0, high: 0 }
  expect(low).toBeGreaterThan(0.03)
  expect(low).toBeLessThan(0.05)
  expect(high).toBeGreaterThan(0.05)
  expect(high).toBeLessThan(0.08)
  expect(lossSentence(ledger.counts(), 'en')).toMatch(
    /^Of 400 promised 20 were lost: a loss of 3\.\d\u00a0% at least and 7\.\d\u00a0% at most/,
  )
})

test('nothing is said while it is open, and of no promise', () => {
  expect(lossBounds(counted({ promised: 400, lost: 20 }).counts())).toBeNull()
  expect(lossBounds(counted({ promised: 0, lost: 0 }).counts())).toBeNull()
  expect(lossSentence(counted({ promised: 0, lost: 0 }).counts(), 'ko')).toBe('')
})
