/** Names of lines, cut to the room there is and still told from each other. */
import { fitted, widthOf } from './widths.ts'

export interface Named {
  id: string
  name: string
  /** px */
  room: number
}

const CUT = '…'
/** Letters of what is the same that stay where no word begins near: `…link-2` says more than `…2`. */
const KEPT = 4
/** Of the room, for what differs; before it stand the first letters of the name. */
const LONG = 3 / 4
const SHORT = 1 / 3

interface Cut extends Named {
  /** What differs from those that would be cut to the same letters; all of it where there are none. */
  rest: string
}

/** Cut at the end; where that makes two the same, without what they begin with alike; else out of the middle, and with what it takes. */
export function namesApart(lines: readonly Named[]): string[] {
  const wholes = lines.map((line): Named => {
    const alike = lines.filter(({ name }) => name === line.name).length > 1
    return alike ? { ...line, name: `${line.name} (${line.id})` } : line
  })
  const atEnd = ({ name, room }: Named) => fitted(name, room)
  const cuts = wholes.map((line): Cut => {
    const alike = wholes.filter((other) => atEnd(other) === atEnd(line))
    return { ...line, rest: restOf(line, alike) }
  })
  const ways = [atEnd, withoutStart, withoutMiddle, ofBoth(LONG), ofBoth(SHORT)].map((way) =>
    cuts.map((cut) => (cut.rest === cut.name ? atEnd(cut) : way(cut))),
  )
  // What is left may not be the end of another name either: `…added` says nothing beside `JSON · added`.
  const isVague = cuts.some(({ name, rest }) =>
    wholes.some((other) => other.name !== name && other.name.endsWith(rest)),
  )
  return (
    ways.find((shown, way) => new Set(shown).size === shown.length && !(way === 1 && isVague)) ??
    (ways.at(-1) as string[])
  )
}

/** Without what those have in common that would be cut to the same letters; and again while that still leaves the same. */
function restOf({ name, room }: Named, alike: readonly Named[], from = 0): string {
  const rest = name.slice(from)
  if (alike.length < 2) return rest
  const shared = sharedStart(alike.map((other) => other.name.slice(from)))
  if (shared === 0) return rest
  const shown = (text: string) => fitted(`${CUT}${text.slice(from + shared)}`, room)
  return restOf(
    { id: '', name, room },
    alike.filter((other) => shown(other.name) === shown(name)),
    from + shared,
  )
}

function withoutStart({ rest, room }: Cut): string {
  return fitted(`${CUT}${rest}`, room)
}

function withoutMiddle(cut: Cut): string {
  let tail = cut.rest
  while (tail.length > 1 && widthOf(`${CUT}${tail}`) > cut.room * LONG) tail = tail.slice(1)
  return headed(tail, cut)
}

/** The first letters of what is the same and of what differs. */
function ofBoth(share: number): (cut: Cut) => string {
  return (cut) => {
    let tail = cut.rest
    while (tail.length > 1 && widthOf(`${CUT}${tail}`) > cut.room * share) tail = tail.slice(0, -1)
    return headed(tail.trimEnd(), cut)
  }
}

function headed(tail: string, { name, rest, room }: Cut): string {
  let head = name.slice(0, name.length - rest.length)
  while (head !== '' && widthOf(`${head}${CUT}${tail}`) > room) head = head.slice(0, -1)
  return `${head.trimEnd()}${CUT}${tail}`
}

/** How many letters all begin with, back to where a word begins. */
function sharedStart(texts: readonly string[]): number {
  const [first = '', ...others] = texts
  let shared = 0
  while (shared < first.length && others.every((text) => text[shared] === first[shared])) shared++
  const word = first.slice(0, shared).search(/[^\s·,]+$/)
  if (shared > 0 && word < 0) return shared
  return word > 0 ? word : Math.max(0, shared - KEPT)
}
