/** What the schema of experiments allows where somebody writes. */
import { parseDocument } from 'yaml'
import type { JsonSchema } from '#core/json-schema.ts'
import { writingAt } from './yaml-path.ts'

export interface Suggestion {
  label: string
  detail: string
  /** What is put in. */
  apply: string
  is: 'key' | 'value'
}

export interface Suggestions {
  from: number
  options: Suggestion[]
}

export function suggestionsAt(text: string, offset: number, schema: JsonSchema): Suggestions | null {
  const at = writingAt(text, offset)
  if (!at) return null
  const value = readWithoutLine(text, offset)
  let found = possible(schema, value, schema)
  let inner: unknown = value
  for (const step of at.path) {
    inner = (inner as Record<string | number, unknown> | null | undefined)?.[step]
    found = found.flatMap((one) => below(one, step)).flatMap((one) => possible(one, inner, schema))
  }
  const options =
    at.key === null
      ? [...keysOf(found, inner), ...valuesOf(found)]
      : valuesOf(
          found.flatMap((one) => below(one, at.key as string)).flatMap((one) => possible(one, undefined, schema)),
        )
  return options.length === 0 ? null : { from: at.from, options: eachOnce(options) }
}

/** What is half written in the line would spoil the rest. */
function readWithoutLine(text: string, offset: number): unknown {
  const start = text.lastIndexOf('\n', offset - 1) + 1
  const end = text.indexOf('\n', offset)
  const dash = /^ *(?:- +)*-?/.exec(text.slice(start, offset))?.[0] ?? ''
  const rest = text.slice(start + dash.length, end < 0 ? undefined : end)
  // `- protocol: http` says what else may stand in the item.
  const kept = /^[\w-]+: +\S/.test(rest) ? rest : dash.includes('-') ? '{}' : ''
  try {
    const document = parseDocument(text.slice(0, start) + dash + kept + (end < 0 ? '' : text.slice(end)))
    return document.toJS({ maxAliasCount: 100 })
  } catch {
    return undefined
  }
}

/** The schemas that hold for a value: references followed, all alternatives, and what its own keys bring with them. */
function possible(schema: JsonSchema, value: unknown, root: JsonSchema): JsonSchema[] {
  const found: JsonSchema[] = [schema]
  if (schema.$ref) {
    const named = root.$defs?.[schema.$ref.replace('#/$defs/', '')]
    if (named) found.push(...possible(named, value, root))
  }
  for (const one of [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])]) found.push(...possible(one, value, root))
  for (const one of schema.allOf ?? []) {
    if (one.if && !holds(one.if, value)) continue
    const then = one.then ?? (one.if ? null : one)
    if (then) found.push(...possible(then, value, root))
  }
  return found
}

/** Of the conditions that the schema has: a key with a certain value. */
function holds({ properties = {} }: JsonSchema, value: unknown): boolean {
  const given = value as Record<string, unknown> | null | undefined
  return Object.entries(properties).every(([key, { const: wanted }]) => given?.[key] === wanted)
}

function below(schema: JsonSchema, step: string | number): JsonSchema[] {
  const next = typeof step === 'number' ? schema.items : schema.properties?.[step]
  return next ? [next] : []
}

function keysOf(schemas: JsonSchema[], inner: unknown): Suggestion[] {
  const there = new Set(inner !== null && typeof inner === 'object' ? Object.keys(inner) : [])
  return schemas.flatMap(({ properties = {} }) =>
    Object.entries(properties)
      .filter(([key]) => !there.has(key))
      .map(([key, of]) => ({
        label: key,
        detail: of.description ?? '',
        apply: of.properties || of.items || of.$ref ? `${key}:` : `${key}: `,
        is: 'key' as const,
      })),
  )
}

function valuesOf(all: JsonSchema[]): Suggestion[] {
  // What a key brings with it narrows what stood there before.
  const schemas = all.filter(({ enum: wide }) => !all.some(({ enum: narrow }) => isWithin(narrow, wide)))
  return schemas.flatMap((schema) => {
    const { enum: listed = [], const: one, type, default: usual, description } = schema
    const values = [...listed, ...(one === undefined ? [] : [one]), ...(type === 'boolean' ? [true, false] : [])]
    if (values.length === 0 && usual !== undefined && typeof usual !== 'object') values.push(usual)
    return values.map((value) => ({
      label: String(value),
      detail: value === usual ? 'default' : values.length === 1 ? (description ?? '') : '',
      apply: String(value),
      is: 'value' as const,
    }))
  })
}

function isWithin(narrow: unknown[] | undefined, wide: unknown[] | undefined): boolean {
  return Boolean(narrow && wide && narrow.length < wide.length && narrow.every((value) => wide.includes(value)))
}

/** The fuller one of two that are the same. */
function eachOnce(options: Suggestion[]): Suggestion[] {
  const byLabel = new Map<string, Suggestion>()
  for (const option of options) {
    const known = byLabel.get(option.label)
    if (!known || (known.detail === '' && option.detail !== '')) byLabel.set(option.label, option)
  }
  return [...byLabel.values()]
}
