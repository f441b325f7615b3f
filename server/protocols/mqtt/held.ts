/**
 * What the embedded broker still holds for a session. MQTT has no question for that; brokers tell such things under
 * `$SYS/`. This one answers every subscription to the topic below with one message, so that no answer is stale.
 */
import type { Aedes } from 'aedes'
import type { Depth } from '../protocol.ts'

const TOPIC = '$SYS/wirelab/held/'

export interface Held {
  depth: Depth
  /** Since a client last published anything, ms. */
  quietMs: number
}

/** The part of the broker's store that keeps what a persistent session has not acknowledged. */
export interface Outgoing {
  outgoingStream(client: { id: string }): AsyncIterable<{ messageId?: number }>
}

export function heldTopic(sessionId: string): string {
  return `${TOPIC}${sessionId}`
}

/** Answer whoever subscribes. */
export function tellHeld(broker: Aedes, store: Outgoing): void {
  let lastPublishMs = performance.now()
  broker.on('publish', (_packet, client) => {
    if (client) lastPublishMs = performance.now()
  })
  broker.on('subscribe', async (subscriptions, client) => {
    for (const { topic } of subscriptions) {
      if (!topic.startsWith(TOPIC)) continue
      const depth = await depthOf(store, topic.slice(TOPIC.length))
      const held: Held = { depth, quietMs: performance.now() - lastPublishMs }
      const payload = JSON.stringify(held)
      client.publish({ cmd: 'publish', topic, payload, qos: 0, dup: false, retain: false }, () => {})
    }
  })
}

/** A message has a packet id from when it is first sent until it is acknowledged. */
async function depthOf(store: Outgoing, id: string): Promise<Depth> {
  const depth: Depth = { visible: 0, invisible: 0, delayed: 0 }
  for await (const { messageId } of store.outgoingStream({ id })) depth[messageId ? 'invisible' : 'visible']++
  return depth
}
