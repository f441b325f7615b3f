/**
 * Rows of one shape, written as columns: a value that hardly changes from row to row costs hardly a byte. Nothing here
 * knows what the rows mean, so that a field which joins a frame travels without a word in this file.
 *
 *     [{a: 5, b: {c: 'x'}}, {a: 7, b: {c: 'x'}}]   →   {a: '1…', b: {c: 's…'}}
 *
 * An object of the rows is an object of columns, and where it is absent from some rows its key `?` says from which. A
 * list is `{[]: [columns of the first item, …]}`. A column is text whose first letter says how it is written:
 *
 *     0 1 2   numbers: themselves, their differences, the differences of those; then the power of ten that makes them
 *             whole; then varints: 0 absent, 1 null, else 2 + zigzag
 *     b       truths, a letter each: - absent, f, t
 *     s       words, a space between them: `.` absent, `=` the same as in the column named before it
 *     j       anything else, JSON: [] absent, [value] there
 */
import { readVarint, type VarintCursor, varint } from './varint.ts'

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }
export type Columns = string | { [key: string]: Columns | Columns[] }

/** Absent from a row. */
type Cell = Json | undefined

const LONGEST_KEY = 128
/** Objects, lists and columns in one table. */
const MOST_NODES = 20_000
/** Rows × nodes: a file of a few bytes must not grow into more than this. */
const MOST_CELLS = 4_000_000
const MOST_ROWS = 20_000
const MOST_DECIMALS = 6
const WORD = /^[\w-]*$/
const ABSENT = 0
const NULL = 1
const FIRST_NUMBER = 2

export function writeColumns(rows: readonly Json[]): Columns {
  return writeNode(rows, '', [])
}

interface Written {
  key: string
  cells: readonly Cell[]
}

/** @param siblings word columns of the same object that were written before this one */
function writeNode(cells: readonly Cell[], key: string, siblings: Written[]): Columns {
  const there = cells.filter((cell) => cell !== undefined)
  if (there.length > 0 && there.every(isObject)) return writeObject(cells as (Record<string, Json> | undefined)[])
  if (there.length > 0 && there.every(Array.isArray)) return writeList(cells as (Json[] | undefined)[])
  if (there.every((cell) => typeof cell === 'boolean')) {
    return `b${cells.map((cell) => (cell === undefined ? '-' : cell ? 't' : 'f')).join('')}`
  }
  if (there.every((cell) => typeof cell === 'string' && WORD.test(cell))) {
    const text = writeWords(cells, siblings)
    siblings.push({ key, cells })
    return text
  }
  return writeNumbers(cells) ?? `j${JSON.stringify(cells.map((cell) => (cell === undefined ? [] : [cell])))}`
}

function isObject(cell: Cell): cell is Record<string, Json> {
  return typeof cell === 'object' && cell !== null && !Array.isArray(cell)
}

function presence(cells: readonly Cell[]): { '?'?: string } {
  if (cells.every((cell) => cell !== undefined)) return {}
  return { '?': `b${cells.map((cell) => (cell === undefined ? 'f' : 't')).join('')}` }
}

function writeObject(cells: readonly (Record<string, Json> | undefined)[]): Columns {
  const rows = cells.filter((cell) => cell !== undefined)
  const found = rows.flatMap((row) => Object.keys(row).filter((key) => row[key] !== undefined))
  // In the order in which they will be read: an object has the keys that are whole numbers first.
  const keys = Object.keys(Object.fromEntries(found.map((key) => [key, null])))
  const reserved = keys.find((key) => key === '?' || key === '[]' || key === '__proto__')
  if (reserved !== undefined) throw new RangeError(`a recording cannot hold a field named '${reserved}'`)
  const siblings: Written[] = []
  // Inside, only the rows in which the object is there count.
  return {
    ...presence(cells),
    ...Object.fromEntries(
      keys.map((key) => [
        key,
        writeNode(
          rows.map((row) => own(row, key)),
          key,
          siblings,
        ),
      ]),
    ),
  }
}

function own(row: Record<string, Json>, key: string): Cell {
  return Object.hasOwn(row, key) ? row[key] : undefined
}

function writeList(cells: readonly (Json[] | undefined)[]): Columns {
  const rows = cells.filter((cell) => cell !== undefined)
  const longest = Math.max(0, ...rows.map((row) => row.length))
  const items = Array.from({ length: longest }, (_, at) =>
    writeNode(
      rows.map((row) => row[at]),
      '',
      [],
    ),
  )
  return { ...presence(cells), '[]': items }
}

function writeWords(cells: readonly Cell[], siblings: readonly Written[]): string {
  const alike = siblings
    .map((sibling) => ({
      ...sibling,
      same: cells.filter((cell, i) => cell !== undefined && cell === sibling.cells[i]).length,
    }))
    .toSorted((a, b) => b.same - a.same)[0]
  const base = alike && alike.same > 0 && WORD.test(alike.key) ? alike : null
  const words = cells.map((cell, i) => (cell === undefined ? '.' : base && cell === base.cells[i] ? '=' : cell))
  return `s${[base?.key ?? '', ...words].join(' ')}`
}

function writeNumbers(cells: readonly Cell[]): string | null {
  const numbers = cells.filter((cell) => typeof cell === 'number')
  if (cells.some((cell) => cell !== undefined && cell !== null && typeof cell !== 'number')) return null
  for (let decimals = 0; decimals <= MOST_DECIMALS; decimals++) {
    const scale = 10 ** decimals
    const isExact = (value: number) => {
      const whole = Math.round(value * scale)
      return Math.abs(whole) < 2 ** 48 && Object.is(whole / scale, value)
    }
    if (!numbers.every(isExact)) continue
    const whole = cells.map((cell) => (typeof cell === 'number' ? Math.round(cell * scale) : cell))
    const texts = [0, 1, 2].map((order) => `${order}${decimals}${writeDifferences(whole, order)}`)
    return texts.toSorted((a, b) => a.length - b.length)[0] as string
  }
  return null
}

function writeDifferences(cells: readonly Cell[], order: number): string {
  const predict = predictor(order)
  let text = ''
  for (const cell of cells) {
    if (cell === undefined) text += varint(ABSENT)
    else if (cell === null) text += varint(NULL)
    else {
      const difference = (cell as number) - predict.next()
      text += varint(FIRST_NUMBER + (difference < 0 ? -2 * difference - 1 : 2 * difference))
      predict.saw(cell as number)
    }
  }
  return text
}

/** What a number is expected to be from those before it: nothing, the last one, or the last two going on. */
function predictor(order: number) {
  let last = 0
  let step = 0
  return {
    next: () => (order === 0 ? 0 : order === 1 ? last : last + step),
    saw(value: number) {
      step = value - last
      last = value
    },
  }
}

/** @throws RangeError for anything that {@link writeColumns} does not write */
export function readColumns(columns: unknown, rowCount: number): Json[] {
  if (!Number.isSafeInteger(rowCount) || rowCount < 0 || rowCount > MOST_ROWS) {
    throw new RangeError(`the number of rows is not one from 0 to ${MOST_ROWS}`)
  }
  const nodes = nodesIn(columns)
  if (nodes > MOST_NODES || nodes * rowCount > MOST_CELLS) throw new RangeError('it holds more than a run can say')
  return readNode(columns, rowCount).map((cell) => {
    if (cell === undefined) throw new RangeError('a row is absent')
    return cell
  })
}

/** Objects, lists and columns, before any of them is made. */
function nodesIn(columns: unknown): number {
  if (typeof columns !== 'object' || columns === null) return 1
  return Object.values(columns).reduce((sum: number, inner) => sum + nodesIn(inner), 1)
}

function readNode(columns: unknown, count: number, siblings: Map<string, Cell[]> = new Map()): Cell[] {
  if (typeof columns === 'string') return readColumn(columns, count, siblings)
  if (typeof columns !== 'object' || columns === null || Array.isArray(columns)) {
    throw new RangeError('a column is not text')
  }
  const there = Object.hasOwn(columns, '?') ? readTruths((columns as { '?': unknown })['?'], count) : null
  const present = there ? there.filter(Boolean).length : count
  const rows = Object.hasOwn(columns, '[]')
    ? readList((columns as { '[]': unknown })['[]'], present)
    : readObject(columns as Record<string, unknown>, present)
  if (!there) return rows
  let at = 0
  return there.map((is) => (is ? rows[at++] : undefined))
}

function readList(items: unknown, count: number): Json[][] {
  if (!Array.isArray(items)) throw new RangeError('a list is not a list')
  const rows = Array.from({ length: count }, (): Json[] => [])
  for (const item of items) {
    for (const [i, cell] of readNode(item, count).entries()) if (cell !== undefined) (rows[i] as Json[]).push(cell)
  }
  return rows
}

function readObject(columns: Record<string, unknown>, count: number): Record<string, Json>[] {
  const rows = Array.from({ length: count }, (): Record<string, Json> => ({}))
  const siblings = new Map<string, Cell[]>()
  for (const [key, inner] of Object.entries(columns)) {
    if (key === '?') continue
    // An assignment to this name would change what the object is.
    if (key === '__proto__' || key.length > LONGEST_KEY) throw new RangeError('a field has a name that none may have')
    const cells = readNode(inner, count, siblings)
    for (const [i, cell] of cells.entries()) if (cell !== undefined) (rows[i] as Record<string, Json>)[key] = cell
    if (typeof inner === 'string' && inner.startsWith('s')) siblings.set(key, cells)
  }
  return rows
}

function readColumn(text: string, count: number, siblings: Map<string, Cell[]>): Cell[] {
  switch (text[0]) {
    case '0':
    case '1':
    case '2':
      return readNumbers(text, count)
    case 'b':
      return readTruths(text, count, true)
    case 's':
      return readWords(text, count, siblings)
    case 'j':
      return readAnything(text, count)
    default:
      throw new RangeError('a column is written in a way that is not known')
  }
}

function readNumbers(text: string, count: number): Cell[] {
  const predict = predictor(Number(text[0]))
  const decimals = Number(text[1])
  if (!(decimals >= 0 && decimals <= MOST_DECIMALS)) throw new RangeError('a column has no scale')
  const scale = 10 ** decimals
  const cursor: VarintCursor = { text, at: 2 }
  const cells: Cell[] = []
  while (cells.length < count) {
    const code = readVarint(cursor)
    if (code === ABSENT) cells.push(undefined)
    else if (code === NULL) cells.push(null)
    else {
      const zigzag = code - FIRST_NUMBER
      const value = predict.next() + (zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2)
      predict.saw(value)
      cells.push(value / scale)
    }
  }
  if (cursor.at !== text.length) throw new RangeError('a column is longer than the others')
  return cells
}

function readTruths(text: unknown, count: number, orAbsent = false): Cell[] {
  if (typeof text !== 'string' || text.length !== count + 1)
    throw new RangeError('a column is not as long as the others')
  return Array.from(text.slice(1), (letter) => {
    if (letter === 't') return true
    if (letter === 'f') return false
    if (letter === '-' && orAbsent) return undefined
    throw new RangeError('a column holds neither yes nor no')
  })
}

function readWords(text: string, count: number, siblings: Map<string, Cell[]>): Cell[] {
  const [base = '', ...words] = text.slice(1).split(' ')
  if (words.length !== count) throw new RangeError('a column is not as long as the others')
  const alike = base === '' ? undefined : siblings.get(base)
  return words.map((word, i) => {
    if (word === '.') return undefined
    if (word !== '=') return word
    const same = alike?.[i]
    if (same === undefined) throw new RangeError('a column refers to one that is not there')
    return same
  })
}

function readAnything(text: string, count: number): Cell[] {
  const cells: unknown = JSON.parse(text.slice(1))
  if (!Array.isArray(cells) || cells.length !== count) throw new RangeError('a column is not as long as the others')
  return cells.map((cell: unknown) => {
    if (!Array.isArray(cell) || cell.length > 1) throw new RangeError('a column holds what it cannot hold')
    return cell[0] as Cell
  })
}
