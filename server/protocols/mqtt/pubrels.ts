/**
 * Exactly once with more than one handshake open. When a PUBREC comes in, the broker's store replaces the message by
 * the PUBREL that is owed from then on. It looks for what to replace by broker and counter before it looks by packet
 * id; a PUBREL has neither, so it takes the first PUBREL of the session for the same one, and the message that was
 * meant would go out again after a reconnect. A name and a number of its own make every PUBREL its own.
 */

/** As the broker stores it. */
export interface Stored {
  cmd: string
  messageId?: number
  brokerId?: string
  brokerCounter?: number
}

export interface Pubrels {
  outgoingUpdate(client: { id: string }, packet: Stored): Promise<unknown>
}

export function keepPubrelsApart(store: Pubrels): void {
  const update = store.outgoingUpdate.bind(store)
  store.outgoingUpdate = (client, packet) => {
    if (packet.cmd === 'pubrel' && packet.messageId !== undefined && packet.brokerId === undefined) {
      packet.brokerId = 'pubrel'
      packet.brokerCounter = packet.messageId
    }
    return update(client, packet)
  }
}
