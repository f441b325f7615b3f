/** Services as a thread hosts them: started by lane, stopped and started again by a fault, asked for their depth. */
import type { Lane } from '#core/experiment.ts'
import type { JournalWriter } from '#core/journal.ts'
import { parseOrderId } from '#core/order.ts'
import type { Timers } from '#core/timers.ts'
import { registry } from '#server/protocols/index.ts'
import type { Address, Addresses, Depth, Env, Running } from '#server/protocols/protocol.ts'
import { createOrderService, type OrderService, type ServiceJournal } from '#server/service/order-service.ts'

export interface HostedLane {
  index: number
  lane: Lane
  env: Env
}

export interface HostOptions {
  seed: number
  timers: Timers
  journalOf: (hosted: HostedLane) => ServiceJournal
}

export type HostApi = ReturnType<typeof createHost>

/** Executions as records of a run: by lane and sequence; an order that is not of the run counts as outside. */
export function runJournal({ run, timers, journal }: { run: string; timers: Timers; journal: JournalWriter }) {
  return ({ index, lane }: HostedLane): ServiceJournal => {
    const write = (kind: 'started' | 'executed' | 'outside', seq: number) =>
      journal.write({ kind, lane: index, seq, tUs: timers.nowUs(), intendedUs: 0, outcome: 'ok' })
    const ours = (orderId: string) => {
      const ref = parseOrderId(orderId)
      return ref && ref.run === run && ref.lane === lane.id ? ref : null
    }
    return {
      started: (orderId) => {
        const ref = ours(orderId)
        if (ref) write('started', ref.seq)
      },
      done: (orderId) => {
        const ref = ours(orderId)
        write(ref ? 'executed' : 'outside', ref?.seq ?? 0)
      },
    }
  }
}

export function createHost({ seed, timers, journalOf }: HostOptions) {
  const hosted = new Map<string, { running: Running; service: OrderService }>()
  const at = (laneId: string) => {
    const found = hosted.get(laneId)
    if (!found) throw new Error(`lane ${laneId} has no service here`)
    return found
  }
  return {
    /** The broker that the operator named for this lane, or null for the embedded one. */
    async externalEngine(lane: Lane, env: Env): Promise<Address | null> {
      const { protocol } = await registry[lane.call.protocol]()
      return protocol.externalEngine?.(env) ?? null
    },
    async serve(given: HostedLane, addresses: Addresses): Promise<Address | null> {
      const { lane, env } = given
      const service = createOrderService({
        spec: lane.call.to,
        seed,
        lane: lane.id,
        timers,
        journal: journalOf(given),
      })
      const { protocol } = await registry[lane.call.protocol]()
      const running = await protocol.serve(service, lane.call.options, env, addresses)
      hosted.set(lane.id, { running, service })
      return running.address
    },
    async stop(laneId: string): Promise<void> {
      await at(laneId).running.stop()
    },
    async start(laneId: string): Promise<void> {
      await at(laneId).running.start()
    },
    /** Orders being worked on or waiting for a place, over all services here. */
    busy(): number {
      let busy = 0
      for (const { service } of hosted.values()) busy += service.active + service.queued
      return busy
    },
    async depth(laneId: string): Promise<Depth | null> {
      return (await at(laneId).running.depth?.()) ?? null
    },
    async close(): Promise<void> {
      await Promise.all(
        [...hosted.values()].map(async ({ running, service }) => {
          await running.close()
          await service.close()
        }),
      )
      hosted.clear()
    },
  }
}
