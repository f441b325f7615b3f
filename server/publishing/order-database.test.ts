import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type OrderDatabase, openOrderDatabase } from './order-database.ts'

let folder = ''
let file = ''
const opened: OrderDatabase[] = []
const open = () => {
  const database = openOrderDatabase(file)
  opened.push(database)
  return database
}
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wirelab-orders-'))
  file = join(folder, 'orders.db')
})
afterEach(() => {
  for (const database of opened.splice(0)) database.close()
  rmSync(folder, { recursive: true })
})

const order = (seq: number) => ({ orderId: `run.lane.${seq}`, customerId: 'c', items: [], note: '주문' })
const seqs = (database: OrderDatabase, limit = 10) => database.unpublished(limit).map((row) => row.order.orderId)

test('what was committed is there after a restart, oldest first, whole', () => {
  const before = open()
  for (const seq of [2, 0, 1]) expect(before.commitWithOutbox(order(seq), () => {})).toBe(true)
  before.close()
  const after = open()
  expect(after.unpublishedCount).toBe(3)
  expect(seqs(after, 2)).toEqual(['run.lane.2', 'run.lane.0'])
  expect(after.unpublished(1)[0]?.order).toEqual(order(2))
  after.markPublished(after.unpublished(2).map(({ id }) => id))
  expect(seqs(after)).toEqual(['run.lane.1'])
})

test('a process that dies between the two rows leaves neither', () => {
  const before = open()
  expect(() =>
    before.commitWithOutbox(order(0), () => {
      before.close()
      throw new Error('died')
    }),
  ).toThrow('died')
  const after = open()
  expect(after.unpublishedCount).toBe(0)
  expect(after.commit(order(0))).toBe(true)
})

test('an error between the two rows undoes the first, and the database goes on', () => {
  const database = open()
  expect(() =>
    database.commitWithOutbox(order(0), () => {
      throw new Error('no')
    }),
  ).toThrow('no')
  expect(database.commitWithOutbox(order(0), () => {})).toBe(true)
})

test('an order that comes again is not committed again and gets no second row', () => {
  const database = open()
  expect([database.commit(order(0)), database.commit(order(0))]).toEqual([true, false])
  expect(database.commitWithOutbox(order(1), () => {})).toBe(true)
  expect(database.commitWithOutbox(order(1), () => {})).toBe(false)
  expect(database.unpublishedCount).toBe(1)
})

test('a file that is no database is refused', () => {
  writeFileSync(file, 'not a database, but long enough to be looked at as one '.repeat(100))
  expect(() => open()).toThrow(/database/)
})
