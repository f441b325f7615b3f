/** The thread of the links: every wire of a run, one listener per leg. */
import { workerData } from 'node:worker_threads'
import type { ProtocolId } from '#core/protocols.ts'
import type { CapturedConnection, CaptureLimits, Dialled } from '#server/link/capture.ts'
import { type FaultOnLink, type Link, openLink } from '#server/link/link.ts'
import { registry } from '#server/protocols/index.ts'
import type { Address } from '#server/protocols/protocol.ts'
import { originNow, timersFrom } from '#server/runtime/timing.ts'
import { offer } from '../thread.ts'

export interface LinksData {
  seed: number
  /** From where the times of captures count; without it, from the start of this thread. */
  originNs?: bigint
}

const links = new Map<string, Link>()
const given = workerData as { health?: SharedArrayBuffer; data: LinksData }
const { seed, originNs = originNow() } = given.data
const timers = timersFrom(originNs)

const api = {
  /** Open the link `key` towards `upstream`; its counters are written to `counters` (see link/counters.ts). */
  async open(
    key: string,
    upstream: Address,
    counters: SharedArrayBuffer,
    allowedHosts: string[],
    { port, capture, protocol }: { port?: number; capture?: boolean | CaptureLimits; protocol?: ProtocolId } = {},
  ): Promise<Address> {
    const spoken = protocol && (await registry[protocol]()).protocol
    const filter = await spoken?.linkFilter?.()
    const cells = new Float64Array(counters)
    const link = await openLink({ upstream, counters: cells, seed, allowedHosts, timers, port, capture, filter })
    links.set(key, link)
    return link.address
  },
  /** What was behind the link stands elsewhere now. */
  async retarget(key: string, upstream: Address): Promise<void> {
    await links.get(key)?.retarget(upstream)
  },
  /** These connections, or what passed in a stretch of time; see link/capture.ts. */
  captured(key: string, what: { dials: readonly Dialled[] } | { fromUs: number; toUs: number }): CapturedConnection[] {
    const capture = links.get(key)?.capture
    if (!capture) return []
    return 'dials' in what ? capture.dialled(what.dials) : capture.window(what.fromUs, what.toUs)
  },
  async closeOne(key: string): Promise<void> {
    await links.get(key)?.close()
    links.delete(key)
  },
  async setFault(key: string, fault: FaultOnLink): Promise<void> {
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
