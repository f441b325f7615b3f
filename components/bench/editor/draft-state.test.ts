import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { exampleExperiment } from '#core/example.fixture.ts'
import { parseExperimentText } from '#core/parse-experiment.ts'
import { changed, type DraftState, firstDraft, redone, undone, written } from './draft-state.ts'
import { complaintsOf, textOf } from './draft-text.ts'
import { addLane } from './edit.ts'

const first = firstDraft(exampleExperiment)
const shown = ({ now }: DraftState) => now.text ?? textOf(now.experiment)

describe('an experiment and its text', () => {
  test('are one value, whatever was changed, written, undone and redone', () => {
    const step = fc.oneof(
      fc.constant((state: DraftState) => changed(state, addLane)),
      fc.nat(60).map((durationS) => (state: DraftState) => changed(state, (e) => ({ ...e, durationS: durationS + 1 }))),
      fc
        .nat(100)
        .map(
          (rateRps) => (state: DraftState) =>
            written(state, shown(state).replace(/seed: \d+|^/, `seed: ${rateRps}\n`), { goesOn: rateRps % 2 === 0 }),
        ),
      fc.constant((state: DraftState) => written(state, `${shown(state)}\nlanes: [`, { goesOn: false })),
      fc.constant(undone),
      fc.constant(redone),
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        let state = first
        for (const go of steps) {
          state = go(state)
          const parsed = parseExperimentText(shown(state))
          // What a form has made that cannot be run is in the text, too, as the form has it.
          if (parsed.ok) expect(state.now.experiment).toEqual(parsed.experiment)
          else if (state.now.text === null) expect(shown(state)).toBe(textOf(state.now.experiment))
        }
      }),
    )
  })

  test('a text that says nothing keeps the last experiment, and no form writes over it', () => {
    const broken = written(first, 'lanes: [', { goesOn: false })
    expect(broken.now).toEqual({ experiment: exampleExperiment, text: 'lanes: [' })
    expect(changed(broken, addLane)).toBe(broken)
    expect(undone(broken).now).toEqual(first.now)
    expect(redone(undone(broken)).now.text).toBe('lanes: [')
  })

  test('what is typed in one go is undone in one go', () => {
    const text = textOf(exampleExperiment)
    const once = written(first, `${text}seed: 1`, { goesOn: true })
    const twice = written(once, `${text}seed: 12`, { goesOn: true })
    expect(twice.now.experiment.seed).toBe(12)
    expect(undone(twice).now).toEqual(first.now)
  })
})

describe('what is wrong with a text', () => {
  const complaint = (text: string) => {
    const [found] = complaintsOf(text)
    return found && { at: text.slice(found.from, found.to), message: found.message }
  }

  test('stands where it is', () => {
    expect(complaint('lanes:\n  - id: a\n    protocol: grcp\n')).toMatchObject({ at: 'grcp' })
    expect(complaint('lanes:\n  - id: a\n    protocol: http\n    timeoutMs: many\n')).toMatchObject({ at: 'many' })
    expect(complaintsOf('lanes:\n  - id: a\n    protocol: http\n')).toEqual([])
  })

  test('of what is missing, or is no YAML, is at the nearest place there is', () => {
    expect(complaint('seed: 3\n')?.at).toBe('seed: 3')
    expect(complaint('lanes:\n  - id: a\n')?.at).toBe('id: a')
    expect(complaint('lanes: [\n')?.message).toBeTruthy()
    expect(complaintsOf('')).toHaveLength(1)
  })
})
