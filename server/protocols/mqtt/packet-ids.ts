import type { Aedes } from 'aedes'

/**
 * MQTT-2.3.1-2: a new message gets a packet id that is not in use. The broker counts them by connection, from a random
 * one on, where a message of the last connection may still be under way: here the connections of one persistent
 * session count together, also while the old one is still closing.
 */
export function countTogether(broker: Aedes): void {
  const counters = new Map<string, { next: number }>()
  broker.on('client', (client) => {
    if (client.clean) return
    const counter = counters.get(client.id) ?? { next: 1 }
    counters.set(client.id, counter)
    Object.defineProperty(client, '_nextId', {
      get: () => counter.next,
      set: (next: number) => {
        counter.next = next
      },
    })
  })
}
