/**
 * An experiment as it is written, as JSON Schema (draft 2020-12), so that editors complete and check it. The form comes
 * from written.ts, the options and attributes from the rows of protocols and faults. What only the parser can know
 * (names that must exist, times that must fit) is not in it.
 */
import { z } from 'zod'
import { type FaultFacts, faultFactsOf, faultTypes } from './faults.ts'
import type { Field, Fields } from './fields.ts'
import { defaultLimits, type Limits } from './limits.ts'
import { factsOf, protocolIds } from './protocols.ts'
import { crashPointsOf, type Strategy, strategies } from './publishing.ts'
import { writtenExperiment } from './written.ts'
import { writtenCall } from './written-calls.ts'

/** The keywords that are used here. `unit` and `cap` are ours, and gone where the schema is handed out. */
export interface JsonSchema {
  $schema?: string
  $ref?: string
  $defs?: Record<string, JsonSchema>
  title?: string
  description?: string
  type?: string
  const?: unknown
  enum?: unknown[]
  default?: unknown
  minimum?: number
  maximum?: number
  minLength?: number
  maxLength?: number
  maxItems?: number
  pattern?: string
  properties?: Record<string, JsonSchema>
  required?: string[]
  additionalProperties?: boolean
  items?: JsonSchema
  anyOf?: JsonSchema[]
  oneOf?: JsonSchema[]
  allOf?: JsonSchema[]
  if?: JsonSchema
  then?: JsonSchema
  unit?: string
  cap?: keyof Limits
}

/** The written form alone, with `unit` and `cap` still in it. */
export function formSchema(): JsonSchema {
  // The checks are functions, so zod calls them unrepresentable; what they mean stands in their metadata.
  return z.toJSONSchema(writtenExperiment, { unrepresentable: 'any', io: 'input' }) as JsonSchema
}

/** What a service calls, alone; as {@link formSchema}. */
export function callSchema(): JsonSchema {
  const { $schema: _, ...call } = z.toJSONSchema(writtenCall, { unrepresentable: 'any', io: 'input' }) as JsonSchema
  return call
}

export function experimentSchema(limits: Limits = defaultLimits): JsonSchema {
  const { $schema, ...form } = capped(formSchema(), limits)
  const lane = itemOf(form, 'lanes')
  const long = lane.properties?.call
  const call = capped(callSchema(), limits)
  for (const edge of long ? [lane, long, call] : [lane, call]) {
    edge.allOf = protocolIds.map(whenProtocol)
    if (edge.properties?.publish) edge.properties.publish.allOf = strategies.map(whenStrategy)
    const calls = (edge.properties?.service ?? edge.properties?.to)?.properties?.calls
    if (calls) calls.items = { anyOf: [{ $ref: '#/$defs/call' }, { $ref: '#/$defs/parallel' }] }
  }
  const parallel: JsonSchema = {
    type: 'object',
    properties: { parallel: { type: 'array', items: { $ref: '#/$defs/call' } } },
    required: ['parallel'],
    additionalProperties: false,
  }
  itemOf(form, 'faults').allOf = faultTypes.map((type) =>
    when('type', type, {
      attributes: { $ref: `#/$defs/${type}-attributes` },
      target: placeOf(faultFactsOf(type)),
    }),
  )
  return {
    ...($schema === undefined ? {} : { $schema }),
    title: 'A Wirelab experiment',
    ...form,
    $defs: Object.fromEntries([
      ['call', call],
      ['parallel', parallel],
      ...protocolIds.map((id) => [`${id}-options`, settingsSchema(factsOf(id).options)]),
      ...faultTypes.map((type) => [`${type}-attributes`, settingsSchema(faultFactsOf(type).attributes)]),
    ]),
  }
}

function itemOf(form: JsonSchema, list: string): JsonSchema {
  const item = form.properties?.[list]?.items
  if (!item) throw new Error(`an experiment has no list '${list}'`)
  return item
}

function whenProtocol(id: (typeof protocolIds)[number]): JsonSchema {
  const { styles, defaultStyle } = factsOf(id)
  return when('protocol', id, {
    style: { enum: Object.keys(styles), default: defaultStyle },
    options: { $ref: `#/$defs/${id}-options` },
  })
}

function whenStrategy(strategy: Strategy): JsonSchema {
  return when('strategy', strategy, { crash: { enum: [...crashPointsOf[strategy]] } })
}

function when(key: string, value: string, properties: Record<string, JsonSchema>): JsonSchema {
  // biome-ignore lint/suspicious/noThenProperty: JSON Schema's own keyword
  return { if: { properties: { [key]: { const: value } }, required: [key] }, then: { properties } }
}

/** A fault of a link, or of the messages on it, names no part; any other names no leg. */
function placeOf({ on }: FaultFacts): JsonSchema {
  const properties: Record<string, JsonSchema> = { lane: {}, edge: {} }
  return {
    properties: { ...properties, [on === 'link' || on === 'messages' ? 'leg' : 'part']: {} },
    additionalProperties: false,
  }
}

function settingsSchema(fields: Fields): JsonSchema {
  const properties = Object.entries(fields).map(([name, field]) => [name, fieldSchema(field)])
  return { type: 'object', properties: Object.fromEntries(properties), additionalProperties: false }
}

function fieldSchema(field: Field): JsonSchema {
  const { label, unit } = field
  const said = {
    description: `${label.en} · ${label.ko}${unit === undefined ? '' : ` (${unit})`}`,
    default: field.default,
  }
  switch (field.type) {
    case 'boolean':
      return { type: 'boolean', ...said }
    case 'weights':
      return { type: 'string', ...said }
    case 'choice':
      return { enum: [...field.values, ...numbersAmong(field.values)], ...said }
    case 'integer':
    case 'number':
      return { type: field.type, minimum: field.min, maximum: field.max, ...said }
  }
}

/** YAML reads `version: 1.1` as a number, and the parser takes it. */
function numbersAmong(values: readonly string[]): number[] {
  return values.map(Number).filter((number) => values.includes(String(number)))
}

/** Caps become maxima, units go into the description: both are this lab's words, not JSON Schema's. */
function capped({ unit, cap, ...schema }: JsonSchema, limits: Limits): JsonSchema {
  const result: JsonSchema = { ...schema }
  if (unit !== undefined) result.description = `${schema.description ?? ''} (${unit})`.trimStart()
  if (cap !== undefined) result[schema.type === 'array' ? 'maxItems' : 'maximum'] = limits[cap]
  if (schema.items) result.items = capped(schema.items, limits)
  for (const list of ['anyOf', 'oneOf'] as const) {
    const options = schema[list]
    if (options) result[list] = options.map((option) => capped(option, limits))
  }
  if (schema.properties) {
    result.properties = Object.fromEntries(
      Object.entries(schema.properties).map(([name, property]) => [name, capped(property, limits)]),
    )
  }
  return result
}
