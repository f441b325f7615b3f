/** What waits behind a slow reader: frames merged where that says the same, everything else kept. */
import type { Socket } from 'socket.io'
import { canMerge, mergeFrames } from '#core/frames.ts'
import type { ServerToClient } from '#core/live.ts'
import type { RunEvent } from '#core/run.ts'

/** Adds an event to those that wait; the merged frame takes the later seq. */
export function appendMerged(waiting: RunEvent[], event: RunEvent): void {
  const last = waiting.at(-1)
  if (last?.type === 'frame' && event.type === 'frame' && canMerge(last.frame, event.frame)) {
    waiting[waiting.length - 1] = { ...event, frame: mergeFrames(last.frame, event.frame) }
  } else waiting.push(event)
}

/** What the connection has not taken: one message at most, and behind it the events that came since. */
export interface Outbox {
  put: (events: RunEvent[]) => void
  drop: () => void
}

type Line = Pick<Socket<Record<string, never>, Pick<ServerToClient, 'events'>>, 'conn' | 'disconnected' | 'emit'>

export function createOutbox(socket: Line, runId: string): Outbox {
  let waiting: RunEvent[] = []
  let held = false
  let dropped = false
  const say = () => {
    if (dropped || waiting.length === 0 || socket.disconnected) return
    // Engine.IO says `drain` when it hands over what it has held, and nothing where it holds nothing: so what we wait
    // for is that this message is no longer there, and never that the connection is free.
    if (!socket.conn.transport.writable) {
      held = true
      socket.conn.once('drain', release)
    }
    const events = waiting
    waiting = []
    socket.emit('events', { runId, events })
  }
  const release = () => {
    held = false
    say()
  }
  return {
    put(events) {
      for (const event of events) appendMerged(waiting, event)
      if (!held) say()
    },
    drop() {
      dropped = true
      waiting = []
      socket.conn.off('drain', release)
    },
  }
}
