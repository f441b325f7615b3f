import { expect, it } from 'vitest'
import { outcomeOfFullLine, outcomeOfNoConnection } from './outcome.ts'

it.each([
  [1, 'rejected'],
  [2, 'rejected'],
  [3, 'overloaded'],
  [4, 'rejected'],
  [5, 'rejected'],
])('CONNACK %i is %s', (code, kind) => {
  const refused = Object.assign(new Error('Connection refused'), { code })
  expect(outcomeOfNoConnection(refused)).toEqual({ kind, detail: expect.stringContaining(`CONNACK ${code}: `) })
})

it('anything else that keeps a connection from being made is unreachable', () => {
  const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })
  expect(outcomeOfNoConnection(refused)).toEqual({ kind: 'unreachable', detail: 'connect ECONNREFUSED' })
  expect(outcomeOfNoConnection(new Error('connack timeout')).kind).toBe('unreachable')
  expect(outcomeOfNoConnection(Object.assign(new Error('?'), { code: 99 })).kind).toBe('unreachable')
})

it('a full line is overloaded', () => {
  expect(outcomeOfFullLine(3)).toEqual({ kind: 'overloaded', detail: '3 orders wait for the broker already' })
})
