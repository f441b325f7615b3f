/** Where two answers differ: the path of each field, and what stands there in the one and in the other. */
export interface Difference {
  /** As `topics[orders].partitions[1].errorCode`. */
  path: string
  ours: unknown
  theirs: unknown
}

/** Lists are in no order; what stands in them is known by the first of these that it has. */
const NAMES = ['name', 'topicId', 'index', 'groupId', 'memberId', 'nodeId', 'key']

export function differencesIn(ours: unknown, theirs: unknown, path = ''): Difference[] {
  if (Object.is(ours, theirs)) return []
  if (!isNested(ours) || !isNested(theirs) || Array.isArray(ours) !== Array.isArray(theirs))
    return [{ path, ours, theirs }]
  const [here, there] = [fieldsOf(ours), fieldsOf(theirs)]
  const under = (field: string) =>
    Array.isArray(ours) ? `${path}[${field}]` : path === '' ? field : `${path}.${field}`
  return [...new Set([...here.keys(), ...there.keys()])].flatMap((field) =>
    differencesIn(here.get(field), there.get(field), under(field)),
  )
}

function isNested(value: unknown): value is Record<string, unknown> | unknown[] {
  return typeof value === 'object' && value !== null
}

function fieldsOf(value: Record<string, unknown> | unknown[]): Map<string, unknown> {
  if (!Array.isArray(value)) return new Map(Object.entries(value))
  const named = new Map(value.map((one, index) => [nameOf(one) ?? `${index}`, one]))
  return named.size === value.length ? named : new Map(value.map((one, index) => [`${index}`, one]))
}

function nameOf(value: unknown): string | null {
  if (!isNested(value) || Array.isArray(value)) return null
  const field = NAMES.find((name) => name in value && value[name] !== '')
  return field === undefined ? null : `${value[field]}`
}
