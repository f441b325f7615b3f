/**
 * Run events as Server-Sent Events (HTML §9.2), for whoever has no Socket.IO: `id` is the seq, so that a reader that
 * lost its connection goes on where it was. A reader that cannot keep up gets merged frames, and one that stays
 * behind is cut off: it comes back and asks for what it has not seen.
 */
import { isOver, type RunEvent } from '#core/run.ts'
import type { Lab } from '../runs/lab.ts'
import { appendMerged } from './outbox.ts'

export interface EventStreamOptions {
  /** The last event that the reader has seen; 0 for none. */
  sinceSeq: number
  /** The reader has gone. */
  signal: AbortSignal
  heartbeatMs?: number
  /** Held for a reader who does not read; a frame of four lanes is about 2 kB. */
  bufferBytes?: number
  /** Live events that may wait behind it. */
  mostWaiting?: number
}

/** Proxies drop a connection on which nothing moves for half a minute or a minute. */
const HEARTBEAT_MS = 15_000
const RETRY_MS = 2000
const BUFFER_BYTES = 64 * 1024
const MOST_WAITING = 512

/** @returns the stream; `'over'` where nothing will ever follow `sinceSeq`; null where there is no such run */
export async function openEventStream(lab: Pick<Lab, 'watch'>, runId: string, options: EventStreamOptions) {
  const { sinceSeq, signal, heartbeatMs = HEARTBEAT_MS, bufferBytes = BUFFER_BYTES } = options
  const waiting: RunEvent[] = []
  let mostWaiting = Number.POSITIVE_INFINITY
  let pump = () => {}
  const watched = await lab.watch(runId, sinceSeq, (events) => {
    // What is past is kept as it was said; only what comes meanwhile is merged.
    if (mostWaiting === Number.POSITIVE_INFINITY) waiting.push(...events)
    else for (const event of events) appendMerged(waiting, event)
    pump()
  })
  if (!watched) return null
  if (watched.over && waiting.length === 0) return 'over'
  mostWaiting = waiting.length + (options.mostWaiting ?? MOST_WAITING)

  let heartbeat: NodeJS.Timeout | undefined
  const release = () => {
    watched.unwatch()
    clearInterval(heartbeat)
    signal.removeEventListener('abort', leave)
    waiting.length = 0
    pump = () => {}
  }
  let leave = release
  const encoder = new TextEncoder()
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const hasRoom = () => (controller.desiredSize ?? 0) > 0
        const say = (text: string) => controller.enqueue(encoder.encode(text))
        const end = () => {
          release()
          controller.close()
        }
        leave = end
        pump = () => {
          while (hasRoom()) {
            const event = waiting.shift()
            if (!event) return watched.over ? end() : undefined
            say(`id: ${event.seq}\ndata: ${JSON.stringify(event)}\n\n`)
            if (event.type === 'state' && isOver(event.state)) return end()
          }
          if (waiting.length > mostWaiting) end()
        }
        signal.addEventListener('abort', leave)
        if (signal.aborted) return end()
        heartbeat = setInterval(() => hasRoom() && say(': still here\n\n'), heartbeatMs)
        say(`retry: ${RETRY_MS}\n\n`)
        pump()
      },
      pull: () => pump(),
      cancel: release,
    },
    new ByteLengthQueuingStrategy({ highWaterMark: bufferBytes }),
  )
}
