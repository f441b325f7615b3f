/** Conditional requests: RFC 9110 §13. */

/** An entity tag: RFC 9110 §8.8.3. */
const TAG = /^(W\/)?"([\x21\x23-\x7e\x80-\xff]*)"$/

/** `*`, or the list of tags; what is not a tag matches nothing. Tags hold no comma here. */
function listed(header: string): '*' | { weak: boolean; opaque: string }[] {
  if (header.trim() === '*') return '*'
  return header.split(',').flatMap((part) => {
    const match = TAG.exec(part.trim())
    return match ? [{ weak: match[1] !== undefined, opaque: match[2] as string }] : []
  })
}

const opaqueOf = (tag: string) => TAG.exec(tag)?.[2]

/**
 * Strong comparison, RFC 9110 §13.1.1: nothing that is weak matches.
 *
 * @param current tags of the resource as it is; null where there is none
 */
export function ifMatch(header: string, current: readonly string[] | null): boolean {
  if (current === null) return false
  const wanted = listed(header)
  if (wanted === '*') return true
  return wanted.some(({ weak, opaque }) => !weak && current.some((tag) => opaqueOf(tag) === opaque))
}

/** Weak comparison, RFC 9110 §13.1.2. True where the request is to be done: nothing matches. */
export function ifNoneMatch(header: string, current: readonly string[] | null): boolean {
  if (current === null) return true
  const known = listed(header)
  if (known === '*') return false
  return !known.some(({ opaque }) => current.some((tag) => opaqueOf(tag) === opaque))
}
