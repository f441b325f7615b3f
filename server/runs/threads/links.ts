/** The thread of the links: every wire of a run, one listener per leg. */
import { workerData } from 'node:worker_threads'
import type { Fault } from '#core/experiment.ts'
import { type Link, openLink } from '#server/link/link.ts'
import type { Address } from '#server/protocols/protocol.ts'
import { offer } from '../thread.ts'

export interface LinksData {
  seed: number
}

const links = new Map<string, Link>()
const given = workerData as { health: SharedArrayBuffer; data: LinksData }

const api = {
  /** Open the link `key` towards `upstream`; its counters are written to `counters` (see link/counters.ts). */
  async open(key: string, upstream: Address, counters: SharedArrayBuffer, allowedHosts: string[]): Promise<Address> {
    const link = await openLink({ upstream, counters: new Float64Array(counters), seed: given.data.seed, allowedHosts })
    links.set(key, link)
    return link.address
  },
  async setFault(key: string, fault: Fault): Promise<void> {
    await links.get(key)?.setFault(fault)
  },
  async clearFault(key: string, faultId: string): Promise<void> {
    await links.get(key)?.clearFault(faultId)
  },
  async close(): Promise<void> {
    await Promise.all([...links.values()].map((link) => link.close()))
  },
}

export type LinksApi = typeof api
offer(api, given)
