import { expect, test } from 'vitest'
import { exampleExperiment, frameAt, laneFrame } from '#core/example.fixture.ts'
import { readRecordingText } from '#core/recording.ts'
import type { RunEvent } from '#core/run.ts'
import { hugoBundle } from './hugo-bundle.ts'

const options = { locale: 'en', date: '2026-01-02T03:04:05Z' } as const
const lane = exampleExperiment.lanes[0]?.id ?? ''
/** Nobody got an answer, which is the result. */
const exampleRun: RunEvent[] = [
  { seq: 1, atUs: 0, type: 'state', state: { is: 'running' } },
  {
    seq: 2,
    atUs: 250_000,
    type: 'frame',
    frame: frameAt(0, { [lane]: laneFrame({ sent: 9, outcomes: { timeout: 9 } }) }),
  },
  { seq: 3, atUs: 300_000, type: 'state', state: { is: 'finished', stoppedByHand: false } },
]
const run = { about: {}, experiment: exampleExperiment, events: exampleRun }

test('a bundle is a post, the recording and its picture', () => {
  const bundle = hugoBundle({ ...run, about: { recordedAt: '2026-11-25T20:00:00.123Z' } }, { ...options, locale: 'ko' })
  expect(bundle['index.md']).toMatch(/^---\ntitle: ".+"\ndate: 2026-11-25T20:00:00Z\ndescription: ".+"\n---\n/)
  expect(bundle['index.md']).toMatch(
    /\n\{\{< wirelab src="run.json" poster="poster.svg" lang="ko" >\}\}\n.+\n\{\{< \/wirelab >\}\}\n$/,
  )
  expect(readRecordingText(bundle['run.json'])).toMatchObject({ experiment: exampleExperiment, events: exampleRun })
  expect(bundle['poster.svg']).toMatch(/^<svg xmlns.*<\/svg>$/s)
})

test('the date is that of the recording, else the one that was given', () => {
  expect(hugoBundle(run, options)['index.md']).toContain('\ndate: 2026-01-02T03:04:05Z\n')
  const damaged = { ...run, about: { recordedAt: 'yesterday\ndraft: true' } }
  expect(hugoBundle(damaged, options)['index.md']).toContain('\ndate: 2026-01-02T03:04:05Z\n')
})

test('what a recording is called becomes text, whatever it says', () => {
  const vile = '<img src=x> {{< figure >}} {{{<x>}} "q"\n---\n[a](b) *c* `d` {{% e %}}'
  const named = { ko: vile, en: vile }
  const lanes = exampleExperiment.lanes.map((lane) => ({ ...lane, name: named }))
  const experiment = { ...exampleExperiment, title: named, summary: named, lanes }
  const [, matter = '', body = ''] = hugoBundle({ ...run, experiment }, options)['index.md'].split(/^---$/m)
  expect(matter.trim().split('\n')).toHaveLength(3)
  const title = JSON.parse(/^title: (.*)$/m.exec(matter)?.[1] ?? '')
  expect(title, 'one line').toBe(vile.replaceAll('\n', ' '))
  expect(body.match(/\{\{./g), 'the two tags of the shortcode are the only ones').toEqual(['{{<', '{{<'])
  const [summary = ''] = body.trim().split('\n')
  expect(body, 'the result names the lane').toMatch(/<img src=x>.*: 100 % failed/m)
  expect(summary).not.toMatch(/[<>[\]*`{}]/)
})
