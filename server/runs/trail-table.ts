/** Trails in the store, compressed, and gone with their run. */
import type { DatabaseSync } from 'node:sqlite'
import { gunzipSync, gzipSync } from 'node:zlib'
import type { Life } from '#core/life.ts'
import { findOrders, type OrderPage, type OrderQuery, type Trails } from '#core/order-query.ts'
import { decodeTrails, type KeptTrail, lifeIn } from './kept-trails.ts'

/** Files of older versions get it when they are opened; older versions leave it alone. */
export const TRAIL_SCHEMA = `
  CREATE TABLE IF NOT EXISTS trails (
    runId TEXT NOT NULL REFERENCES runs(id) ON DELETE CASCADE, position INTEGER NOT NULL, lane TEXT NOT NULL,
    gz BLOB NOT NULL, PRIMARY KEY (runId, position)
  ) STRICT;
`

/** Bytes repeat so much that the fastest level does nearly as well as the slowest. */
const GZIP_LEVEL = 1

export function trailTable(db: DatabaseSync) {
  const insert = db.prepare('INSERT INTO trails (runId, position, lane, gz) VALUES (?, ?, ?, ?)')
  const select = db.prepare('SELECT lane, gz FROM trails WHERE runId = ? ORDER BY position')
  /** Whoever looks at an order looks at the next one, too. */
  let latest: { runId: string; trails: Trails } | null = null

  const keptTrails = (runId: string): KeptTrail[] | null => {
    const rows = select.all(runId) as unknown as { lane: string; gz: Uint8Array }[]
    if (rows.length === 0) return null
    return rows.map(({ lane, gz }): KeptTrail => ({ lane, bytes: new Uint8Array(gunzipSync(gz)) }))
  }
  const trailsOf = (runId: string): Trails | null => {
    if (latest?.runId === runId) return latest.trails
    const kept = keptTrails(runId)
    if (!kept) return null
    latest = { runId, trails: decodeTrails(kept) }
    return latest.trails
  }

  return {
    keepTrails(runId: string, kept: KeptTrail[]): void {
      db.exec('BEGIN')
      try {
        for (const [position, { lane, bytes }] of kept.entries())
          insert.run(runId, position, lane, gzipSync(bytes, { level: GZIP_LEVEL }))
        db.exec('COMMIT')
      } catch (error) {
        db.exec('ROLLBACK')
        throw error
      }
    },
    /** Null where the run has no trails. */
    keptTrails,
    findOrders(runId: string, query: OrderQuery): OrderPage | null {
      const trails = trailsOf(runId)
      return trails && findOrders(trails, query)
    },
    lifeOf(runId: string, lane: string, seq: number): { life: Life | null } | null {
      const trails = trailsOf(runId)
      return trails && { life: lifeIn(trails, lane, seq) }
    },
    forgetTrails(runId: string): void {
      if (latest?.runId === runId) latest = null
    },
  }
}
