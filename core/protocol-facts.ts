/** What is to be known of a protocol: the shape of a row. */
import type { Fields } from './fields.ts'
import type { Text } from './text.ts'

export const styles = ['request-reply', 'one-way', 'async-request-reply', 'publish-subscribe', 'stream'] as const
export type Style = (typeof styles)[number]

/** One TCP wire of a hop. A call has one; a queue has one on each side of the broker. */
export const legs = ['call', 'produce', 'consume', 'reply'] as const
export type Leg = (typeof legs)[number]

export interface StyleFacts {
  /** What has happened when the caller is told yes. */
  acknowledged: Text
  /** What has happened when the work counts as done. */
  completed: Text
  /** Where this style crosses other wires than the protocol's own `legs`. */
  legs?: readonly Leg[]
}

/** Order is kept only where an option says so; `keys` is the option with the number of keys, each in order by itself. */
export interface OrderedWhen {
  option: string
  is: string | boolean
  keys?: string
}

export interface Impossible {
  why: Text
  nearest: Style
}

export interface ProtocolFacts {
  name: string
  /** What stands on the wire, in the field's own words. */
  wire: string
  /** What an order is wrapped in by default, from the inside out, in the field's own words; empty where no wire is crossed. */
  stack: readonly string[]
  /** Of the seven layers of OSI, the one whose service our code calls; null for a function call. */
  osiLayer: 4 | 7 | null
  /** What is promised about the order of messages. */
  ordering: Text
  /** What is promised about their arrival. */
  delivery: Text
  /** Whether a page can send it by itself. */
  browser: { reachable: boolean; why: Text }
  /** Legs that cross a link; empty where nothing crosses a wire. */
  legs: readonly Leg[]
  /** True where a broker stands between caller and service. */
  engine: boolean
  /** True where two orders of one key are executed in the order in which they were sent. */
  ordered: boolean
  orderedWhen?: OrderedWhen
  /** Largest `payloadBytes` that fits, with room for the rest of the order. */
  largestPayloadBytes: number
  styles: Partial<Record<Style, StyleFacts>>
  /** Why it cannot be had, for each of the other styles, and what comes nearest. */
  impossible: Partial<Record<Style, Impossible>>
  defaultStyle: Style
  options: Fields
  /** Options that others of its kind have, and why it has not. */
  absent?: Readonly<Record<string, Text>>
}
