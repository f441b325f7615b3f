import { expect, test } from 'vitest'
import { exampleExperiment } from '#core/example.fixture.ts'
import { createRunView } from '#core/run-view.ts'
import { AskedEarly, strangersIn } from './asked.ts'

function done(asked: AskedEarly, plays = false): unknown[] {
  const heard: unknown[] = []
  const hears = (name: string) => () => heard.push(name)
  asked.doneBy({ seek: (to) => heard.push(to), play: hears('play'), pause: hears('pause') }, plays)
  return heard
}

test('what was asked too early is done once, the place first', () => {
  const asked = new AskedEarly()
  asked.play()
  asked.seek(3)
  asked.seek({ marker: 'next' })
  expect(done(asked)).toEqual([{ marker: 'next' }, 'play'])
  expect(done(asked)).toEqual([])
})

test('who asked it to stop is not overruled by autoplay; the last word holds', () => {
  const asked = new AskedEarly()
  expect(done(asked, true)).toEqual(['play'])
  asked.pause()
  expect(done(asked, true)).toEqual(['pause'])
  asked.pause()
  asked.play()
  expect(done(asked)).toEqual(['play'])
})

test('what belonged to a recording that could not be read is forgotten', () => {
  const asked = new AskedEarly()
  asked.seek(0)
  asked.play()
  asked.forget()
  expect(done(asked)).toEqual([])
})

test('ids that are no lanes are told from those that are', () => {
  const view = createRunView(exampleExperiment)
  expect(strangersIn(view, ['nope', 'http', 'constructor'])).toEqual(['nope', 'constructor'])
  expect(strangersIn(view, [])).toEqual([])
})
