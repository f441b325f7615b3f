/**
 * Exactly once across a reconnect. When a persistent session comes back, the broker subscribes it first and reads
 * what it had queued for it afterwards; a message published in between would go out twice, live and from the queue,
 * under two packet ids, which no QoS 2 handshake can notice. So while a session is coming back, publications wait
 * just before they are queued: they are found in the queue or delivered live, never both.
 *
 *     CONNECT ─▶ authenticate ─▶ subscribe ─▶ CONNACK ─▶ read the queue
 *                └────────── publications wait ───────────────┘
 */
import type { Aedes, Client } from 'aedes'

/** The part of the broker's store that every publication of QoS 1 and 2 asks before it is queued. */
export interface Subscriptions {
  subscriptionsByTopic(topic: string): Promise<unknown>
}

export function gateSessions(broker: Aedes, store: Subscriptions): void {
  const comingBack = new Set<Client>()
  let opened = Promise.withResolvers<void>()
  const release = (client: Client) => {
    if (!comingBack.delete(client) || comingBack.size > 0) return
    opened.resolve()
    opened = Promise.withResolvers()
  }
  broker.authenticate = (client, _username, _password, done) => {
    if (!client.clean) {
      comingBack.add(client)
      client.conn.once('close', () => release(client))
    }
    done(null, true)
  }
  // The queue is read in the same turn, right after this event.
  broker.on('connackSent', (_packet, client) => queueMicrotask(() => release(client)))
  const find = store.subscriptionsByTopic.bind(store)
  store.subscriptionsByTopic = async (topic) => {
    while (comingBack.size > 0) await opened.promise
    return find(topic)
  }
}
