/** Settings that were written and can change nothing where they stand: whoever wrote one expects something of it. */
import type { Field, Fields, Need } from './fields.ts'
import { type Issues, listed, type Path, show } from './issue.ts'
import type { Options, Style } from './protocols.ts'

/** What has its default value was perhaps never written, and asks for nothing. */
export function refuseIdle(
  fields: Fields,
  values: Options,
  { style, path, issues }: { style: Style; path: Path; issues: Issues },
): void {
  for (const [name, field] of Object.entries(fields)) {
    const value = values[name] ?? field.default
    if (value === field.default) continue
    if (!countsIn(field, style)) {
      issues.add(
        [...path, name],
        `${show(value)} has no effect: it needs the style '${field.style}', and this is '${style}'`,
      )
    } else if (field.needs && !field.needs.some((need) => isMet(need, fields, values))) {
      const needed = listed(field.needs.map((need) => textOf(need, fields)))
      issues.add([...path, name], `${show(value)} has no effect: it needs ${needed} as well`)
    } else {
      const idle = field.idle?.find((one) => one.value === value && isMet(one.beside, fields, values))
      if (idle)
        issues.add(
          [...path, name],
          `${show(value)} has no effect beside ${textOf(idle.beside, fields)}: ${idle.why.en}`,
        )
    }
  }
}

/** Whether it is a setting of this style. */
export function countsIn(field: Field, style: string): boolean {
  return field.style === undefined || field.style === style
}

/** As they are in another style: what counts only elsewhere has its default. */
export function settingsIn(fields: Fields, values: Options, style: Style): Options {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      const field = fields[name]
      return [name, field && !countsIn(field, style) ? field.default : value]
    }),
  )
}

function isMet({ option, is }: Need, fields: Fields, values: Options): boolean {
  const byDefault = fields[option]?.default
  const value = values[option] ?? byDefault
  return is === undefined ? value !== byDefault : value === is
}

function textOf({ option, is }: Need, fields: Fields): string {
  return is === undefined ? `'${option}' other than ${show(fields[option]?.default)}` : `'${option}: ${is}'`
}
