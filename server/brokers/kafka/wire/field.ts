/**
 * How messages are described: a shape is an object of fields in the order in which they stand on the wire, a field
 * says since and until which version it is there, and since when it may be null. {@link compile} makes the codec of
 * one version of it.
 */
import type { Reader } from './reader.ts'
import type { Writer } from './writer.ts'

export interface Version {
  number: number
  /** KIP-482: compact lengths, and tagged fields at the end of every structure. */
  flexible: boolean
}

export interface Codec<Read, Written = Read> {
  read(reader: Reader): Read
  write(writer: Writer, value: Written): void
}

/** @param nullable whether null may stand in its place in that version */
export type Compile<Read, Written> = (at: Version, nullable: boolean) => Codec<Read, Written>

/** What stands in the field, for whoever walks over a message without knowing it. */
export type Kind =
  | { is: 'int8' | 'int16' | 'int32' | 'int64' | 'boolean' | 'uuid' | 'string' | 'bytes' | 'records' }
  | { is: 'array'; of: Field }
  | { is: 'struct'; shape: Shape }

interface Facts {
  kind: Kind
  since: number
  until: number
  nullableSince: number
  tag: number | null
  /** What a reader of a version without it gets, and a writer need not name. */
  fallback: unknown
}

/** `Optional`: a writer may leave it out. */
export class Field<Read = unknown, Written = never, Optional extends boolean = boolean> {
  declare readonly optional: Optional
  readonly compile: Compile<Read, Written>
  readonly facts: Facts

  constructor(compile: Compile<Read, Written>, facts: Partial<Facts> & Pick<Facts, 'kind' | 'fallback'>) {
    this.compile = compile
    this.facts = {
      since: 0,
      until: Number.POSITIVE_INFINITY,
      nullableSince: Number.POSITIVE_INFINITY,
      tag: null,
      ...facts,
    }
  }

  since(version: number): Field<Read, Written, Optional> {
    return new Field(this.compile, { ...this.facts, since: version })
  }

  /** The last version with it. */
  until(version: number): Field<Read, Written, Optional> {
    return new Field(this.compile, { ...this.facts, until: version })
  }

  nullable(since = 0): Field<Read | null, Written | null, Optional> {
    return new Field<Read | null, Written | null, Optional>(this.compile as Compile<Read | null, Written | null>, {
      ...this.facts,
      nullableSince: since,
    })
  }

  /** KIP-482: stands at the end of its structure, and only where it is not what `fallback` says. */
  tagged(tag: number, since: number): Field<Read, Written, true> {
    return new Field<Read, Written, true>(this.compile, { ...this.facts, tag, since })
  }

  or(fallback: Read & Written): Field<Read, Written, true> {
    return new Field<Read, Written, true>(this.compile, { ...this.facts, fallback })
  }

  isIn({ number }: Version): boolean {
    return number >= this.facts.since && number <= this.facts.until
  }
}

export type Shape = Readonly<Record<string, Field>>

export type ReadOf<S extends Shape> = { [K in keyof S]: S[K] extends Field<infer R, never, boolean> ? R : never }

type Given<F> = F extends Field<unknown, infer W, boolean> ? W : never
type OptionalIn<S extends Shape> = { [K in keyof S]: S[K]['optional'] extends true ? K : never }[keyof S]
export type WrittenOf<S extends Shape> = { [K in Exclude<keyof S, OptionalIn<S>>]: Given<S[K]> } & {
  [K in OptionalIn<S>]?: Given<S[K]>
}
