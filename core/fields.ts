/**
 * Settings described as data: a protocol's options and a fault's attributes are rows of these. The schema, the
 * forms on the screen and the reference pages are all made from the same rows, so that they cannot disagree.
 */
import type { Text } from './text.ts'
import type { WeightUnit } from './weights.ts'

interface FieldBase {
  label: Text
  /** Shown after the value and in the reference: ms, bytes, … */
  unit?: string
  /** The one interaction style in which it counts; in the others nothing but its default is taken. */
  style?: string
  /** Anything but its default counts only beside one of these. */
  needs?: readonly Need[]
  /** Of its values, those that count for nothing beside another setting. */
  idle?: readonly Idle[]
}

/** Another setting of the same rows: at this value, or else at any but its default. */
export interface Need {
  option: string
  is?: string
}

export interface Idle {
  value: string
  beside: Required<Need>
  why: Text
}

export type Field =
  | (FieldBase & { type: 'integer' | 'number'; min: number; max: number; default: number })
  | (FieldBase & { type: 'boolean'; default: boolean })
  | (FieldBase & { type: 'choice'; values: readonly string[]; default: string })
  /** A weighted list, see weights.ts. */
  | (FieldBase & { type: 'weights'; of: WeightUnit; default: string })

export type Fields = Record<string, Field>

/** The value a row of fields describes. */
export type ValuesOf<F extends Fields> = {
  -readonly [K in keyof F]: F[K] extends { type: 'boolean' }
    ? boolean
    : F[K] extends { type: 'choice'; values: readonly (infer V)[] }
      ? V
      : F[K] extends { type: 'weights' }
        ? string
        : number
}

export function defaultsOf<F extends Fields>(fields: F): ValuesOf<F> {
  return Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, field.default])) as ValuesOf<F>
}
