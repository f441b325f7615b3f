/** What waits behind a slow reader: frames merged where that says the same, everything else kept. */
import { canMerge, mergeFrames } from '#core/frames.ts'
import type { RunEvent } from '#core/run.ts'

/** Adds an event to those that wait; the merged frame takes the later seq. */
export function appendMerged(waiting: RunEvent[], event: RunEvent): void {
  const last = waiting.at(-1)
  if (last?.type === 'frame' && event.type === 'frame' && canMerge(last.frame, event.frame)) {
    waiting[waiting.length - 1] = { ...event, frame: mergeFrames(last.frame, event.frame) }
  } else waiting.push(event)
}
