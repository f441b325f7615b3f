/**
 * Thresholds as they are written, in our grammar or in k6's:
 *
 *     lane.metric op (number | k*lane.metric | lane.metric) [during fault] [abortOnFail [after Ns]]
 *     [lane:] [series:] method op number                    [during fault] [abortOnFail [after Ns]]
 *
 *     op = < <= > >= == === !=        method = p(N) avg min med max rate count
 *
 * A lane may be left out where there is only one, and a series where the method says enough.
 */
import { listed } from './issue.ts'
import { type K6Method, k6Methods, k6Series, pathOf, seriesOf } from './k6.ts'
import { nearest } from './nearest.ts'

export const operators = ['<', '<=', '>', '>=', '==', '!='] as const
export type Operator = (typeof operators)[number]

export interface Metric {
  lane: string
  /** Of a number in a lane of the summary, dotted; `callerLatencyMs.p(95)` for any percentile, `e1.2.attempts` of an edge. */
  path: string
}

export interface Threshold {
  text: string
  left: Metric
  op: Operator
  right: { times: number; metric: Metric } | { value: number }
  /** Only what happened while this fault was on. */
  during: string | null
  /** The run ends as soon as it is sure that this fails, but not before so much load time. */
  abort: { afterS: number } | null
}

/** One more than this and it is no threshold. */
const LONGEST_TEXT = 256
const OURS =
  '"lane.metric op (number | k*lane.metric | lane.metric) [during faultId] [abortOnFail]" or k6\'s "[lane:] p(99) op number"'

/** What is wrong, and at which character, from 1. */
export class ThresholdError extends Error {
  readonly at: number
  constructor(message: string, at: number) {
    super(message)
    this.at = at
  }
}

/**
 * @param lanes of the experiment, where they are known
 * @throws ThresholdError
 */
export function readThreshold(text: string, lanes: readonly string[] | null): { threshold: Threshold; at: Places } {
  return new Reader(text, lanes).threshold()
}

/** Where in the text something stands, for what is found wrong with it later. */
export interface Places {
  left: number
  right: number
  during: number
  abort: number
}

/** Edges are the only ones whose names have numbers between the dots. */
const WORD = /[A-Za-z0-9][\w-]*(?:\.e1(?:\.\d+)*(?![\w-]))?(?:\.[A-Za-z][\w-]*)*/y
const PERCENTILE = /\(\s*(\d+(?:\.\d+)?)\s*\)/y
const OPERATOR = /===|<=|>=|==|!=|<|>/y
const NUMBER = /-?\d+(?:\.\d+)?(?:e[+-]?\d+)?(?![\w.])/y
const TIMES = /\*/y
const COLON = /:/y
const NAME = /\S+/y
const SECONDS = /(\d+(?:\.\d+)?)s\b/y

class Reader {
  readonly #text: string
  readonly #lanes: readonly string[] | null
  #at = 0

  constructor(text: string, lanes: readonly string[] | null) {
    this.#text = text
    this.#lanes = lanes
  }

  threshold(): { threshold: Threshold; at: Places } {
    if (this.#text.length > LONGEST_TEXT) this.#noForm()
    const left = this.#place()
    const metric = this.#metric()
    const op = this.#operator()
    const right = this.#place()
    const held = this.#right(metric.ours)
    const during = this.#place() + 'during '.length
    const fault = this.#keyword('during') ? (this.#take(NAME) ?? this.#noForm()) : null
    const abortAt = this.#place()
    const abort = this.#keyword('abortOnFail') ? { afterS: this.#delayS() } : null
    if (this.#place() < this.#text.length) this.#noForm()
    return {
      threshold: { text: this.#text, left: metric.metric, op, right: held, during: fault, abort },
      at: { left, right, during, abort: abortAt },
    }
  }

  /** `lane.metric`, or in k6's words `[lane:] [series:] method`. */
  #metric(): { metric: Metric; ours: boolean } {
    const begins = this.#place()
    const first = this.#take(WORD) ?? this.#noForm()
    if (first.includes('.') && !this.#peek(COLON)) return { metric: this.#dotted(first), ours: true }
    const prefixes: { word: string; at: number }[] = []
    let word = { word: first, at: begins }
    while (this.#take(COLON) !== null) {
      prefixes.push(word)
      const at = this.#place()
      word = { word: this.#take(WORD) ?? this.#noForm(), at }
    }
    if (!this.#peek(PERCENTILE) && !this.#peek(OPERATOR) && !this.#peek(/\(/y)) this.#noForm()
    const { lane, series } = this.#prefixes(prefixes, begins)
    return { metric: { lane, path: this.#method(word, series) }, ours: false }
  }

  #dotted(word: string): Metric {
    const dot = word.indexOf('.')
    const percentile = word.endsWith('.p') ? this.#match(PERCENTILE) : null
    const path = word.slice(dot + 1) + (percentile ? `(${Number(percentile[1])})` : '')
    return { lane: word.slice(0, dot), path }
  }

  #prefixes(prefixes: { word: string; at: number }[], begins: number): { lane: string; series: string | null } {
    const lanes = this.#lanes ?? []
    const [first, second, third] = prefixes
    if (third) throw new ThresholdError(`'${third.word}:' is one name too many: write lane, then metric`, third.at + 1)
    // Where a lane has the name of a metric, the lane is meant: it may be left out no more than the metric.
    const isLane = (word: string) => lanes.includes(word)
    if (first && second) return { lane: first.word, series: this.#series(second) }
    if (first && (isLane(first.word) || (this.#lanes === null && !k6Series.includes(first.word)))) {
      return { lane: first.word, series: null }
    }
    const [only, ...others] = lanes
    if (first && !k6Series.includes(first.word)) {
      const known = [...lanes, ...k6Series]
      throw new ThresholdError(
        notOneOf(`'${first.word}' is neither a lane nor a metric`, first.word, known),
        first.at + 1,
      )
    }
    if (only === undefined || others.length > 0) {
      const which = only === undefined ? '' : `; lanes are ${listed([...lanes])}`
      throw new ThresholdError(`it must say which lane: '${only ?? 'lane'}: p(99)<200'${which}`, begins + 1)
    }
    return { lane: only, series: first ? first.word : null }
  }

  #series({ word, at }: { word: string; at: number }): string {
    if (!k6Series.includes(word))
      throw new ThresholdError(notOneOf(`'${word}' is not a metric`, word, k6Series), at + 1)
    return word
  }

  #method({ word, at }: { word: string; at: number }, series: string | null): string {
    if (!k6Methods.includes(word as K6Method)) {
      const meant = /^p\d/.test(word) ? `p(${word.slice(1)})` : nearest(word, k6Methods)
      const hint = meant === null ? `; it may be p(N), ${listed(k6Methods.slice(1))}` : `; did you mean '${meant}'?`
      throw new ThresholdError(`'${clip(word)}' is not a method${hint}`, at + 1)
    }
    const method = word as K6Method
    let percentile: number | null = null
    if (method === 'p') {
      const from = this.#place()
      percentile = Number(this.#match(PERCENTILE)?.[1] ?? Number.NaN)
      if (!(percentile > 0 && percentile <= 100)) {
        throw new ThresholdError('a percentile is written p(N), N above 0 and at most 100', from + 1)
      }
    }
    const of = series ?? seriesOf(method)
    const path = pathOf(of, method, percentile)
    if (path === null) throw new ThresholdError(`'${of}' has no '${word}'`, at + 1)
    return path
  }

  #operator(): Operator {
    const op = this.#take(OPERATOR) ?? this.#noForm()
    return op === '===' ? '==' : (op as Operator)
  }

  #right(ours: boolean): Threshold['right'] {
    const number = this.#take(NUMBER)
    if (!ours) return { value: Number(number ?? this.#noForm()) }
    if (number !== null && this.#take(TIMES) === null) return { value: Number(number) }
    const word = this.#take(WORD) ?? this.#noForm()
    if (!word.includes('.')) this.#noForm()
    return { times: number === null ? 1 : Number(number), metric: this.#dotted(word) }
  }

  #delayS(): number {
    if (!this.#keyword('after')) return 0
    const seconds = this.#match(SECONDS)
    if (!seconds) throw new ThresholdError("'after' is followed by seconds, such as 5s", this.#place() + 1)
    return Number(seconds[1])
  }

  #keyword(word: string): boolean {
    return this.#take(new RegExp(String.raw`${word}(?!\S)`, 'y')) !== null
  }

  /** Past white space. */
  #place(): number {
    while (/\s/.test(this.#text[this.#at] ?? '')) this.#at++
    return this.#at
  }

  #peek(pattern: RegExp): boolean {
    pattern.lastIndex = this.#place()
    return pattern.test(this.#text)
  }

  #match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#place()
    const match = pattern.exec(this.#text)
    if (match) this.#at = pattern.lastIndex
    return match
  }

  #take(pattern: RegExp): string | null {
    return this.#match(pattern)?.[0] ?? null
  }

  #noForm(): never {
    const form = `is not of the form ${OURS}, op one of ${operators.join(' ')}`
    throw new ThresholdError(`'${clip(this.#text)}' ${form}`, Math.min(this.#place(), this.#text.length) + 1)
  }
}

export function notOneOf(what: string, word: string, known: readonly string[]): string {
  const meant = nearest(word, known)
  if (meant !== null) return `${what}; did you mean '${meant}'?`
  return known.length > 0 && known.length <= 12 ? `${what}; there are ${known.join(', ')}` : what
}

/** Where `p95` was written for `p(95)`; null elsewhere. */
export function meantPercentile(what: string, path: string, series: readonly string[]): string | null {
  const [, latency = '', p = ''] = /^(\w+)\.p(\d{1,3})$/.exec(path) ?? []
  return series.includes(latency) && Number(p) <= 100 ? `${what}; did you mean '${latency}.p(${p})'?` : null
}

export function clip(text: string): string {
  return text.length > 64 ? `${text.slice(0, 64)}…` : text
}
