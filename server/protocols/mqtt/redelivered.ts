/**
 * MQTT-3.3.1-1: a PUBLISH that is sent again has its DUP flag set. The broker does not set it: here what it reads from
 * the queue of a session that comes back is marked, as far as it was sent before and so has a packet id.
 */

/** The part of the broker's store that a session coming back is sent from. */
export interface Queued {
  outgoingStream(client: { id: string }): AsyncIterable<{ cmd: string; messageId?: number }>
}

export function markRedelivered(store: Queued): void {
  const stream = store.outgoingStream.bind(store)
  store.outgoingStream = (client) => marked(stream(client))
}

async function* marked(packets: ReturnType<Queued['outgoingStream']>) {
  for await (const packet of packets) {
    const isAgain = packet.cmd === 'publish' && packet.messageId !== undefined
    // A copy: what another session is sent is not sent again.
    yield isAgain ? { ...packet, dup: true } : packet
  }
}
