import { describe, expect, it } from 'vitest'
import { en } from '#components/text/en.ts'
import { ko } from '#components/text/ko.ts'
import { exampleExperiment } from '#core/example.fixture.ts'
import type { Lane } from '#core/experiment.ts'
import { optionsLine } from './lane-words.ts'

const [http] = exampleExperiment.lanes as [Lane]
const perCall: Lane = { ...http, call: { ...http.call, options: { ...http.call.options, connection: 'per-call' } } }

describe('the options of a lane in one line', () => {
  it('begin with what is not as usual', () => {
    expect(optionsLine(perCall, 'en', en)).toMatch(/^connection per-call · timeout 2,000 ms · HTTP version 1\.1 · /)
    expect(optionsLine(http, 'en', en)).toMatch(/^timeout 2,000 ms · /)
  })

  it('leave out what counts in another style only', () => {
    const polled: Lane = { ...http, call: { ...http.call, style: 'async-request-reply' } }
    const shown = (lane: Lane) => optionsLine(lane, 'en', en).includes('time between two questions')
    expect([shown(http), shown(polled)]).toEqual([false, true])
  })

  it('name an option without explaining it', () => {
    expect(optionsLine(perCall, 'ko', ko)).toMatch(/^연결 per-call · 타임아웃 2,000 ms · /)
    expect(optionsLine(perCall, 'ko', ko)).not.toContain('(')
  })
})
