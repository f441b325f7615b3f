import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyRun } from '#core/any-run.fixture.ts'
import { exampleExperiment, plain } from '#core/example.fixture.ts'
import { createRunView, foldEvents } from '#core/run-view.ts'
import { stillOf } from './still-view.ts'

describe('a frozen picture', () => {
  it('is what was seen, and stays so while the run goes on', () => {
    let wentOn = 0
    fc.assert(
      fc.property(anyRun, fc.double({ min: 0, max: 1, noNaN: true }), (events, share) => {
        const view = createRunView(exampleExperiment)
        const frozenAt = Math.floor(share * events.length)
        foldEvents(view, events.slice(0, frozenAt))
        const seen = plain(view)
        const still = stillOf(view)
        foldEvents(view, events)
        expect(plain(still)).toEqual(seen)
        if (view.frames > still.frames) wentOn++
      }),
    )
    expect(wentOn).toBeGreaterThan(0)
  })
})
