/** What clients ask of a broker, as it crosses a link: every request, in the order in which they were complete. */
import type { Address } from '#core/address.ts'
import { openKafkaBroker } from '#server/brokers/kafka/kafka-broker.ts'
import type { Item, Stage, StreamFilter, Wire } from '#server/link/filter.ts'
import { openLink } from '#server/link/link.ts'
import { FrameCutter } from '#server/protocols/kafka/link/frame-cutter.ts'

export interface Recorded {
  /** One connection of the client, from 0. */
  connection: number
  /** With its size in front. */
  request: Buffer
  /** Null where none came. */
  response: Buffer | null
}

/** Correlation ids follow their size and, in a request, the API and its version. */
const AT = { request: 8, response: 4 }
const NOWHERE: Address = { host: '127.0.0.1', port: 1 }

/** @param talk with the broker at that address */
export async function record(talk: (at: Address) => Promise<void>): Promise<Recorded[]> {
  const recorded: Recorded[] = []
  const filter: StreamFilter = {
    open({ upstream, downstream }) {
      const { connection } = upstream
      const own = new Map<number, Recorded>()
      return {
        upstream: tapped(upstream, (request) => {
          const one: Recorded = { connection, request, response: null }
          own.set(request.readInt32BE(AT.request), one)
          recorded.push(one)
        }),
        downstream: tapped(downstream, (response) => {
          const one = own.get(response.readInt32BE(AT.response))
          if (one) one.response = response
        }),
      }
    },
    setFault: () => false,
    clearFault: () => {},
  }
  const link = await openLink({ upstream: NOWHERE, seed: 1, filter })
  // Its clients are told to come through the link again.
  const broker = await openKafkaBroker({ advertised: link.address })
  try {
    await link.retarget(broker.address)
    await talk(link.address)
  } finally {
    await link.close()
    await broker.close()
  }
  return recorded
}

function tapped(wire: Wire, onFrame: (frame: Buffer) => void): Stage {
  const cutter = new FrameCutter(0, () => 'keep')
  return {
    heldBytes: 0,
    take(item: Item) {
      if (item.is === 'bytes') for (const { bytes } of cutter.push(item.bytes)) onFrame(Buffer.from(bytes))
      wire.pass(item)
    },
    lift: () => {},
    drop: () => {},
  }
}
