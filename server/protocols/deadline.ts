/**
 * A caller's deadline, on wires that have no word of their own for it (gRPC has `grpc-timeout`, Connect
 * `connect-timeout-ms`): how long it will still wait, whole ms from when the request is read. A duration and no time of
 * day, so that no two clocks have to agree.
 */
import type { Env, ExecutedBy } from './protocol.ts'

export const DEADLINE_HEADER = 'x-deadline-ms'
const LONGEST_MS = 3_600_000
const WHOLE_MS = /^[1-9]\d{0,6}$/

/** Empty where the caller does not tell. */
export function deadlineHeaders(
  { tellsDeadline }: Pick<Env, 'tellsDeadline'>,
  leftMs: number | undefined,
): Record<string, string> {
  if (!tellsDeadline || leftMs === undefined) return {}
  return { [DEADLINE_HEADER]: String(Math.min(LONGEST_MS, Math.max(1, Math.floor(leftMs)))) }
}

/**
 * Work that is not begun any more once nobody waits for it; what has begun is finished.
 * @param said the value of the header; whatever is not whole ms says nothing
 */
export async function untilDeadline<T>(
  said: string | string[] | null | undefined,
  work: (by: ExecutedBy) => Promise<T>,
): Promise<T> {
  if (typeof said !== 'string' || !WHOLE_MS.test(said)) return work({})
  const leftMs = Math.min(LONGEST_MS, Number(said))
  const giveUp = new AbortController()
  const timer = setTimeout(() => giveUp.abort(new Error('the deadline of the caller has passed')), leftMs)
  try {
    return await work({ signal: giveUp.signal, leftMs })
  } finally {
    clearTimeout(timer)
  }
}
