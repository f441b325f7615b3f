/** The store as the lab uses it: events are handed over as they are said and written every second. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { RunEvent } from '#core/run.ts'
import type { StoredRun } from './database.ts'
import type { KeptTrail, OrderSource } from './kept-trails.ts'
import { Thread } from './thread.ts'
import type { StoreApi, StoreData } from './threads/store.ts'
import type { OrderWire } from './wire.ts'

/** The one file in the data folder. */
export const DATABASE_NAME = 'wirelab.db'
const FLUSH_MS = 1000
const KEPT_RUNS = 500

export interface Store {
  create(run: StoredRun): Promise<void>
  /** Kept in memory until the next write; `flush` writes now. */
  append(runId: string, event: RunEvent): void
  flush(): Promise<void>
  run(id: string): Promise<StoredRun | null>
  runs(limit: number): Promise<StoredRun[]>
  events(runId: string): Promise<RunEvent[]>
  keepTrails(runId: string, trails: KeptTrail[]): Promise<void>
  orders(runId: string): OrderSource
  /** All of them, as they were kept; null where the run has none. */
  trails(runId: string): Promise<KeptTrail[] | null>
  keepWires(runId: string, wires: readonly OrderWire[]): Promise<void>
  /** Null where they are not kept. */
  wire(runId: string, order: { lane: string; seq: number }): Promise<OrderWire | null>
  delete(id: string): Promise<void>
  close(): Promise<void>
}

/** Why the store in `dataDir` was not opened, for a person to act on. */
export function whyNotOpen(dataDir: string, { message }: Error): string {
  return /locked|busy/i.test(message)
    ? `${dataDir} is in use by another Wirelab; stop it, or set WIRELAB_DATA to another folder`
    : `cannot open the runs kept in ${dataDir}: ${message}`
}

/** Opens the store in `dataDir`. Rejects when another process holds it or it cannot be read. */
export async function openStore(dataDir: string, onDeath: (detail: string) => void): Promise<Store> {
  mkdirSync(dataDir, { recursive: true })
  const data: StoreData = { file: join(dataDir, DATABASE_NAME), keep: KEPT_RUNS }
  // Until it has answered once, what goes wrong is the caller's to hear, not an accident.
  let opened = false
  const thread = new Thread<StoreApi>(new URL('./threads/store.ts', import.meta.url), {
    name: 'store',
    data,
    onDeath: (detail) => opened && onDeath(detail),
  })
  await thread.call('runs', 0)
  opened = true
  const pending = new Map<string, RunEvent[]>()
  const flush = async () => {
    const batches = [...pending]
    pending.clear()
    await Promise.all(batches.map(([runId, events]) => thread.call('append', runId, events)))
  }
  const timer = setInterval(() => void flush().catch((error: Error) => onDeath(error.message)), FLUSH_MS)
  timer.unref()
  return {
    create: (run) => thread.call('create', run),
    append(runId, event) {
      const events = pending.get(runId)
      if (events) events.push(event)
      else pending.set(runId, [event])
    },
    flush,
    run: (id) => thread.call('run', id),
    runs: (limit) => thread.call('runs', limit),
    async events(runId) {
      await flush()
      return thread.call('events', runId)
    },
    keepTrails: (runId, trails) => thread.call('keepTrails', runId, trails),
    orders: (runId) => ({
      find: (query) => thread.call('findOrders', runId, query),
      life: (lane, seq) => thread.call('lifeOf', runId, lane, seq),
    }),
    trails: (runId) => thread.call('keptTrails', runId),
    keepWires: (runId, wires) => thread.call('keepWires', runId, wires),
    wire: (runId, { lane, seq }) => thread.call('wireOf', runId, lane, seq),
    async delete(id) {
      pending.delete(id)
      await thread.call('delete', id)
    },
    async close() {
      clearInterval(timer)
      await flush()
      await thread.call('close')
      await thread.end()
    },
  }
}
