import { expect, test } from 'vitest'
import { builtIns } from '#experiments/built-in.ts'
import { shown } from './letters.ts'

test('every title of a built-in experiment can be shown', () => {
  for (const { title } of builtIns) {
    expect(shown(title.ko), title.ko).toBe(title.ko)
    expect(shown(title.en), title.en).toBe(title.en)
  }
})

test('from the first syllable of KS X 1001 to its last, and none beside it', () => {
  expect(shown('가힝 é – “p50” → …')).not.toBe('')
  for (const text of ['똠방각햏', '漢字', 'かな', '🚚', 'Ж', 'ŉ', '가\n나']) expect(shown(text), text).toBe('')
})
