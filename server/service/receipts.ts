/**
 * What an idempotent service has done already: a receipt for every order and subscriber, in a database file. A commit
 * outlives the process that made it (write-ahead log; only the power going out could undo the newest ones).
 */
import { DatabaseSync } from 'node:sqlite'
import type { Receipt } from '#core/order.ts'

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS receipts (
    orderId TEXT NOT NULL, subscriber INTEGER NOT NULL, receipt TEXT NOT NULL, PRIMARY KEY (orderId, subscriber)
  ) STRICT, WITHOUT ROWID;
`

export interface Receipts {
  find(orderId: string, subscriber: number): Receipt | null
  /** Committed when it returns. */
  keep(receipt: Receipt, subscriber: number): void
  close(): void
}

export function openReceipts(file: string): Receipts {
  const db = new DatabaseSync(file)
  db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; ${SCHEMA}`)
  const select = db.prepare('SELECT receipt FROM receipts WHERE orderId = ? AND subscriber = ?')
  const insert = db.prepare('INSERT INTO receipts (orderId, subscriber, receipt) VALUES (?, ?, ?)')
  return {
    find(orderId, subscriber) {
      const row = select.get(orderId, subscriber) as { receipt: string } | undefined
      return row ? (JSON.parse(row.receipt) as Receipt) : null
    },
    keep(receipt, subscriber) {
      insert.run(receipt.orderId, subscriber, JSON.stringify(receipt))
    },
    close() {
      db.close()
    },
  }
}
