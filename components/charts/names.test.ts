import fc from 'fast-check'
import { expect, test } from 'vitest'
import { locales } from '#core/text.ts'
import { builtIns } from '#experiments/built-in.ts'
import { namesApart } from './names.ts'
import { widthOf } from './widths.ts'

/** What a lane's name has beside a chart, next to a number of two or three digits. */
const ROOM_PX = 76
/** Beside `max 98`. */
const LEAST_ROOM_PX = 59.5

const apart = (names: string[], room = ROOM_PX) => namesApart(names.map((name, i) => ({ id: `lane-${i}`, name, room })))

test('names that fit stand as they are; one that is cut alone is cut at its end', () => {
  expect(apart(['HTTP', 'SQS'])).toEqual(['HTTP', 'SQS'])
  expect(apart(['HTTP', 'a queue per consumer'])).toEqual(['HTTP', 'a queue pe…'])
})

test('what names begin with alike is left out where they would be cut to the same letters', () => {
  expect(apart(['per call, TLS 1.2', 'per call, TLS 1.3', 'per call, no TLS', 'reused'])).toEqual([
    '…TLS 1.2',
    '…TLS 1.3',
    '…no TLS',
    'reused',
  ])
  expect(apart(['per call, TLS 1.3', 'per call, TLS 1.3 resumed'])).toEqual(['…1.3', '…1.3 resum…'])
})

test('what is left must not look the same either: then the first letters stay', () => {
  const kinds = ['Protobuf', 'GraphQL'].flatMap((kind) => [`${kind} · added`, `${kind} · renamed`])
  expect(apart(kinds)).toEqual(['Proto…added', 'Pro…renamed', 'Graph…added', 'Gra…renamed'])
})

test('what is left is not the end of a name that stands whole', () => {
  expect(apart(['JSON, added', 'Protobuf, added', 'Protobuf, renamed'])).toEqual([
    'JSON, added',
    'Proto…added',
    'Pro…renamed',
  ])
})

test('lanes of one name are told apart by their ids', () => {
  expect(apart(['the same name', 'the same name'])).toEqual(['…(lane-0)', '…(lane-1)'])
})

test.each(locales)('no two lanes of an experiment that comes with the house look the same: %s', (locale) => {
  for (const experiment of builtIns) {
    const names = experiment.lanes.map(({ name }) => name[locale])
    for (const room of [ROOM_PX, LEAST_ROOM_PX]) {
      const shown = apart(names, room)
      expect(new Set(shown).size, `${experiment.id}: ${shown.join(' | ')}`).toBe(shown.length)
    }
  }
})

test('it ends, fits, and leaves no name empty, whatever they are', () => {
  const names = fc.array(fc.string({ maxLength: 40, unit: fc.constantFrom('a', 'b', ' ', '가', ',') }), {
    maxLength: 8,
  })
  fc.assert(
    fc.property(names, fc.integer({ min: 30, max: 200 }), (all, room) => {
      const shown = apart(all, room)
      expect(shown).toHaveLength(all.length)
      for (const text of shown) expect(widthOf(text)).toBeLessThanOrEqual(room)
    }),
  )
})
