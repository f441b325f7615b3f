/** What is wrong with an input: where, in the path as it was written, and what would be right. */
import { nearest } from './nearest.ts'

export interface Issue {
  /** `lanes[2].protocol`; empty for the input as a whole. */
  path: string
  message: string
}

export type Path = readonly PropertyKey[]

/** More than this many and the rest is left unsaid. */
const MOST_ISSUES = 50
const LONGEST_SHOWN = 64

/** Collects issues, each once. */
export class Issues {
  readonly list: Issue[] = []

  add(path: Path, message: string): void {
    const text = pathText(path)
    const known = this.list.some((issue) => issue.path === text && issue.message === message)
    if (!known && this.list.length < MOST_ISSUES) this.list.push({ path: text, message })
  }

  /** What is said of the inside of a value that stands at `at`. */
  under(at: Path): Pick<Issues, 'add'> {
    return { add: (path, message) => this.add([...at, ...path], message) }
  }

  get any(): boolean {
    return this.list.length > 0
  }
}

function pathText(path: Path): string {
  let text = ''
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`
    else text += text === '' ? shown(String(step)) : `.${shown(String(step))}`
  }
  return text
}

/** A value as an error quotes it: short, and never the inside of an object. */
export function show(value: unknown): string {
  if (typeof value === 'string') return `'${shown(value)}'`
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (Array.isArray(value)) return 'a list'
  return typeof value === 'object' ? 'an object' : String(value)
}

/** `'grcp' is not a protocol; did you mean 'grpc'?`, or what it may be. */
export function notOneOf(value: unknown, noun: string, known: readonly string[]): string {
  const what = value === undefined ? 'missing' : `${show(value)} is not ${noun}`
  const meant = typeof value === 'string' ? nearest(value, known) : null
  if (meant !== null) return `${what}; did you mean '${meant}'?`
  return known.length === 0 ? what : `${what}; it may be ${listed(known)}`
}

export function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`
}

function shown(text: string): string {
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text
}
