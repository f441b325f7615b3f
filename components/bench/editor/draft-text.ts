/** An experiment as text, and what is wrong with a text at the place where it is. */
import { isNode, parseDocument, stringify } from 'yaml'
import type { Experiment } from '#core/experiment.ts'
import { parseExperimentText } from '#core/parse-experiment.ts'
import { writtenFormOf } from '#core/written-form.ts'

/** Offsets in the text. */
export interface Complaint {
  from: number
  to: number
  message: string
}

export function textOf(experiment: Experiment): string {
  return stringify(writtenFormOf(experiment))
}

export function complaintsOf(text: string): Complaint[] {
  const document = parseDocument(text)
  if (document.errors.length > 0) {
    return document.errors.map(({ pos: [from, to], message }) => ({
      ...within(text, from, to),
      message: message.split('\n')[0] ?? '',
    }))
  }
  const parsed = parseExperimentText(text)
  if (parsed.ok) return []
  return parsed.issues.map(({ path, message }) => ({ ...placeOf(text, document, keysOf(path)), message }))
}

/** `lanes[2].call.options` → lanes, 2, call, options. */
function keysOf(path: string): (string | number)[] {
  return [...path.matchAll(/\[(\d+)\]|([^.[\]]+)/g)].map(([, index, key]) => (index === undefined ? `${key}` : +index))
}

/** The key and its value; of what is missing, the nearest thing around it. */
function placeOf(text: string, document: ReturnType<typeof parseDocument>, keys: (string | number)[]) {
  for (let length = keys.length; length > 0; length--) {
    const node = document.getIn(keys.slice(0, length), true)
    if (!isNode(node) || !node.range) continue
    const [from, to] = node.range
    // Of a whole map or list its first line says enough.
    const end = text.indexOf('\n', from)
    return within(text, from, end < 0 ? to : Math.min(to, end))
  }
  const end = text.indexOf('\n')
  return within(text, 0, end < 0 ? text.length : end)
}

function within(text: string, from: number, to: number): Pick<Complaint, 'from' | 'to'> {
  const start = Math.max(0, Math.min(from, text.length))
  return { from: start, to: Math.max(start, Math.min(to, text.length)) }
}
