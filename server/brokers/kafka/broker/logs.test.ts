import { expect, it, vi } from 'vitest'
import { VirtualTimers } from '#core/virtual-timers.ts'
import { brokerDefaults, brokerLimits } from './config.ts'
import { Logs } from './logs.ts'
import { Topics } from './topics.ts'

const MS = 1000

it('looks again at every log though one of them fails', async () => {
  const timers = new VirtualTimers()
  const logs = new Logs({ config: brokerDefaults, timers })
  const topics = new Topics({
    limits: brokerLimits,
    openLog: (topic, index) => logs.open(topic, index),
    removeLog: (log) => log.remove(),
    configureLog: () => {},
    onDeleted: () => {},
    keep: () => {},
    onEvent: () => {},
  })
  topics.create({ name: 't', partitions: 2 })
  const [broken, sound] = [...logs.all(topics)].map((log) => vi.spyOn(log, 'retain'))
  broken?.mockImplementation(() => {
    throw new Error('EIO')
  })
  const stop = logs.retainEvery(10, topics)
  await timers.advanceTo(25 * MS)
  expect([broken, sound].map((spy) => spy?.mock.calls.length)).toEqual([2, 2])
  stop()
  await timers.advanceTo(100 * MS)
  expect(sound?.mock.calls.length).toBe(2)
})
