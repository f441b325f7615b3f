import { expect, it } from 'vitest'
import { type Answer, askUntilTold } from './ask-again.ts'

const { signal } = new AbortController()
const broken = { broken: 'ECONNRESET' }

/** Gives one answer after the other. */
function answers(...given: Answer[]) {
  const asked = { times: 0 }
  return { asked, ask: async () => given[asked.times++] ?? broken }
}

it('asks again where a question broke, until it is told', async () => {
  const { ask, asked } = answers(broken, broken, { kind: 'rejected', detail: 'sold out' })
  expect(await askUntilTold({ ask, signal })).toEqual({ kind: 'rejected', detail: 'sold out' })
  expect(asked.times).toBe(3)
})

it('does not know what became of the order when three questions broke', async () => {
  const { ask, asked } = answers()
  expect(await askUntilTold({ ask, signal })).toEqual({ kind: 'reset', detail: expect.stringContaining('ECONNRESET') })
  expect(asked.times).toBe(3)
})

it('lets go of who gives up between two questions', async () => {
  const giveUp = new AbortController()
  const { asked } = answers()
  const ask = async () => {
    asked.times++
    setImmediate(() => giveUp.abort(new DOMException('late', 'TimeoutError')))
    return broken
  }
  expect((await askUntilTold({ ask, signal: giveUp.signal })).kind).toBe('timeout')
  expect(asked.times).toBe(1)
})
