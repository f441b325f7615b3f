import { expect, test } from 'vitest'
import { Executions } from './executions.ts'

test('an order is known with its first execution, and with how often it was executed', async () => {
  let nowUs = 10
  const executions = new Executions(() => nowUs)
  const execute = (orderId: string) => {
    executions.journal.started(orderId, 0, false)
    nowUs += 5
    executions.journal.done(orderId, 0)
  }
  expect(await executions.of('a', 0)).toBeNull()
  execute('a')
  execute('a')
  expect(await executions.of('a', 0)).toEqual({ startedUs: 10, atUs: 15, times: 2 })
})

test('whoever waits is told when it is done, and others keep waiting for theirs', async () => {
  const executions = new Executions(() => 7)
  const waiting = executions.of('late', 5000)
  const other = executions.of('never', 50)
  executions.journal.started('late', 0, false)
  executions.journal.done('late', 0)
  expect(await waiting).toMatchObject({ times: 1 })
  expect(await other).toBeNull()
})

test('a flood of other orders is forgotten, the oldest first', async () => {
  const executions = new Executions(() => 0, 3)
  for (let i = 0; i < 10; i++) executions.journal.done(`order-${i}`, 0)
  expect(await executions.of('order-6', 0)).toBeNull()
  expect(await executions.of('order-7', 0)).not.toBeNull()
})
