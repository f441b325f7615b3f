import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, onTestFinished, test } from 'vitest'
import type { OrderWire } from './wire.ts'
import { WIRE_SCHEMA, wireKeeper, wireTable } from './wire-table.ts'

const wire = (seq: number): OrderWire => ({ lane: 'http', seq, window: { fromUs: 0, toUs: 5 }, legs: [] })

function open() {
  const folder = mkdtempSync(join(tmpdir(), 'wirelab-wires-'))
  const db = new DatabaseSync(join(folder, 'wirelab.db'))
  onTestFinished(() => {
    db.close()
    rmSync(folder, { recursive: true })
  })
  db.exec(
    `PRAGMA foreign_keys = ON; CREATE TABLE runs (id TEXT PRIMARY KEY, createdAt TEXT NOT NULL) STRICT; ${WIRE_SCHEMA}`,
  )
  const run = (id: string, day: number) => db.prepare('INSERT INTO runs VALUES (?, ?)').run(id, `2026-01-0${day}`)
  return { db, run }
}

test('what crossed the links around an order is kept by lane and number, and goes with its run', () => {
  const { db, run } = open()
  run('one', 1)
  wireKeeper(db)('one', [wire(0), wire(7)])
  const { wireOf } = wireTable(db)
  expect(wireOf('one', 'http', 7)).toEqual(wire(7))
  expect(wireOf('one', 'http', 1)).toBeNull()
  expect(wireOf('one', 'tcp', 7)).toBeNull()
  db.exec("DELETE FROM runs WHERE id = 'one'")
  expect(wireOf('one', 'http', 7)).toBeNull()
})

test('of the newest runs only', () => {
  const { db, run } = open()
  const keep = wireKeeper(db, 2)
  for (const [day, id] of ['a', 'b', 'c'].entries()) {
    run(id, day + 1)
    keep(id, [wire(0)])
  }
  const { wireOf } = wireTable(db)
  expect(['a', 'b', 'c'].map((id) => wireOf(id, 'http', 0) !== null)).toEqual([false, true, true])
})
