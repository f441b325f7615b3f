import { expect, it } from 'vitest'
import { VirtualTimers } from '#core/virtual-timers.ts'
import { apis } from '#server/brokers/kafka/wire/apis.ts'
import { writeClientId, writeRequestStart } from '#server/brokers/kafka/wire/header.ts'
import { Writer } from '#server/brokers/kafka/wire/writer.ts'
import type { Item } from '#server/link/filter.ts'
import { ConnectionFilter } from './connection-filter.ts'
import { type Exchange, writeResponse } from './exchange.ts'
import type { KafkaFault } from './faults/fault.ts'
import { makeKafkaFault } from './faults/registry.ts'

const PRODUCES = 1500
const chance = { hits: () => true } as never

function open() {
  const faults: KafkaFault[] = []
  const came: Buffer[] = []
  let resets = 0
  const wire = {
    connection: 0,
    timers: new VirtualTimers(),
    reset: () => void resets++,
    close: () => {},
    pass: (item: Item) => void (item.is === 'bytes' && came.push(item.bytes)),
  }
  const { stages } = new ConnectionFilter(
    { upstream: { ...wire, pass: () => {} }, downstream: wire, reach: async () => ({ host: 'link', port: 1 }) },
    () => faults,
  )
  const take = (stream: 'upstream' | 'downstream', bytes: Buffer) =>
    stages[stream].take({ is: 'bytes', bytes, offset: 0 })
  return {
    came,
    resets: () => resets,
    set: (type: string) => void faults.push(makeKafkaFault(type, {}, chance) as KafkaFault),
    ask({ name, version, correlationId }: Exchange) {
      const writer = new Writer()
      writeRequestStart(writer, { key: apis[name].key, version, correlationId })
      writeClientId(writer, 'test', false)
      take('upstream', Buffer.concat(writer.frame()))
    },
    answer: (exchange: Exchange, body: Record<string, unknown>) => take('downstream', writeResponse(exchange, body)),
  }
}

it('remembers so many Produce requests that nobody answers, and every request that is answered', async () => {
  const { ask, answer, set, came, resets } = open()
  const metadata: Exchange = { name: 'metadata', version: 1, correlationId: 0 }
  const produce = (correlationId: number): Exchange => ({ name: 'produce', version: 3, correlationId })
  ask(metadata)
  for (let number = 1; number <= PRODUCES; number++) ask(produce(number))
  const brokers = [{ nodeId: 1, host: 'broker', port: 9092, rack: null }]
  answer(metadata, { brokers, clusterId: null, controllerId: 1, topics: [] })
  await expect.poll(() => came.length).toBe(1)
  expect(came[0]?.includes('link')).toBe(true)
  set('drop_acknowledgement')
  answer(produce(1), { topics: [] })
  // What nobody looks into passes as it comes: its head, then its rest.
  const passed = came.length
  expect(passed).toBeGreaterThan(1)
  expect(resets()).toBe(0)
  answer(produce(PRODUCES), { topics: [] })
  expect([came.length, resets()]).toEqual([passed, 1])
})
