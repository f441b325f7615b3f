/**
 * A toxic is a fault of a link, under the name and with the attributes that Toxiproxy gives it. Its own types have its
 * attributes and no others, and what is left out is 0; our further types have the attributes of their rows.
 */
import { faults, type LinkFaultType } from '#core/faults.ts'
import { Issues } from '#core/issue.ts'
import { parseSettings } from '#core/parse-settings.ts'
import type { Options } from '#core/protocols.ts'
import type { FaultOnLink } from '#server/link/link.ts'
import { badBody, invalidStream, invalidToxicType } from './api-error.ts'

export interface Toxic {
  attributes: Options
  name: string
  type: string
  stream: 'upstream' | 'downstream'
  toxicity: number
}

/** Attributes of Toxiproxy's own toxics: whole numbers, but for those of packet_loss. */
const own: Record<string, readonly string[]> = {
  latency: ['latency', 'jitter'],
  bandwidth: ['rate'],
  slow_close: ['delay'],
  timeout: ['timeout'],
  reset_peer: ['timeout'],
  slicer: ['average_size', 'size_variation', 'delay'],
  limit_data: ['bytes'],
  packet_loss: ['loss_rate', 'correlation'],
}
/** In Node a timer cannot be set for longer. */
const LONGEST_MS = 2 ** 31 - 1

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** @throws ApiError */
export function toxicOf(body: Record<string, unknown>): Toxic {
  const type = textIn(body, 'type') ?? ''
  const stream = (textIn(body, 'stream') ?? 'downstream').toLowerCase()
  if (stream !== 'upstream' && stream !== 'downstream') throw invalidStream()
  // A proxy that is `down` is one that is not enabled.
  if (!Object.hasOwn(own, type) && (!isOurs(type) || type === 'down')) throw invalidToxicType()
  return {
    attributes: attributesOf(type, body.attributes, {}),
    name: textIn(body, 'name') || `${type}_${stream}`,
    type,
    stream,
    toxicity: toxicityIn(body) ?? 1,
  }
}

/** With what the body says anew: attributes and toxicity. @throws ApiError */
export function changedToxic(toxic: Toxic, body: Record<string, unknown>): Toxic {
  const attributes = attributesOf(toxic.type, body.attributes, toxic.attributes)
  return { ...toxic, attributes, toxicity: toxicityIn(body) ?? toxic.toxicity }
}

export function faultOf({ name, type, stream, toxicity, attributes }: Toxic): FaultOnLink {
  return { id: faultIdOf(name), type: type as LinkFaultType, stream, toxicity, attributes: actingOf(type, attributes) }
}

export function faultIdOf(toxicName: string): string {
  return `toxic ${toxicName}`
}

function textIn(body: Record<string, unknown>, name: string): string | undefined {
  const value = body[name]
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'string') throw badBody(`${name} must be a string`)
  return value
}

function isOurs(type: string): type is LinkFaultType {
  return Object.hasOwn(faults, type) && faults[type as keyof typeof faults].on === 'link'
}

function toxicityIn({ toxicity }: Record<string, unknown>): number | undefined {
  if (toxicity === undefined || toxicity === null) return undefined
  if (typeof toxicity !== 'number') throw badBody('toxicity must be a number')
  return toxicity
}

function attributesOf(type: string, given: unknown, before: Options): Options {
  if (given !== undefined && given !== null && !isObject(given)) throw badBody('attributes must be an object')
  const names = own[type]
  if (!names) return ourAttributes(type as LinkFaultType, { ...before, ...given })
  const whole = type !== 'packet_loss'
  return Object.fromEntries(
    names.map((name) => {
      const value = given?.[name] ?? before[name] ?? 0
      if (typeof value !== 'number' || (whole && !Number.isInteger(value))) {
        throw badBody(`attributes.${name} must be a ${whole ? 'whole ' : ''}number`)
      }
      return [name, value]
    }),
  )
}

function ourAttributes(type: LinkFaultType, given: Record<string, unknown>): Options {
  const issues = new Issues()
  const options = parseSettings(faults[type].attributes, given, {
    path: ['attributes'],
    owner: `an attribute of ${type}`,
    issues,
  })
  const [issue] = issues.list
  if (issue) throw badBody(`${issue.path}: ${issue.message}`)
  return options
}

/** What is below 0 does nothing there; a slice has at least one byte. */
function actingOf(type: string, attributes: Options): Options {
  if (!own[type]) return attributes
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => {
      const least = name === 'average_size' ? 1 : 0
      return [name, Math.min(LONGEST_MS, Math.max(least, Number(value)))]
    }),
  )
}
