/**
 * Where in a YAML text somebody writes, by indentation: the text may be half written, so no parser is asked. Only of
 * the block style, one key a line; inside `{…}` and `[…]` nothing is said.
 */

export interface WritingAt {
  /** Of the map or list that is written in: keys, and numbers in lists. */
  path: (string | number)[]
  /** The key whose value is written; null where it is a key that is. */
  key: string | null
  /** What stands of it already, and where it begins. */
  word: string
  from: number
}

interface Level {
  column: number
  step: string | number
}

const LINE = /^( *)((?:- +|-$)*)(.*)$/
const KEY = /^([\w-]+):(?:\s+(.*))?$/

export function writingAt(text: string, offset: number): WritingAt | null {
  const before = text.slice(0, offset).split('\n')
  const levels: Level[] = []
  let at: WritingAt | null = null
  for (const [index, line] of before.entries()) {
    const last = index === before.length - 1
    const [, indent = '', dashes = '', rest = ''] = LINE.exec(line) ?? []
    if (!last && (rest.trim() === '' || rest.startsWith('#')) && dashes === '') continue
    let column = indent.length
    for (const dash of dashes.match(/- */g) ?? []) {
      const beside = closeTo(levels, column, { items: false })
      levels.push({ column, step: typeof beside === 'number' ? beside + 1 : 0 })
      column += dash.length
    }
    const key = KEY.exec(rest)
    if (!last) {
      if (rest.trim() === '' || !key) continue
      closeTo(levels, column, { items: true })
      levels.push({ column, step: key[1] as string })
      continue
    }
    if (/[#{[]/.test(rest)) return null
    closeTo(levels, column, { items: true })
    const word = key ? (key[2] ?? '') : rest
    at = { path: levels.map(({ step }) => step), key: key?.[1] ?? null, word, from: offset - word.length }
  }
  return at
}

/** Leaves what ends before something at this column. @returns the item of the same list that it comes after */
function closeTo(levels: Level[], column: number, { items }: { items: boolean }): string | number | null {
  let beside: string | number | null = null
  for (let top = levels.at(-1); top !== undefined; top = levels.at(-1)) {
    const same = top.column === column && (items || typeof top.step === 'number')
    if (top.column < column || (top.column === column && !same)) break
    beside = same && top.column === column ? top.step : null
    levels.pop()
  }
  return beside
}
