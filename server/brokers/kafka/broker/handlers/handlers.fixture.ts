/** Topics in memory, for handlers that are asked without a server. */
import { VirtualTimers } from '#core/virtual-timers.ts'
import { brokerDefaults, brokerLimits } from '../config.ts'
import type { Context } from '../dispatch.ts'
import { Logs } from '../logs.ts'
import { Topics } from '../topics.ts'
import { Waiters } from '../waiters.ts'

export function inMemory(): { topics: Topics; waiters: Waiters } {
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
  return { topics, waiters: new Waiters(timers) }
}

export function asked(version: number): Context {
  return { version, clientId: 'test', peer: { gone: new AbortController().signal } as Context['peer'] }
}
