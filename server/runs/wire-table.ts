/** Bytes around single orders in the store, compressed; of the newest runs only, and gone with their run. */
import type { DatabaseSync } from 'node:sqlite'
import { gunzipSync, gzipSync } from 'node:zlib'
import { KEPT_ORDERS } from './kept-orders.ts'
import type { OrderWire } from './wire.ts'

/** Files of older versions get it when they are opened; older versions leave it alone. */
export const WIRE_SCHEMA = `
  CREATE TABLE IF NOT EXISTS wires (
    runId TEXT NOT NULL REFERENCES runs(id) ON DELETE CASCADE, lane TEXT NOT NULL, seq INTEGER NOT NULL,
    gz BLOB NOT NULL, PRIMARY KEY (runId, lane, seq)
  ) STRICT;
`

/** Up to some MB each: far more than everything else that is kept of a run. */
const RUNS_WITH_WIRES = 50
export const NO_WIRE = `the bytes of this order are not kept: once a run is over, those of the first ${KEPT_ORDERS} orders behind each number of a lane's ledger are, of the ${RUNS_WITH_WIRES} newest runs`

export function wireTable(db: DatabaseSync) {
  const select = db.prepare('SELECT gz FROM wires WHERE runId = ? AND lane = ? AND seq = ?')
  return {
    /** Null where they are not kept. */
    wireOf(runId: string, lane: string, seq: number): OrderWire | null {
      const row = select.get(runId, lane, seq) as { gz: Uint8Array } | undefined
      return row ? (JSON.parse(gunzipSync(row.gz).toString()) as OrderWire) : null
    },
  }
}

/** For the one process that writes. */
export function wireKeeper(db: DatabaseSync, keep = RUNS_WITH_WIRES) {
  const insert = db.prepare('INSERT INTO wires (runId, lane, seq, gz) VALUES (?, ?, ?, ?)')
  const prune = db.prepare(
    'DELETE FROM wires WHERE runId NOT IN (SELECT id FROM runs ORDER BY createdAt DESC, id DESC LIMIT ?)',
  )
  return (runId: string, wires: readonly OrderWire[]): void => {
    db.exec('BEGIN')
    try {
      for (const wire of wires) insert.run(runId, wire.lane, wire.seq, gzipSync(JSON.stringify(wire)))
      prune.run(keep)
      db.exec('COMMIT')
    } catch (error) {
      db.exec('ROLLBACK')
      throw error
    }
  }
}
