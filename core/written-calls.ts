/** How a service's `calls` are written: one after the other, or several at once. */
import type { z } from 'zod'
import { isPlainObject, listOf, says, strict } from './checks.ts'
import type { Issues, Path } from './issue.ts'
import { readWritten } from './read-written.ts'
import { callShape } from './written-edge.ts'

export const writtenCall = strict(callShape)

export const writtenParallel = strict({
  parallel: says(listOf(writtenCall), 'calls that are made at once; the next step begins when all have ended'),
})

export type WrittenCall = z.infer<typeof writtenCall>
export type WrittenStep = WrittenCall | z.infer<typeof writtenParallel>

/** Null where it is none; `issues` says why. */
export function readStep(given: unknown, at: Path, issues: Issues): WrittenStep | null {
  const isParallel = isPlainObject(given) && Object.hasOwn(given, 'parallel')
  return isParallel
    ? readWritten(writtenParallel, given, issues.under(at))
    : readWritten(writtenCall, given, issues.under(at))
}
