import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Json, readColumns, writeColumns } from './columns.ts'

const key = fc.string({ minLength: 1, maxLength: 6 }).filter((text) => !['?', '[]', '__proto__'].includes(text))
const leaf = fc.oneof(
  fc.nat(),
  fc.integer(),
  fc.double({ noDefaultInfinity: true, noNaN: true }),
  fc.nat({ max: 100_000 }).map((n) => n / 1000),
  fc.boolean(),
  fc.constant(null),
  fc.string(),
  fc.stringMatching(/^[\w-]{0,8}$/),
)
const { value } = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    leaf,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(key, tie('value'), { maxKeys: 4 }),
  ),
}))
/** Rows that have a shape in common, as frames do. */
const rows = fc.dictionary(key, leaf, { maxKeys: 4 }).chain((base) =>
  fc.array(
    fc.dictionary(key, value, { maxKeys: 3 }).map((more) => ({ ...base, ...more })),
    { maxLength: 8 },
  ),
)

/** As JSON has it: no −0, no prototype. */
const asJson = (input: unknown) => JSON.parse(JSON.stringify(input)) as unknown

describe('columns', () => {
  test('say what the rows said, through JSON', () => {
    fc.assert(
      fc.property(fc.oneof(rows, fc.array(value, { maxLength: 8 })), (written) => {
        const json = asJson(written) as Json[]
        expect(readColumns(asJson(writeColumns(json)), json.length)).toEqual(json)
      }),
    )
  })

  test('cost a letter a row where a number goes on as before, and where a word is that of another field', () => {
    const steady = Array.from({ length: 100 }, (_, i) => ({ us: i * 250_000, caller: `word-${i}`, ok: `word-${i}` }))
    const columns = writeColumns(steady) as Record<string, string>
    expect(columns.us).toHaveLength(2 + 100 + 3)
    expect(columns.ok).toBe(`scaller ${steady.map(() => '=').join(' ')}`)
  })

  test('fields whose names are numbers come first, as in the object that is read', () => {
    const rows: Json[] = [{ b: 'x' }, { b: 'y', 1: 'y' }]
    expect(readColumns(asJson(writeColumns(rows)), rows.length)).toEqual(rows)
  })

  test.each([
    ['a number that is cut off', { a: '00C' }, 2],
    ['a number too many', { a: '00CCC' }, 2],
    ['no scale', { a: '0' }, 1],
    ['a letter that no column has', { a: '00!!' }, 2],
    ['an unknown kind', { a: 'x' }, 1],
    ['not text', { a: 5 }, 1],
    ['words too few', { a: 's one' }, 2],
    ['a reference to nothing', { a: 'sb = =', b: 's x y' }, 2],
    ['neither yes nor no', { a: 'btx' }, 2],
    ['a list that is none', { a: { '[]': 'b' } }, 1],
    ['JSON cut off', { a: 'j[[1' }, 1],
    ['a name that changes what an object is', JSON.parse('{"__proto__": "00C"}'), 1],
    ['half a row', { a: '00C' }, 0.5],
    ['more rows than a run can have', {}, 1e9],
  ])('are refused with %s', (_, columns, count) => {
    expect(() => readColumns(columns, count)).toThrow(/./)
  })

  test('a few bytes do not grow into a heap of rows', () => {
    const empty = Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`k${i}`, {}]))
    expect(() => readColumns(empty, 20_000)).toThrow('more than a run can say')
  })

  test('fields that a column could not be told from are refused in writing', () => {
    for (const name of ['?', '[]']) expect(() => writeColumns([{ [name]: 1 }])).toThrow(name)
  })
})
