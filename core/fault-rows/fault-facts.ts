/** What is said of every fault, whatever it acts on. */
import type { Field, Fields } from '../fields.ts'
import type { ProtocolId } from '../protocols.ts'
import type { Text } from '../text.ts'

/**
 * The bytes of a wire, or the messages on it where the link reads them; the service that works; what stands between
 * broker and service; the broker itself.
 */
export type FaultPlace = 'link' | 'messages' | 'service' | 'consumer' | 'engine'

export interface FaultFacts {
  label: Text
  /** What the fault acts on. */
  on: FaultPlace
  /** The only protocols that it is a fault of. */
  of?: readonly ProtocolId[]
  /** What an option of the edge must be for it. */
  needs?: { option: string; is: string }
  /** What a reader sees happen. */
  effect: Text
  attributes: Fields
  /** Which way it acts where nobody says; downstream where this says nothing either. */
  stream?: 'upstream' | 'downstream' | 'both'
  /** True where the lab plays what a real wire would do by itself. */
  simulated?: boolean
}

export const MINUTE_MS = 60_000
const MOST_CONNECTIONS = 1_000_000

/** Of faults that may be over after the first connections they meet: open ones count first, then new ones. */
export const first = {
  type: 'integer',
  min: 0,
  max: MOST_CONNECTIONS,
  default: 0,
  unit: 'connections',
  label: { ko: '처음 연결 몇 개만 (0 = 모두)', en: 'only the first connections (0 = all)' },
} as const satisfies Field

/** Of what ends one process of a service that there are several of. */
export const replica = {
  type: 'integer',
  min: 0,
  max: 1000,
  default: 0,
  label: { ko: '몇 번째 레플리카 (0 = 모두)', en: 'which replica, from 1 (0 = all of them)' },
} as const satisfies Field

export function ms<const L extends Text, const D extends number>(label: L, byDefault: D) {
  return { type: 'number', min: 0, max: MINUTE_MS, default: byDefault, unit: 'ms', label } as const
}

export function share<const L extends Text, const D extends number>(label: L, byDefault: D) {
  return { type: 'number', min: 0, max: 1, default: byDefault, unit: 'share', label } as const
}
