/** What a protocol could leave behind, counted by Node itself. */
import { setTimeout } from 'node:timers/promises'
import { expect } from 'vitest'

const kinds = [
  'TCPSocketWrap',
  'TCPServerWrap',
  'TCPConnectWrap',
  'TLSWrap',
  'Timeout',
  'FSReqCallback',
  'GetAddrInfoReqWrap',
]
const SETTLE_MS = 5000
const LOOK_EVERY_MS = 25

export function openHandles(): Record<string, number> {
  const open: Record<string, number> = Object.fromEntries(kinds.map((kind) => [kind, 0]))
  for (const kind of process.getActiveResourcesInfo()) if (kind in open) open[kind] = (open[kind] ?? 0) + 1
  return open
}

/** A closed socket takes a turn or two of the event loop to be gone; what stays longer is left behind. */
export async function expectNoNewHandles(before: Record<string, number>): Promise<void> {
  const grown = () => Object.entries(openHandles()).filter(([kind, count]) => count > (before[kind] ?? 0))
  for (let waitedMs = 0; waitedMs < SETTLE_MS && grown().length > 0; waitedMs += LOOK_EVERY_MS) {
    await setTimeout(LOOK_EVERY_MS)
  }
  expect(grown(), `open, against ${JSON.stringify(before)} before`).toEqual([])
}
