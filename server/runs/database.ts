/** Runs and their events in one sqlite file. A run that had not ended when the process did is `interrupted`. */
import { DatabaseSync } from 'node:sqlite'
import { gunzipSync, gzipSync } from 'node:zlib'
import type { Experiment } from '#core/experiment.ts'
import { isOver, type RunEvent, type RunState } from '#core/run.ts'
import { TRAIL_SCHEMA, trailTable } from './trail-table.ts'
import { WIRE_SCHEMA, wireKeeper, wireTable } from './wire-table.ts'

export interface StoredRun {
  id: string
  /** ISO 8601, a label only. */
  createdAt: string
  experiment: Experiment
  state: RunState
  /** SHA-256 of the owner's token, hex. */
  tokenHash: string
}

/** Raised when the file's layout changes; an older file is refused by name rather than misread. */
const LAYOUT = 1

/** A server that is being replaced needs a moment to let go of the file. */
const LOCK_WAIT_MS = 2000

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS runs (
    id TEXT PRIMARY KEY, createdAt TEXT NOT NULL, experiment TEXT NOT NULL, state TEXT NOT NULL, tokenHash TEXT NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS events (
    runId TEXT NOT NULL REFERENCES runs(id) ON DELETE CASCADE, seq INTEGER NOT NULL, gz BLOB NOT NULL,
    PRIMARY KEY (runId, seq)
  ) STRICT;
  ${TRAIL_SCHEMA}
  ${WIRE_SCHEMA}
`

const RUNS_NEWEST_FIRST = 'SELECT * FROM runs ORDER BY createdAt DESC, id DESC LIMIT ?'

interface RunRow {
  id: string
  createdAt: string
  experiment: string
  state: string
  tokenHash: string
}

/**
 * One process writes: a second server on the same folder would call the first one's runs interrupted. The lock is a
 * file of its own, so that whoever only reads may.
 */
function lock(file: string): DatabaseSync {
  const held = new DatabaseSync(file, { timeout: LOCK_WAIT_MS })
  try {
    held.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    held.close()
    throw error
  }
  return held
}

/** Whether some process has the file open to write: nobody else gets even to read what it has locked. */
function isHeld(file: string): boolean {
  try {
    const held = new DatabaseSync(`${file}.lock`, { readOnly: true, timeout: 0 })
    try {
      held.prepare('SELECT 1 FROM sqlite_schema').get()
      return false
    } finally {
      held.close()
    }
  } catch (error) {
    return /locked|busy/i.test(String(error))
  }
}

function asOf(run: StoredRun, held: boolean): StoredRun {
  return held || isOver(run.state) ? run : { ...run, state: { is: 'interrupted' } }
}

function checkLayout(db: DatabaseSync, file: string): void {
  const layout = Number(db.prepare('PRAGMA user_version').get()?.user_version)
  if (layout !== 0 && layout !== LAYOUT) throw new Error(`${file} has layout ${layout}, this version reads ${LAYOUT}`)
}

function readRun(row: RunRow): StoredRun {
  return {
    ...row,
    experiment: JSON.parse(row.experiment) as Experiment,
    state: JSON.parse(row.state) as RunState,
  }
}

function eventsIn(db: DatabaseSync): (runId: string) => RunEvent[] {
  const select = db.prepare('SELECT gz FROM events WHERE runId = ? ORDER BY seq')
  return (runId) =>
    (select.all(runId) as unknown as { gz: Uint8Array }[]).flatMap(
      ({ gz }) => JSON.parse(gunzipSync(gz).toString()) as RunEvent[],
    )
}

/** What a server keeps, for whoever only wants to look: also while it is running. Throws where there is no file. */
export function readDatabase(file: string) {
  const db = new DatabaseSync(file, { readOnly: true, timeout: LOCK_WAIT_MS })
  checkLayout(db, file)
  const hasTable = db.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?")
  const select = db.prepare('SELECT * FROM runs WHERE id = ?')
  const selectRuns = db.prepare(RUNS_NEWEST_FIRST)
  return {
    run(id: string): StoredRun | null {
      const row = select.get(id) as unknown as RunRow | undefined
      return row ? asOf(readRun(row), isHeld(file)) : null
    },
    /** Newest first. A run that was on when its process went away is `interrupted`, as whoever opens the file will write. */
    runs(): StoredRun[] {
      const held = isHeld(file)
      return (selectRuns.all(-1) as unknown as RunRow[]).map(readRun).map((run) => asOf(run, held))
    },
    /** Null in a file of an older version. */
    trails: hasTable.get('trails') ? trailTable(db) : null,
    /** Null in a file of an older version. */
    wires: hasTable.get('wires') ? wireTable(db) : null,
    events: eventsIn(db),
    close: () => db.close(),
  }
}

export function openDatabase(file: string, keep: number) {
  const held = lock(`${file}.lock`)
  const db = new DatabaseSync(file, { timeout: LOCK_WAIT_MS })
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON')
  checkLayout(db, file)
  db.exec(`${SCHEMA} PRAGMA user_version = ${LAYOUT};`)

  const insertRun = db.prepare('INSERT INTO runs (id, createdAt, experiment, state, tokenHash) VALUES (?, ?, ?, ?, ?)')
  const insertEvents = db.prepare('INSERT INTO events (runId, seq, gz) VALUES (?, ?, ?)')
  const updateState = db.prepare('UPDATE runs SET state = ? WHERE id = ?')
  const selectRun = db.prepare('SELECT * FROM runs WHERE id = ?')
  const selectRuns = db.prepare(RUNS_NEWEST_FIRST)
  const deleteRun = db.prepare('DELETE FROM runs WHERE id = ?')
  const prune = db.prepare(
    'DELETE FROM runs WHERE id IN (SELECT id FROM runs ORDER BY createdAt DESC, id DESC LIMIT -1 OFFSET ?)',
  )

  const trails = trailTable(db)

  const eventsOf = eventsIn(db)
  const append = (runId: string, events: RunEvent[]): void => {
    const first = events[0]
    if (!first) return
    db.exec('BEGIN')
    try {
      insertEvents.run(runId, first.seq, gzipSync(JSON.stringify(events)))
      for (const event of events) {
        if (event.type === 'state') updateState.run(JSON.stringify(event.state), runId)
      }
      db.exec('COMMIT')
    } catch (error) {
      db.exec('ROLLBACK')
      throw error
    }
  }

  // What was still going on when the last process went away.
  for (const run of (selectRuns.all(-1) as unknown as RunRow[]).map(readRun)) {
    if (isOver(run.state)) continue
    const last = eventsOf(run.id).at(-1)
    append(run.id, [{ seq: (last?.seq ?? 0) + 1, atUs: last?.atUs ?? 0, type: 'state', state: { is: 'interrupted' } }])
  }

  return {
    keepTrails: trails.keepTrails,
    keptTrails: trails.keptTrails,
    findOrders: trails.findOrders,
    lifeOf: trails.lifeOf,
    keepWires: wireKeeper(db),
    wireOf: wireTable(db).wireOf,
    create({ id, createdAt, experiment, state, tokenHash }: StoredRun): void {
      insertRun.run(id, createdAt, JSON.stringify(experiment), JSON.stringify(state), tokenHash)
      prune.run(keep)
    },
    append,
    run(id: string): StoredRun | null {
      const row = selectRun.get(id) as unknown as RunRow | undefined
      return row ? readRun(row) : null
    },
    /** Newest first. */
    runs: (limit: number): StoredRun[] => (selectRuns.all(limit) as unknown as RunRow[]).map(readRun),
    events: eventsOf,
    delete(id: string): void {
      deleteRun.run(id)
      trails.forgetTrails(id)
    },
    close(): void {
      db.close()
      held.close()
    },
  }
}
