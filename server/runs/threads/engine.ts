/** The thread of one embedded broker. */
import { workerData } from 'node:worker_threads'
import type { Options, ProtocolId } from '#core/protocols.ts'
import { registry } from '#server/protocols/index.ts'
import type { Address, Engine, Env, LogHistory } from '#server/protocols/protocol.ts'
import { offer } from '../thread.ts'

export interface EngineData {
  protocol: ProtocolId
  options: Options
  env: Env
}

const given = workerData as { health: SharedArrayBuffer; data: EngineData }
let engine: Engine | undefined

const api = {
  async open(): Promise<Address> {
    const { protocol, options, env } = given.data
    const loaded = await registry[protocol]()
    engine = await loaded.protocol.engine?.(options, env)
    if (!engine) throw new Error(`${protocol} has no embedded broker`)
    return engine.address
  },
  async loseMemory(): Promise<void> {
    await engine?.loseMemory()
  },
  /** Simulated, see protocol.ts. @throws where it keeps nothing that it could lose */
  async losePower(): Promise<void> {
    if (!engine?.losePower) throw new Error(`the broker of ${given.data.protocol} keeps nothing on a disk`)
    await engine.losePower()
  },
  async comeBack(): Promise<void> {
    await engine?.comeBack?.()
  },
  /** Null where it keeps no log. */
  history: (): LogHistory | null => engine?.history?.() ?? null,
  async close(): Promise<void> {
    await engine?.close()
  },
}

export type EngineApi = typeof api
offer(api, given)
