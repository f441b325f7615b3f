import { dial, type Target } from './dial.ts'
import { type Held, heldTopic } from './held.ts'

const ANSWER_TIMEOUT_MS = 5000

/** Ask the embedded broker at `broker`, on a connection of its own. Rejects when it does not answer. */
export async function askHeld(broker: Target, sessionId: string): Promise<Held> {
  const client = dial(broker, { clean: true })
  const closed = new Promise<void>((resolve) => client.once('close', () => resolve()))
  let timer: NodeJS.Timeout | undefined
  try {
    return await new Promise<Held>((resolve, reject) => {
      timer = setTimeout(() => reject(new Error('mqtt: the broker does not tell what it holds')), ANSWER_TIMEOUT_MS)
      client.once('close', () => reject(new Error('mqtt: the broker closed the connection')))
      client.on('error', reject)
      client.on('connect', () => client.subscribe(heldTopic(sessionId), { qos: 0 }))
      client.on('message', (_topic, payload) => resolve(JSON.parse(payload.toString()) as Held))
    })
  } finally {
    clearTimeout(timer)
    client.stream.destroy()
    await closed
  }
}
