import { expect, it } from 'vitest'
import { refusalKinds } from '#core/refusal.ts'
import { ServiceRefusal } from '../protocol.ts'
import { outcomeOfAbsence, outcomeOfThrown } from './outcome.ts'

it.each(refusalKinds)('keeps a refusal: %s', (kind) => {
  expect(outcomeOfThrown(new ServiceRefusal(kind, 'why'))).toEqual({ kind, detail: 'why' })
})

it('calls anything else an error', () => {
  expect(outcomeOfThrown(new TypeError('broken'))).toEqual({ kind: 'error', detail: 'broken' })
  expect(outcomeOfThrown('broken')).toEqual({ kind: 'error', detail: 'broken' })
})

it('calls an absent service unreachable', () => {
  expect(outcomeOfAbsence('r1-a').kind).toBe('unreachable')
})
