import { describe, expect, test } from 'vitest'
import { parseDocument } from 'yaml'
import { builtIns } from '#experiments/built-in.ts'
import { exampleExperiment } from './example.fixture.ts'
import { faultFactsOf, faultTypes } from './faults.ts'
import type { Field } from './fields.ts'
import { experimentSchema, formSchema, type JsonSchema } from './json-schema.ts'
import { defaultLimits } from './limits.ts'
import { parseExperiment } from './parse-experiment.ts'
import { factsOf, protocolIds } from './protocols.ts'

const schema = experimentSchema()

/** Just the keywords of `JsonSchema`: where a value does not fit, or nothing. */
function misfits(value: unknown, { ...is }: JsonSchema, path = ''): string[] {
  const found: string[] = []
  const say = (what: string) => found.push(`${path}: ${what}`)
  if (is.$ref) found.push(...misfits(value, schema.$defs?.[is.$ref.replace('#/$defs/', '')] as JsonSchema, path))
  if (is.type && !hasType(value, is.type)) say(`not ${is.type}`)
  if ('const' in is && value !== is.const) say('not the constant')
  if (is.enum && !is.enum.includes(value)) say('not one of enum')
  if (typeof value === 'number' && (value < (is.minimum ?? value) || value > (is.maximum ?? value))) say('out of range')
  if (typeof value === 'string') {
    if (value.length < (is.minLength ?? 0) || value.length > (is.maxLength ?? value.length)) say('length')
    if (is.pattern && !new RegExp(is.pattern).test(value)) say('pattern')
  }
  if (Array.isArray(value)) {
    if (value.length > (is.maxItems ?? value.length)) say('too many')
    value.forEach((item, i) => {
      if (is.items) found.push(...misfits(item, is.items, `${path}[${i}]`))
    })
  } else if (typeof value === 'object' && value !== null) {
    for (const key of is.required ?? []) if (!Object.hasOwn(value, key)) say(`${key} missing`)
    for (const [key, inner] of Object.entries(value)) {
      const property = is.properties?.[key]
      if (property) found.push(...misfits(inner, property, `${path}.${key}`))
      else if (is.additionalProperties === false) say(`${key} unknown`)
    }
  }
  if (is.anyOf && !is.anyOf.some((one) => misfits(value, one).length === 0)) say('none of anyOf')
  if (is.oneOf && is.oneOf.filter((one) => misfits(value, one).length === 0).length !== 1) say('not one of oneOf')
  for (const one of is.allOf ?? []) found.push(...misfits(value, one, path))
  if (is.if && is.then && misfits(value, is.if).length === 0) found.push(...misfits(value, is.then, path))
  return found
}

function hasType(value: unknown, type: string): boolean {
  if (type === 'array') return Array.isArray(value)
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value)
  return type === 'integer' ? Number.isInteger(value) : typeof value === type
}

const known = new Set([
  ...['$schema', '$ref', '$defs', 'title', 'description', 'type', 'const', 'enum', 'default', 'minimum', 'maximum'],
  ...['minLength', 'maxLength', 'maxItems', 'pattern', 'properties', 'required', 'additionalProperties', 'items'],
  ...['anyOf', 'oneOf', 'allOf', 'if', 'then'],
])

/** Every schema inside a schema, itself included. */
function* all(is: JsonSchema): Generator<JsonSchema> {
  yield is
  const inner = [is.items, is.if, is.then, ...(is.anyOf ?? []), ...(is.oneOf ?? []), ...(is.allOf ?? [])]
  for (const one of [...inner, ...Object.values(is.properties ?? {}), ...Object.values(is.$defs ?? {})]) {
    if (one) yield* all(one)
  }
}

const publishing = { id: 'a', protocol: 'sqs' }
const relayCrash = { strategy: 'commit-first', crash: 'relay-before-mark', crashRate: 0.1 }

describe('the schema of an experiment', () => {
  test('is draft 2020-12, of its keywords alone', () => {
    expect(schema.$schema).toBe('https://json-schema.org/draft/2020-12/schema')
    expect([...all(schema)].flatMap((one) => Object.keys(one)).filter((key) => !known.has(key))).toEqual([])
    expect([...all(schema)].flatMap(({ $ref }) => $ref ?? []).filter((ref) => !schema.$defs?.[ref.slice(8)])).toEqual(
      [],
    )
  })

  test.each(builtIns.map((experiment) => [experiment.id, experiment] as const))('fits %s', (_id, experiment) => {
    expect(misfits(experiment, schema)).toEqual([])
  })

  test('fits an experiment that says everything', () => {
    expect(misfits(exampleExperiment, schema)).toEqual([])
  })

  test('takes a number where YAML makes one of a choice', () => {
    const written = parseDocument('lanes: [{ id: a, protocol: mqtt, options: { qos: 2 } }]').toJS()
    expect(misfits(written, schema)).toEqual([])
    expect(parseExperiment(written)).toMatchObject({ experiment: { lanes: [{ call: { options: { qos: '2' } } }] } })
    expect(misfits({ lanes: [{ id: 'a', protocol: 'mqtt', options: { qos: 3 } }] }, schema)).not.toEqual([])
  })

  test.each<[string, unknown]>([
    ['a lane without an id', { lanes: [{ protocol: 'http' }] }],
    ['an unknown protocol', { lanes: [{ id: 'a', protocol: 'carrier-pigeon' }] }],
    ["another protocol's option", { lanes: [{ id: 'a', protocol: 'tcp', options: { gzip: true } }] }],
    ['an option out of range', { lanes: [{ id: 'a', protocol: 'sqs', options: { batch: 11 } }] }],
    ['an option in a call', { lanes: [{ id: 'a', call: { protocol: 'sqs', options: { batch: 11 } } }] }],
    ['a style the protocol has not', { lanes: [{ id: 'a', protocol: 'sqs', style: 'stream' }] }],
    ['a crash that its strategy has not', { lanes: [{ ...publishing, publish: relayCrash }] }],
    ['such a crash in a call', { lanes: [{ id: 'a', call: { protocol: 'sqs', publish: relayCrash } }] }],
    ['a strategy that is none', { lanes: [{ ...publishing, publish: { strategy: 'two-phase-commit' } }] }],
    ['no lanes', {}],
    ['a caller without slots', { lanes: [{ id: 'a', caller: { blocking: {} } }] }],
    ['an unknown key', { lanes: [], lane: [] }],
    ['a rate over the cap', { lanes: [], workload: { open: { rateRps: defaultLimits.maxRateRps + 1 } } }],
    ['a duration over the cap', { lanes: [], durationS: defaultLimits.maxDurationS + 1 }],
    ['a distribution of another', { lanes: [{ id: 'a', service: { work: { dist: 'constant', p50Ms: 1 } } }] }],
    ['an attribute of another fault', { lanes: [], faults: [fault('down', { latency: 1 })] }],
    ['a link fault at a part', { lanes: [], faults: [{ ...fault('down'), target: { lane: '*', part: 'service' } }] }],
    ['half a text', { lanes: [], title: { ko: '제목' } }],
  ])('does not fit %s', (_what, written) => {
    expect(misfits(written, schema)).not.toEqual([])
  })

  function fault(type: string, attributes = {}) {
    return { type, target: { lane: '*' }, attributes }
  }
})

describe('the rows in it', () => {
  const rows = [
    ...protocolIds.map((id) => [`${id}-options`, factsOf(id).options] as const),
    ...faultTypes.map((type) => [`${type}-attributes`, faultFactsOf(type).attributes] as const),
  ]
  test.each(rows)('%s', (name, fields) => {
    const properties = schema.$defs?.[name]?.properties ?? {}
    expect(Object.keys(properties)).toEqual(Object.keys(fields))
    for (const [key, field] of Object.entries<Field>(fields)) {
      const property = properties[key] as JsonSchema
      expect(property.default, key).toBe(field.default)
      expect(property.description, key).toContain(field.label.en)
      if (field.unit) expect(property.description, key).toContain(`(${field.unit})`)
      if ('min' in field) expect([property.minimum, property.maximum], key).toEqual([field.min, field.max])
      if (field.type === 'choice') expect(property.enum, key).toEqual(expect.arrayContaining([...field.values]))
    }
  })

  test('every field of the form says what it means', () => {
    const silent = [...all(formSchema())].flatMap(({ properties }) =>
      Object.entries(properties ?? {})
        .filter(([name, { description }]) => !description && !['dist', 'ko', 'en'].includes(name))
        .map(([name]) => name),
    )
    expect(silent).toEqual([])
  })

  test("caps are the lab's own", () => {
    const small = experimentSchema({ ...defaultLimits, maxLanes: 2, maxRateRps: 50 })
    expect(small.properties?.lanes?.maxItems).toBe(2)
    expect(small.properties?.workload?.properties?.open?.properties?.rateRps?.maximum).toBe(50)
  })
})
