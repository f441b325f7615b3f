import { expect, it } from 'vitest'
import { refusalKinds } from '#core/refusal.ts'
import { outcomeOfFullLine, outcomeOfRefusal, outcomeOfStrangeReply } from './outcome.ts'

it.each(refusalKinds)('keeps a refusal: %s', (kind) => {
  expect(outcomeOfRefusal(JSON.stringify({ kind, detail: 'why' }))).toEqual({ kind, detail: 'why' })
})

it.each(['', 'null', '{"kind":"ok"}', '{'])('calls the unreadable refusal %j an error', (body) => {
  expect(outcomeOfRefusal(body).kind).toBe('error')
})

it('calls a reply that is no receipt an error, and a full line overloaded', () => {
  expect(outcomeOfStrangeReply('{}').kind).toBe('error')
  expect(outcomeOfFullLine(3)).toEqual({ kind: 'overloaded', detail: '3 orders wait for a connection already' })
})
