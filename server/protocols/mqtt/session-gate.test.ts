import { EventEmitter } from 'node:events'
import type { Aedes, Client } from 'aedes'
import { describe, expect, it } from 'vitest'
import { gateSessions } from './session-gate.ts'

function gated() {
  const broker = new EventEmitter() as unknown as Aedes
  const found: string[] = []
  const store = {
    subscriptionsByTopic: async (topic: string) => void found.push(topic),
  }
  gateSessions(broker, store)
  const session = (clean: boolean) => ({ clean, conn: new EventEmitter() }) as unknown as Client
  const authenticate = (client: Client) => broker.authenticate(client, undefined, undefined, () => {})
  const connackSent = (client: Client) => (broker as EventEmitter).emit('connackSent', {}, client)
  return { store, found, session, authenticate, connackSent }
}

const turn = () => new Promise((resolve) => setImmediate(resolve))

describe('session gate', () => {
  it('lets publications pass while nobody comes back, and while a clean session begins', async () => {
    const { store, found, session, authenticate } = gated()
    await store.subscriptionsByTopic('a')
    authenticate(session(true))
    await store.subscriptionsByTopic('b')
    expect(found).toEqual(['a', 'b'])
  })

  it('holds them, in order, until every session that is coming back has been told so', async () => {
    const { store, found, session, authenticate, connackSent } = gated()
    const [first, second] = [session(false), session(false)]
    authenticate(first)
    authenticate(second)
    void store.subscriptionsByTopic('a')
    void store.subscriptionsByTopic('b')
    connackSent(first)
    await turn()
    expect(found).toEqual([])
    connackSent(second)
    expect(found).toEqual([])
    await turn()
    expect(found).toEqual(['a', 'b'])
  })

  it('holds nothing for a session whose connection broke before it was back', async () => {
    const { store, found, session, authenticate } = gated()
    const client = session(false)
    authenticate(client)
    void store.subscriptionsByTopic('a')
    client.conn.emit('close')
    await turn()
    expect(found).toEqual(['a'])
  })
})
