import { expect, test } from 'vitest'
import { builtIns } from './built-in.ts'

const LONGEST_LOAD_S = 10
/** What a visitor sees first has two faults one after the other, with time to read what each does. */
const longer: Record<string, number> = { 'first-look': 20 }

test.each(builtIns.map(({ id, durationS }) => [id, durationS] as const))(
  '%s: %d s of load are few enough',
  (id, durationS) => {
    expect(durationS).toBeLessThanOrEqual(longer[id] ?? LONGEST_LOAD_S)
  },
)

test.each(builtIns.map((experiment) => [experiment.id, experiment] as const))(
  '%s says what it claims, in both languages, and asserts it',
  (_, { title, summary, thresholds }) => {
    for (const text of [title, summary]) expect(Math.min(text.ko.length, text.en.length)).toBeGreaterThan(0)
    expect(thresholds.length).toBeGreaterThan(0)
  },
)

test('no two have one name', () => {
  expect(new Set(builtIns.map(({ id }) => id)).size).toBe(builtIns.length)
})
