import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { RunEvent, RunState } from '#core/run.ts'
import { Trail } from '#core/trail.ts'
import { encodeTrail } from '#core/trail-code.ts'
import { builtIns } from '#experiments/built-in.ts'
import { openDatabase, readDatabase } from './database.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wirelab-database-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const open = (keep = 500) => openDatabase(join(folder, 'wirelab.db'), keep)
const experiment = builtIns[0] as (typeof builtIns)[number]
const run = (id: string, createdAt = '2026-01-01T00:00:00.000Z') => ({
  id,
  createdAt,
  experiment,
  state: { is: 'starting' } as RunState,
  tokenHash: 'hash',
})
const stateEvent = (seq: number, state: RunState): RunEvent => ({ seq, atUs: seq, type: 'state', state })

test('a run and its events are there after a restart', () => {
  const before = open()
  before.create(run('one'))
  before.append('one', [stateEvent(1, { is: 'starting' }), stateEvent(2, { is: 'running' })])
  before.append('one', [stateEvent(3, { is: 'finished', stoppedByHand: false })])
  before.close()
  const after = open()
  expect(after.run('one')).toEqual({ ...run('one'), state: { is: 'finished', stoppedByHand: false } })
  expect(after.events('one').map(({ seq }) => seq)).toEqual([1, 2, 3])
  after.close()
})

test('a run that had not ended is interrupted at the next start, as an event of its own', () => {
  const before = open()
  before.create(run('one'))
  before.append('one', [stateEvent(1, { is: 'running' })])
  before.close()
  const after = open()
  expect(after.run('one')?.state).toEqual({ is: 'interrupted' })
  expect(after.events('one').at(-1)).toEqual({ seq: 2, atUs: 1, type: 'state', state: { is: 'interrupted' } })
  after.close()
})

test('whoever only reads sees what is on while somebody writes, and calls it interrupted once nobody does', () => {
  const file = join(folder, 'wirelab.db')
  const writing = open()
  writing.create(run('ended', '2026-01-02T00:00:00.000Z'))
  writing.append('ended', [stateEvent(1, { is: 'finished', stoppedByHand: false })])
  writing.create(run('on'))
  writing.append('on', [stateEvent(1, { is: 'running' })])
  const seen = () => {
    const reading = readDatabase(file)
    const states = reading.runs().map(({ id, state }) => [id, state.is])
    expect(reading.run('on')?.state.is).toBe(states[1]?.[1])
    reading.close()
    return states
  }
  expect(seen()).toEqual([
    ['ended', 'finished'],
    ['on', 'running'],
  ])
  writing.close()
  expect(seen()).toEqual([
    ['ended', 'finished'],
    ['on', 'interrupted'],
  ])
})

test('beyond the number kept, the oldest go, with their events', () => {
  const database = open(2)
  for (const day of [1, 2, 3]) {
    database.create(run(`run-${day}`, `2026-01-0${day}T00:00:00.000Z`))
    database.append(`run-${day}`, [stateEvent(1, { is: 'running' })])
  }
  expect(database.runs(10).map(({ id }) => id)).toEqual(['run-3', 'run-2'])
  expect(database.events('run-1')).toEqual([])
  database.close()
})

test('single orders are kept with their run, asked for without a lock, and gone with it', () => {
  const database = open()
  database.create(run('one'))
  database.create(run('old'))
  const trail = new Trail({ subscribers: 1, consumed: false })
  trail.add({ kind: 'sent', seq: 0, tUs: 5, intendedUs: 3, outcome: 'ok', n: 0, subscriber: 0 })
  database.keepTrails('one', [{ lane: 'http', bytes: encodeTrail(trail) }])
  const reader = readDatabase(join(folder, 'wirelab.db'))
  for (const { lifeOf } of [database, reader.trails as NonNullable<typeof reader.trails>]) {
    expect(lifeOf('one', 'http', 0)?.life?.steps).toHaveLength(2)
    expect(lifeOf('one', 'http', 1)).toEqual({ life: null })
    expect(lifeOf('old', 'http', 0), 'of an older version').toBeNull()
  }
  reader.close()
  database.delete('one')
  expect(database.lifeOf('one', 'http', 0)).toBeNull()
  database.close()
})

test('a second process is kept out of a file in use', () => {
  const database = open()
  database.create(run('one'))
  expect(() => open()).toThrow(/locked/)
  database.close()
})

test('an event that is there already is refused, and the batch with it', () => {
  const database = open()
  database.create(run('one'))
  database.append('one', [stateEvent(1, { is: 'running' })])
  expect(() => database.append('one', [stateEvent(1, { is: 'draining' })])).toThrow(/UNIQUE/)
  expect(database.run('one')?.state).toEqual({ is: 'running' })
  database.close()
})
