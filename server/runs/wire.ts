/**
 * What crossed a run's links while one order was under way. Its connections carry other orders at the same time, so it
 * is a window of them and is called that; of a lane that dials anew for each call it is nearly the order alone.
 */
import type { Life } from '#core/life.ts'
import type { Leg } from '#core/protocols.ts'
import type { CapturedConnection, CaptureLimits } from '#server/link/capture.ts'
import { type WrittenConnection, writtenConnection } from '#server/link/written-capture.ts'

const KIB = 1024

/** Of each link of a run: half for the beginnings of its connections, half for what came last. */
export const runCaptureLimits: CaptureLimits = {
  connectionBytes: 64 * KIB,
  connections: 64,
  linkBytes: 512 * KIB,
}

/** Of each leg of an order that is kept, once the run is over. */
export const KEPT_BYTES = 32 * KIB
/** Of each leg of a lane, all orders that are kept together. */
export const KEPT_LANE_BYTES = 640 * KIB
/** What follows the last step: a reply's end, an acknowledgement, µs. */
const AFTER_US = 20_000

/** `named`: the order's id is written in what passed; in TLS, compressed or masked, nobody can see it. */
export type SeenConnection = WrittenConnection & { named: boolean }

export interface OrderWire {
  lane: string
  seq: number
  /** From when the order was meant to be sent, µs. */
  window: { fromUs: number; toUs: number }
  /** Not the order's alone: whatever passed in the window. Connections over which nothing did are left out. */
  legs: { leg: Leg; connections: SeenConnection[] }[]
}

/** From the moment it was sent to a little after the last that is known of it, from when it was due. */
export function windowOf({ steps }: Pick<Life, 'steps'>): OrderWire['window'] {
  const sent = steps.find(({ what }) => what === 'sent')
  return { fromUs: sent?.atUs ?? 0, toUs: (steps.at(-1)?.atUs ?? 0) + AFTER_US }
}

/**
 * @param captured by leg, on the clock of the run
 * @param options.dueUs when the order was due, on that clock; `mostBytes` is kept of a leg, the earliest
 */
export function wireOf(
  { lane, seq, steps }: Pick<Life, 'lane' | 'seq' | 'steps'>,
  captured: readonly { leg: Leg; connections: readonly CapturedConnection[] }[],
  { orderId, dueUs, mostBytes }: { orderId: string; dueUs: number; mostBytes: number },
): OrderWire {
  const legs = captured.map(({ leg, connections }) => {
    let room = mostBytes
    // What names the order comes first where not all can be kept.
    const naming = connections.map((connection) => ({ connection, named: names(connection, orderId) }))
    const kept = naming
      .toSorted((a, b) => Number(b.named) - Number(a.named))
      .map(({ connection, named }) => {
        const chunks = connection.chunks.filter(({ bytes }) => {
          room -= bytes.length
          return room >= 0
        })
        const truncated = connection.truncated || chunks.length < connection.chunks.length
        return { ...writtenConnection({ ...connection, chunks, truncated }, dueUs), named }
      })
    return { leg, connections: kept.filter(({ chunks }) => chunks.length > 0) }
  })
  return { lane, seq, window: windowOf({ steps }), legs }
}

export function bytesIn({ legs }: OrderWire): number {
  const chunks = legs.flatMap(({ connections }) => connections.flatMap((connection) => connection.chunks))
  return chunks.reduce((sum, { base64 }) => sum + Buffer.byteLength(base64, 'base64'), 0)
}

/** The id ends where it ends: order 1 is not order 12. */
function names({ chunks }: CapturedConnection, orderId: string): boolean {
  return (['upstream', 'downstream'] as const).some((stream) => {
    const bytes = Buffer.concat(chunks.filter((chunk) => chunk.stream === stream).map((chunk) => chunk.bytes))
    for (let at = bytes.indexOf(orderId); at >= 0; at = bytes.indexOf(orderId, at + 1)) {
      if (!/\d/.test(String.fromCharCode(bytes[at + Buffer.byteLength(orderId)] ?? 0))) return true
    }
    return false
  })
}
