import { expect, test } from 'vitest'
import { addressOf, shownIn } from './order-address.ts'

test('what the address says is what is shown, and the rest of it stays', () => {
  const at = (path: string) => new URL(path, 'http://lab')
  const list = addressOf('http://lab/bench?run=7&lang=ko', { asked: 'lane=http&work=lost', order: null })
  expect(at(list).searchParams.get('lang')).toBe('ko')
  expect(shownIn(at(list).searchParams)).toEqual({ asked: 'lane=http&work=lost', order: null })
  const life = addressOf(at(list).href, { asked: 'lane=http&work=lost', order: { lane: 'http', seq: 3 } })
  expect(shownIn(at(life).searchParams)).toEqual({ asked: 'lane=http&work=lost', order: { lane: 'http', seq: 3 } })
  expect(addressOf(at(life).href, { asked: null, order: null })).toBe('/bench?run=7&lang=ko')
})

test('what is no order shows none', () => {
  expect(shownIn(new URLSearchParams('order=seven'))).toEqual({ asked: null, order: null })
})
