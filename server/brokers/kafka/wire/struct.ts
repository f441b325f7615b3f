/** The codec of a structure: its fields in order, then, in flexible versions, its tagged fields (KIP-482). */
import { isDeepStrictEqual } from 'node:util'
import type { Codec, ReadOf, Shape, Version, WrittenOf } from './field.ts'
import { Malformed } from './malformed.ts'
import type { Reader } from './reader.ts'
import { Writer } from './writer.ts'

/** A peer may send tags that are unknown here; so many are none. */
const TAGS_LIMIT = 64

interface Step {
  name: string
  codec: Codec<unknown>
  fallback: unknown
}

interface TaggedStep extends Step {
  tag: number
}

type Values = Record<string, unknown>

export function structCodec<S extends Shape>(shape: S, at: Version): Codec<ReadOf<S>, WrittenOf<S>> {
  const { present, absent, tagged } = stepsOf(shape, at)
  return {
    read(reader) {
      const values: Values = {}
      for (const { name, codec } of present) values[name] = codec.read(reader)
      for (const { name, fallback } of absent) values[name] = fallback
      if (at.flexible) readTagged(reader, tagged, values)
      return values as ReadOf<S>
    },
    write(writer, given) {
      const values = given as Values
      for (const { name, codec, fallback } of present) {
        const value = values[name]
        codec.write(writer, value === undefined ? fallback : value)
      }
      if (at.flexible) writeTagged(writer, tagged, values)
    },
  }
}

function stepsOf(shape: Shape, at: Version): { present: Step[]; absent: Step[]; tagged: TaggedStep[] } {
  const present: Step[] = []
  const absent: Step[] = []
  const tagged: TaggedStep[] = []
  for (const [name, field] of Object.entries(shape)) {
    const { tag, fallback, nullableSince } = field.facts
    const codec = field.compile(at, at.number >= nullableSince) as Codec<unknown>
    const step = { name, codec, fallback }
    if (!field.isIn(at)) absent.push(step)
    else if (tag === null) present.push(step)
    else {
      tagged.push({ ...step, tag })
      absent.push(step)
    }
  }
  return { present, absent, tagged: tagged.sort((a, b) => a.tag - b.tag) }
}

function readTagged(reader: Reader, tagged: TaggedStep[], values: Values): void {
  const count = reader.uvarint()
  if (count > TAGS_LIMIT) throw new Malformed(`${count} tagged fields`)
  for (let index = 0, last = -1; index < count; index++) {
    const tag = reader.uvarint()
    if (tag <= last) throw new Malformed(`tag ${tag} after tag ${last}`)
    last = tag
    const size = reader.uvarint()
    const step = tagged.find((one) => one.tag === tag)
    const end = reader.at + size
    if (!step) {
      reader.bytes(size)
      continue
    }
    values[step.name] = step.codec.read(reader)
    if (reader.at !== end) throw new Malformed(`tag ${tag} is not ${size} bytes long`)
  }
}

function writeTagged(writer: Writer, tagged: TaggedStep[], values: Values): void {
  const there = tagged.filter(({ name, fallback }) => {
    const value = values[name]
    return value !== undefined && !isDeepStrictEqual(value, fallback)
  })
  writer.uvarint(there.length)
  for (const { tag, name, codec } of there) {
    const field = new Writer()
    codec.write(field, values[name])
    writer.uvarint(tag)
    writer.uvarint(field.length)
    writer.append(field)
  }
}
