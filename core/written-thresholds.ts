/**
 * How thresholds are written: a list of texts; or as in a script of k6, by metric, each a text or an object with
 * `abortOnFail` and `delayAbortEval`. However they were written, an experiment has them as texts.
 */
import { check, isPlainObject } from './checks.ts'
import type { Path } from './issue.ts'

interface WrittenThreshold {
  threshold: string
  abortOnFail?: boolean
  delayAbortEval?: string
}
type Written = string | WrittenThreshold
type WrittenThresholds = Written[] | Record<string, Written[]>

const DELAY = /^\d+(?:\.\d+)?s$/
/** As JSON Schema. */
const threshold = {
  anyOf: [
    { type: 'string' },
    {
      type: 'object',
      properties: {
        threshold: { type: 'string', description: 'what must hold' },
        abortOnFail: { type: 'boolean', description: 'the run ends as soon as it is sure to fail', default: false },
        delayAbortEval: { type: 'string', pattern: DELAY.source, description: 'but not before so much load time' },
      },
      required: ['threshold'],
      additionalProperties: false,
    },
  ],
}
const list = { type: 'array', items: threshold, cap: 'maxThresholds' }

export const writtenThresholds = check<WrittenThresholds>(
  (value) => isList(value) || (isPlainObject(value) && Object.values(value).every(isList)),
  "a list of texts or {threshold, abortOnFail, delayAbortEval: '5s'}, or such lists by metric: {http_req_duration: ['p(99)<200']}",
  { anyOf: [list, { type: 'object', additionalProperties: list }] },
)

function isList(value: unknown): boolean {
  return Array.isArray(value) && value.every(isOne)
}

function isOne(value: unknown): boolean {
  if (typeof value === 'string') return true
  if (!isPlainObject(value)) return false
  const { threshold: text, abortOnFail = false, delayAbortEval = '0s', ...others } = value
  return (
    typeof text === 'string' &&
    typeof abortOnFail === 'boolean' &&
    typeof delayAbortEval === 'string' &&
    DELAY.test(delayAbortEval) &&
    Object.keys(others).length === 0
  )
}

/** Each as one text, and where it was written. */
export function thresholdsIn(written: WrittenThresholds): { text: string; path: Path }[] {
  if (Array.isArray(written)) return written.map((one, at) => ({ text: textOf(one), path: [at] }))
  return Object.entries(written).flatMap(([metric, all]) =>
    all.map((one, at) => ({ text: `${metric}: ${textOf(one)}`, path: [metric, at] })),
  )
}

function textOf(written: Written): string {
  if (typeof written === 'string') return written
  const { threshold: text, abortOnFail = false, delayAbortEval } = written
  if (!abortOnFail) return text
  return `${text} abortOnFail${delayAbortEval === undefined ? '' : ` after ${delayAbortEval}`}`
}
