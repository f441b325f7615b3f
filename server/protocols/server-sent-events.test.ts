import { expect, it } from 'vitest'
import { eventsIn } from './server-sent-events.ts'

it.each(['\n', '\r\n', '\r'])('reads events whatever their lines end with: %j', (end) => {
  const lines = [
    ': a comment',
    '',
    'id: 7',
    'event:next',
    'data:one',
    'data:  two',
    '',
    'data',
    '',
    'event: complete',
    'data:',
    '',
    '',
  ]
  expect([...eventsIn(lines.join(end))]).toEqual([
    { name: 'next', data: 'one\n two' },
    { name: 'message', data: '' },
    { name: 'complete', data: '' },
  ])
})

it('counts no event whose blank line has not come, and none without data', () => {
  expect([...eventsIn('event: next\ndata: {}\n')]).toEqual([])
  expect([...eventsIn('event: next\n\n')]).toEqual([])
})

it('takes for the end of a line what is one here, and nothing else', () => {
  const data = JSON.stringify({ note: '\u2028\u2029\u0085\v\f' })
  expect([...eventsIn(`data: ${data}\n\n`)]).toEqual([{ name: 'message', data }])
})
