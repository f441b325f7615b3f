import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { claimedAt, experimentOf, type LessonStep, named, valuesOf } from '#core/lesson.ts'
import { parseExperiment } from '#core/parse-experiment.ts'
import { metricPaths, parseThreshold } from '#core/threshold.ts'
import { builtIns } from '#experiments/built-in.ts'
import { lessons } from './lessons.ts'

const RECORDINGS = join(import.meta.dirname, '../public/recordings')
const MOST_LOAD_S = 10

function ends({ vary }: LessonStep): number[] {
  const values = valuesOf(vary)
  expect(values).toContain(vary.start)
  return [values[0] as number, vary.start, values.at(-1) as number]
}

describe.each(lessons)('$slug', (lesson) => {
  test('its experiment is built in, and asserts what the lesson claims', () => {
    expect(builtIns).toContainEqual(lesson.experiment)
    expect(lesson.experiment.thresholds.length).toBeGreaterThan(0)
  })

  test('what its first step opens with was recorded from it as it stands', () => {
    const { experiment, events } = JSON.parse(readFileSync(join(RECORDINGS, `${lesson.slug}.json`), 'utf8'))
    const [first] = lesson.steps as [LessonStep]
    // What has been added to the schema since stands at its default.
    expect(parseExperiment(experiment)).toMatchObject({
      ok: true,
      experiment: experimentOf(lesson, first, first.vary.start),
    })
    expect(events.at(-1)).toMatchObject({ type: 'state', state: { is: 'finished' } })
  })

  describe.each(lesson.steps)('step $id', (step) => {
    test.each(ends(step))('can be run with its variable at %d', (value) => {
      const parsed = parseExperiment(experimentOf(lesson, step, value))
      expect(parsed).toMatchObject({ ok: true, experiment: experimentOf(lesson, step, value) })
      expect(lesson.experiment.durationS).toBeLessThanOrEqual(MOST_LOAD_S)
    })

    test('its claims and its texts name what is measured in it', () => {
      const { start } = step.vary
      const lanes = experimentOf(lesson, step, start).lanes.map(({ id }) => id)
      for (const claim of step.reveal.claims)
        expect(parseThreshold(claimedAt(step, start, claim), { lanes, faults: [] })).not.toHaveProperty('error')
      const columns = [step.guess, ...(step.tabulates ?? [])].map(({ metric }) => `{${metric}}`)
      const texts = named(step, start, JSON.stringify(step) + columns.join(''))
      for (const [, name] of texts.matchAll(/\{([\w.-]+)\}/g)) {
        if (name === 'value' || name === undefined) continue
        const [lane, ...path] = name.split('.')
        expect(lanes, name).toContain(lane)
        expect(metricPaths, name).toContain(path.join('.'))
      }
      expect(step.opening.length).toBeGreaterThan(0)
      // Of the lane that its variable chose the first step says nothing yet; a later one may show it.
      const [first] = lesson.steps as [LessonStep]
      const recorded =
        step === first ? step.lanes : experimentOf(lesson, first, first.vary.start).lanes.map(({ id }) => id)
      expect(step.opening.every((lane) => recorded.includes(lane) && lanes.includes(lane))).toBe(true)
    })

    test('both languages name the same measurements', () => {
      const pairs: unknown[] = []
      JSON.stringify(step, (_key, value) => {
        if (value && typeof value === 'object' && 'ko' in value) pairs.push(value)
        return value
      })
      const named = (text: string) => [...text.matchAll(/\{[\w.-]+\}/g)].map(String).sort()
      for (const { ko, en } of pairs as { ko: string; en: string }[]) expect(named(ko), en).toEqual(named(en))
    })
  })
})
