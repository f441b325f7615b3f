import type { Aedes, Client } from 'aedes'

/** Counts the packet ids of one connection. Not in the broker's types. */
interface Counting {
  _nextId: number
}

/**
 * MQTT-2.3.1-2: a new message gets a packet id that is not in use. The broker begins at a random one on every
 * connection, where a message of the last connection may still be under way: go on counting instead.
 */
export function countOn(broker: Aedes): void {
  const nextIds = new Map<string, number>()
  broker.on('client', (client) => {
    if (client.clean) return
    const counting = client as Client & Counting
    counting._nextId = nextIds.get(client.id) ?? counting._nextId
    client.conn.once('close', () => nextIds.set(client.id, counting._nextId))
  })
}
