/**
 * Checks of which written forms are made: each says what is wrong in words that are ready to be read, and carries its
 * own JSON Schema, so that editors, pages and parser say the same.
 */
import { z } from 'zod'
import { notOneOf, show } from './issue.ts'
import type { Limits } from './limits.ts'
import type { Text } from './text.ts'

/** Why `input` is refused; `undefined` input means that it is missing. */
export function refused(allowed: string) {
  return ({ input }: { input?: unknown }) =>
    input === undefined ? `missing; it must be ${allowed}` : `${show(input)} is not ${allowed}`
}

type JsonSchema = Record<string, unknown>

/** @param schema the same as JSON Schema, which cannot be read off a function */
export function check<T>(fits: (value: unknown) => boolean, allowed: string, schema: JsonSchema) {
  return z.custom<T>(fits, { error: refused(allowed) }).meta(schema)
}

export function oneOf<T extends string>(values: readonly T[], noun: string) {
  const fits = (value: unknown) => values.includes(value as T)
  return z.custom<T>(fits, { error: ({ input }) => notOneOf(input, noun, values) }).meta({ enum: [...values] })
}

interface Said {
  unit?: string
  default?: unknown
  /** The cap of `Limits` that holds here as well. */
  cap?: keyof Limits
}

/** What a field means, for editors and pages. */
export function says<S extends z.ZodType>(schema: S, description: string, said: Said = {}): S {
  return schema.meta({ ...schema.meta(), ...said, description }) as S
}

export function optional<S extends z.ZodType>(schema: S, description: string, said: Said = {}): z.ZodOptional<S> {
  return says(schema, description, said).optional()
}

interface Range {
  min: number
  max?: number
  integer?: boolean
}

export function numberIn({ min, max = Number.MAX_SAFE_INTEGER, integer = false }: Range) {
  const kind = integer ? 'a whole number' : 'a number'
  const allowed = max === Number.MAX_SAFE_INTEGER ? `${kind}, ${min} or more` : `${kind} from ${min} to ${max}`
  const fits = (value: unknown) =>
    typeof value === 'number' && value >= min && value <= max && (!integer || Number.isInteger(value))
  return check<number>(fits, allowed, {
    type: integer ? 'integer' : 'number',
    minimum: min,
    ...(max === Number.MAX_SAFE_INTEGER ? {} : { maximum: max }),
  })
}

export function strict<S extends z.ZodRawShape>(shape: S) {
  const known = Object.keys(shape)
  return z.strictObject(shape, {
    // One line for each unknown key; `collect` gives each its path.
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((key) => notOneOf(key, 'known here', known)).join('\n')
        : refused(`an object with ${known.join(', ')}`)(issue),
  })
}

export function yesOrNo() {
  return check<boolean>((value) => typeof value === 'boolean', 'true or false', { type: 'boolean' })
}

export function listOf<S extends z.ZodType>(item: S) {
  return z.array(item, { error: refused('a list') })
}

export function textUpTo(longest: number) {
  const fits = (value: unknown) => typeof value === 'string' && value.length <= longest
  const text = { type: 'string', maxLength: longest }
  return check<string | Text>(
    (value) =>
      fits(value) ||
      (isPlainObject(value) && Object.keys(value).sort().join() === 'en,ko' && fits(value.ko) && fits(value.en)),
    `a text of at most ${longest} characters, or one each as {ko, en}`,
    {
      anyOf: [
        text,
        { type: 'object', properties: { ko: text, en: text }, required: ['ko', 'en'], additionalProperties: false },
      ],
    },
  )
}

export function anyText(allowed: string) {
  return check<string>((value) => typeof value === 'string', allowed, { type: 'string' })
}

export function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
