/** Services as a thread hosts them: started by lane, stopped and started again by a fault, asked for their depth. */
import { join } from 'node:path'
import type { Fault, Lane } from '#core/experiment.ts'
import type { JournalWriter, RecordKind } from '#core/journal.ts'
import { parseOrderId } from '#core/order.ts'
import type { Timers } from '#core/timers.ts'
import { registry } from '#server/protocols/index.ts'
import { MessageFaults } from '#server/protocols/message-faults.ts'
import type { Address, Addresses, Deliveries, Depth, Env, Running, Service } from '#server/protocols/protocol.ts'
import { FaultyService } from '#server/service/faulty-service.ts'
import { createIdempotentService } from '#server/service/idempotent.ts'
import { createOrderService, type OrderService, type ServiceJournal } from '#server/service/order-service.ts'
import { openReceipts, type Receipts } from '#server/service/receipts.ts'
import { HostedFaults } from './hosted-faults.ts'

export interface HostedLane {
  index: number
  lane: Lane
  env: Env
}

/** What a service and its consumers write down. */
export type HostJournal = ServiceJournal & { deliveries?: Deliveries }

export interface HostOptions {
  seed: number
  timers: Timers
  journalOf: (hosted: HostedLane) => HostJournal
  /** For the database files of this thread's services; absent where none of them has one. */
  folder?: string
}

export type HostApi = ReturnType<typeof createHost>

/** Executions and deliveries as records of a run: by lane and sequence; what is not of the run counts as outside. */
export function runJournal({ run, timers, journal }: { run: string; timers: Timers; journal: JournalWriter }) {
  return ({ index, lane }: HostedLane): HostJournal => {
    const write = (kind: RecordKind, orderId: string, { subscriber = 0, n = 0 } = {}) => {
      const ref = parseOrderId(orderId)
      const ours = ref !== null && ref.run === run && ref.lane === lane.id
      // Of what is not ours, only an execution matters: it took a place.
      if (!ours && kind !== 'executed') return
      const seq = ours ? ref.seq : 0
      const record = { lane: index, seq, tUs: timers.nowUs(), intendedUs: 0, outcome: 'ok' as const, n, subscriber }
      journal.write({ kind: ours ? kind : 'outside', ...record })
    }
    return {
      waiting: (orderId, subscriber) => write('waiting', orderId, { subscriber }),
      started: (orderId, subscriber, waited) => write('started', orderId, { subscriber, n: waited ? 1 : 0 }),
      done: (orderId, subscriber) => write('executed', orderId, { subscriber }),
      dropped: (orderId, subscriber, waited) => write('dropped', orderId, { subscriber, n: waited ? 1 : 0 }),
      deduplicated: (orderId, subscriber) => write('deduplicated', orderId, { subscriber }),
      deliveries: {
        received: (orderId, { subscriber, delivery }) => write('received', orderId, { subscriber, n: delivery }),
        settled: (orderId, subscriber) => write('settled', orderId, { subscriber }),
        returned: (orderId, subscriber) => write('returned', orderId, { subscriber }),
        deadLettered: (orderId, subscriber) => write('dead-lettered', orderId, { subscriber }),
        crashed: (orderId, subscriber) => write('crashed', orderId, { subscriber }),
      },
    }
  }
}

interface Hosted {
  running: Running
  service: OrderService
  receipts: Receipts | null
  faults: HostedFaults
}

export function createHost({ seed, timers, journalOf, folder }: HostOptions) {
  const hosted = new Map<string, Hosted>()
  const at = (laneId: string) => {
    const found = hosted.get(laneId)
    if (!found) throw new Error(`lane ${laneId} has no service here`)
    return found
  }
  const fileFor = (laneId: string) => {
    if (folder === undefined) throw new Error(`lane ${laneId} has no folder for its database`)
    return join(folder, `${laneId}.sqlite`)
  }
  return {
    /** The broker that the operator named for this lane, or null for the embedded one. */
    async externalEngine(lane: Lane, env: Env): Promise<Address | null> {
      const { protocol } = await registry[lane.call.protocol]()
      return protocol.externalEngine?.(env) ?? null
    },
    async serve(given: HostedLane, addresses: Addresses): Promise<Address | null> {
      const { lane, env } = given
      const journal = journalOf(given)
      const options = { spec: lane.call.to, seed, lane: lane.id, timers, journal }
      const receipts = lane.call.to.idempotent ? openReceipts(fileFor(lane.id)) : null
      const service = receipts ? createIdempotentService({ ...options, receipts }) : createOrderService(options)
      const { protocol } = await registry[lane.call.protocol]()
      const messageFaults = new MessageFaults(seed, lane.id)
      const faulty = new FaultyService({ service, seed, lane: lane.id, timers })
      const asked: Service = {
        execute: (order, by) => faulty.execute(order, by),
        deliveries: journal.deliveries,
        messageFaults,
      }
      const running = await protocol.serve(asked, lane.call.options, env, addresses)
      const faults = new HostedFaults({ running, faulty, messageFaults, timers })
      hosted.set(lane.id, { running, service, receipts, faults })
      return running.address
    },
    async attach(laneId: string, addresses: Addresses): Promise<void> {
      await at(laneId).running.attach?.(addresses)
    },
    /** On at once. @throws TypeError where the fault is not one of services or messages */
    async setFault(laneId: string, fault: Fault): Promise<void> {
      await at(laneId).faults.set(fault)
    },
    /** Undone when this resolves. */
    async clearFault(laneId: string, faultId: string): Promise<void> {
      await at(laneId).faults.clear(faultId)
    },
    /** Orders being worked on or waiting for a place, over all services here. */
    busy(): number {
      let busy = 0
      for (const { faults } of hosted.values()) busy += faults.inHand
      return busy
    },
    async depth(laneId: string): Promise<Depth | null> {
      return (await at(laneId).running.depth?.()) ?? null
    },
    /** Dead letters that went back to their queue. */
    async redrive(laneId: string): Promise<number> {
      return (await at(laneId).running.redrive?.()) ?? 0
    },
    async close(): Promise<void> {
      await Promise.all(
        [...hosted.values()].map(async ({ running, service, receipts, faults }) => {
          faults.close()
          await running.close()
          await service.close()
          receipts?.close()
        }),
      )
      hosted.clear()
    },
  }
}
