/**
 * What no client sends: whole requests with parts changed, cut off, too large, in versions that do not exist, and plain
 * noise; each on a connection of its own. The same seed sends the same.
 */
import { connect } from 'node:net'
import type { Address } from '#core/address.ts'
import { createRandom } from '#core/random.ts'
import { apiNames, apiOf } from '#server/brokers/kafka/wire/apis.ts'
import type { Codec, Field, Kind, Shape } from '#server/brokers/kafka/wire/field.ts'
import { writeClientId, writeRequestStart } from '#server/brokers/kafka/wire/header.ts'
import { Writer } from '#server/brokers/kafka/wire/writer.ts'

/** Some names that exist, so that what lies behind them is reached as well. */
const NAMES = ['fuzz', 'other', 'group', '', 'a/b', 'é'.repeat(40)]
const LARGEST_NOISE_BYTES = 400
const LARGEST_SIZE = 2 ** 31
const MOST_AT_ONCE = 48

type Draw = (below: number) => number

/** Input number `index`, with or without a whole frame around it. */
function fuzzInput(seed: number, index: number): Buffer {
  const random = createRandom(seed * 1_000_003 + index)
  const draw: Draw = (below) => Math.floor(random.next() * below)
  switch (draw(8)) {
    case 0:
      return noise(draw)
    case 1:
      return framed(noise(draw))
    case 2:
      return sized(draw(LARGEST_SIZE), noise(draw))
    case 3:
      return framed(Buffer.concat([head(draw(80) - 5, draw(24) - 2), noise(draw)]))
    case 4:
      return changed(request(draw), draw)
    case 5: {
      const whole = request(draw)
      return whole.subarray(0, draw(whole.length))
    }
    case 6: {
      const whole = request(draw).subarray(4)
      return framed(whole.subarray(0, draw(whole.length)))
    }
    default:
      return request(draw)
  }
}

function noise(draw: Draw): Buffer {
  const bytes = Buffer.alloc(draw(LARGEST_NOISE_BYTES))
  for (let at = 0; at < bytes.length; at++) bytes[at] = draw(256)
  return bytes
}

function sized(size: number, body: Buffer): Buffer {
  const prefix = Buffer.alloc(4)
  prefix.writeUInt32BE(size >>> 0)
  return Buffer.concat([prefix, body])
}

function framed(body: Buffer): Buffer {
  return sized(body.length, body)
}

function head(key: number, version: number): Buffer {
  const writer = new Writer()
  writeRequestStart(writer, { key, version, correlationId: 7 })
  writeClientId(writer, 'fuzz', false)
  return Buffer.concat(writer.pieces())
}

function changed(whole: Buffer, draw: Draw): Buffer {
  const copy = Buffer.from(whole)
  for (let times = draw(6); times >= 0; times--) copy[4 + draw(copy.length - 4)] = draw(256)
  return copy
}

/** One that can be read, of any API in any version, with values that may mean nothing. */
function request(draw: Draw): Buffer {
  const api = apiOf(apiNames[draw(apiNames.length)] as (typeof apiNames)[number])
  const version = api.min + draw(api.max - api.min + 1)
  const writer = new Writer()
  writeRequestStart(writer, { key: api.key, version, correlationId: 7 })
  writeClientId(writer, 'fuzz', api.isFlexible(version))
  const codec = api.request(version) as Codec<unknown, unknown>
  codec.write(writer, valuesOf(api.shapes.request, version, draw))
  return Buffer.concat(writer.frame())
}

function valuesOf(shape: Shape, version: number, draw: Draw): Record<string, unknown> {
  const there = Object.entries(shape).filter(([, { facts }]) => version >= facts.since && version <= facts.until)
  return Object.fromEntries(there.map(([name, field]) => [name, anyIn(field, version, draw)]))
}

function anyIn({ facts }: Field, version: number, draw: Draw): unknown {
  return version >= facts.nullableSince && draw(4) === 0 ? null : valueOfKind(facts.kind, version, draw)
}

function valueOfKind(kind: Kind, version: number, draw: Draw): unknown {
  const numbers = [-1, 0, 1, draw(100), 2 ** 31 - 1, -(2 ** 31)]
  const number = numbers[draw(numbers.length)] as number
  switch (kind.is) {
    case 'int8':
      return (number << 24) >> 24
    case 'int16':
      return (number << 16) >> 16
    case 'int32':
      return number
    case 'int64':
      return draw(8) === 0 ? Number.MAX_SAFE_INTEGER : number
    case 'boolean':
      return draw(2) === 0
    case 'uuid':
      return noise(draw).toString('base64url').padEnd(22, 'A').slice(0, 21).concat('A')
    case 'string':
      return NAMES[draw(NAMES.length)]
    case 'bytes':
      return noise(draw)
    case 'records':
      return [noise(draw)]
    case 'struct':
      return valuesOf(kind.shape, version, draw)
    case 'array':
      return Array.from({ length: draw(3) }, () => valueOfKind(kind.of.facts.kind, version, draw))
  }
}

/** Send inputs `from` to `to`, each on a connection of its own. Resolves when every connection is closed. */
export async function fuzz(at: Address, { seed, from, to }: { seed: number; from: number; to: number }): Promise<void> {
  let next = from
  const sender = async () => {
    while (next < to) await send(at, fuzzInput(seed, next++))
  }
  await Promise.all(Array.from({ length: MOST_AT_ONCE }, sender))
}

function send({ host, port }: Address, input: Buffer): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, noDelay: true })
    socket.on('error', () => {})
    socket.on('data', () => {})
    socket.on('close', () => resolve())
    socket.end(input)
  })
}
