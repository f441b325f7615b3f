/** From what stands there to its written form, or to issues. */
import type { z } from 'zod'
import type { Issues, Path } from './issue.ts'

/** The input in its written form, or null and issues whose messages are ready to be read. */
export function readWritten<S extends z.ZodType>(
  schema: S,
  input: unknown,
  issues: Pick<Issues, 'add'>,
): z.infer<S> | null {
  const result = schema.safeParse(input)
  if (result.success) return result.data
  for (const issue of result.error.issues) collect(issue, issue.path, issues)
  return null
}

function collect(issue: z.core.$ZodIssue, path: Path, issues: Pick<Issues, 'add'>): void {
  if (issue.code === 'invalid_union') {
    // Of several forms, the one that was meant is the one whose inside was read.
    const meant = issue.errors.find((inside) => inside.some((one) => one.path.length > 0))
    if (meant) {
      for (const one of meant) collect(one, [...path, ...one.path], issues)
      return
    }
  }
  if (issue.code !== 'unrecognized_keys') {
    issues.add(path, issue.message)
    return
  }
  const lines = issue.message.split('\n')
  issue.keys.forEach((key, i) => {
    issues.add([...path, key], lines[i] ?? issue.message)
  })
}
