/**
 * The order service's own database: a sqlite file that outlives the process, with what was committed and what is still
 * to be published.
 */
import { DatabaseSync } from 'node:sqlite'
import type { PlaceOrder } from '#core/order.ts'

/** A row of the outbox that is not marked as published. */
export interface OutboxRow {
  id: number
  order: PlaceOrder
}

export interface OrderDatabase {
  /** @returns false where it was known already: a caller that tries again commits nothing twice */
  commit(order: PlaceOrder): boolean
  /**
   * Order and outbox row, both or neither. `between` is called inside the transaction, between the two.
   * @returns false where the order was known already: then there is no second row
   */
  commitWithOutbox(order: PlaceOrder, between: () => void): boolean
  /** The oldest rows still to be published, in the order of their commit. */
  unpublished(limit: number): OutboxRow[]
  markPublished(ids: readonly number[]): void
  readonly unpublishedCount: number
  /** What has not been committed by now never was. Idempotent. */
  close(): void
}

// A crash here is the death of the process and not of the machine: what is committed is in the log by then, synced or not.
const SETTINGS = 'PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;'
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS orders (orderId TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS outbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    orderId TEXT NOT NULL REFERENCES orders(orderId),
    published INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE INDEX IF NOT EXISTS unpublished ON outbox (id) WHERE published = 0;
`

/** @throws where the file cannot be opened or is no such database */
export function openOrderDatabase(file: string): OrderDatabase {
  const db = new DatabaseSync(file)
  db.exec(SETTINGS + SCHEMA)
  const insertOrder = db.prepare('INSERT INTO orders (orderId, body) VALUES (?, ?) ON CONFLICT DO NOTHING')
  const insertRow = db.prepare('INSERT INTO outbox (orderId) VALUES (?)')
  const selectRows = db.prepare(
    'SELECT id, body FROM outbox JOIN orders USING (orderId) WHERE published = 0 ORDER BY id LIMIT ?',
  )
  const countRows = db.prepare('SELECT count(*) AS count FROM outbox WHERE published = 0')
  const mark = db.prepare('UPDATE outbox SET published = 1 WHERE id = ?')

  const insert = (order: PlaceOrder) => insertOrder.run(order.orderId, JSON.stringify(order)).changes === 1
  const inTransaction = <T>(act: () => T): T => {
    db.exec('BEGIN IMMEDIATE')
    try {
      const result = act()
      db.exec('COMMIT')
      return result
    } catch (error) {
      // A process that died in here has closed the file, and with it rolled back.
      if (db.isOpen) db.exec('ROLLBACK')
      throw error
    }
  }

  return {
    commit: insert,
    commitWithOutbox: (order, between) =>
      inTransaction(() => {
        const isNew = insert(order)
        between()
        if (isNew) insertRow.run(order.orderId)
        return isNew
      }),
    unpublished: (limit) =>
      (selectRows.all(limit) as unknown as { id: number; body: string }[]).map(({ id, body }) => ({
        id,
        order: JSON.parse(body) as PlaceOrder,
      })),
    markPublished(ids) {
      if (ids.length === 0) return
      inTransaction(() => {
        for (const id of ids) mark.run(id)
      })
    },
    get unpublishedCount() {
      return Number(countRows.get()?.count)
    },
    close() {
      if (db.isOpen) db.close()
    },
  }
}
