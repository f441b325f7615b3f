/** Options of a protocol and attributes of a fault, read by the rows that describe them. */
import { defaultsOf, type Field, type Fields } from './fields.ts'
import { type Issues, notOneOf, type Path, show } from './issue.ts'
import type { ProtocolFacts } from './protocol-facts.ts'
import type { Options } from './protocols.ts'
import { parseWeights, weightExamples } from './weights.ts'

/**
 * @param owner what one of them is called: `an option of HTTP`
 * @returns every setting of the rows; what was not written, or written wrong, has its default
 */
export function parseSettings(
  fields: Fields,
  written: Record<string, unknown> | undefined,
  { path, owner, issues, absent = {} }: { path: Path; owner: string; issues: Issues; absent?: ProtocolFacts['absent'] },
): Options {
  const values: Options = { ...defaultsOf(fields) }
  for (const [name, value] of Object.entries(written ?? {})) {
    const at = [...path, name]
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined
    if (!field) {
      const why = Object.hasOwn(absent, name) ? absent[name] : undefined
      issues.add(at, why ? `${show(name)} is not ${owner}: ${why.en}` : notOneOf(name, owner, Object.keys(fields)))
      continue
    }
    if (field.type === 'weights') {
      const problem = problemOf(field, value)
      if (problem === null) values[name] = String(value)
      else issues.add(at, problem)
    } else if (fits(field, value)) values[name] = field.type === 'choice' ? String(value) : (value as Options[string])
    else if (field.type === 'choice') issues.add(at, notOneOf(value, 'possible here', field.values))
    else issues.add(at, `${show(value)} is not ${allowedIn(field)}`)
  }
  return values
}

function problemOf({ of }: Extract<Field, { type: 'weights' }>, value: unknown): string | null {
  if (typeof value !== 'string') return `${show(value)} is not a weighted list, such as ${weightExamples[of]}`
  const list = parseWeights(value, of)
  return 'error' in list ? list.error : null
}

function fits(field: Exclude<Field, { type: 'weights' }>, value: unknown): boolean {
  switch (field.type) {
    case 'boolean':
      return typeof value === 'boolean'
    case 'choice':
      // YAML reads `version: 1.1` and `qos: 2` as numbers.
      return ['string', 'number'].includes(typeof value) && field.values.includes(String(value))
    case 'integer':
      return Number.isInteger(value) && (value as number) >= field.min && (value as number) <= field.max
    case 'number':
      return typeof value === 'number' && value >= field.min && value <= field.max
  }
}

function allowedIn(field: Exclude<Field, { type: 'choice' | 'weights' }>): string {
  switch (field.type) {
    case 'boolean':
      return 'true or false'
    case 'integer':
      return `a whole number from ${field.min} to ${field.max}`
    case 'number':
      return `a number from ${field.min} to ${field.max}`
  }
}
