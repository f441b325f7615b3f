/**
 * W3C Trace Context, level 1: `traceparent` as it travels with an order. The trace is the order, the parent is the call
 * that carries it; both are the same numbers wherever spans of it are told.
 */
import { hash } from './random.ts'

/** version - trace-id - parent-id - trace-flags; of a version to come, as much as this one reads. */
const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(?:-.*)?$/
const SAMPLED = '01'
const WORD_DIGITS = 8

/** 16 bytes, in hex: the same for the same order of the same run. */
export function traceIdOf(run: string, lane: string, seq: number): string {
  const words = [0, 1, 2, 3].map((word) => hex(hash('trace', run, lane, seq, word), WORD_DIGITS))
  const id = words.join('')
  return /^0*$/.test(id) ? id.replace(/0$/, '1') : id
}

/** 8 bytes, in hex, of a span of ours: a whole number above 0. */
export function spanIdOf(span: number): string {
  return hex(span, 2 * WORD_DIGITS)
}

export function formatTraceparent(traceId: string, span: number): string {
  return `00-${traceId}-${spanIdOf(span)}-${SAMPLED}`
}

/** Null for what is none. `span` is 0 where it is nobody's here. */
export function parseTraceparent(text: string): { traceId: string; span: number } | null {
  const match = TRACEPARENT.exec(text.trim())
  if (!match) return null
  const span = Number.parseInt(match[2] as string, 16)
  return { traceId: match[1] as string, span: Number.isSafeInteger(span) ? span : 0 }
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0')
}
