import { dial, type Target } from './dial.ts'
import type { Login } from './endpoint.ts'

/**
 * Ask a broker of the operator's, past the links, to take us. A link cannot pass on why it reaches nobody: all that its
 * client sees is that the link hangs up. Rejects with the reason, which names the broker's address.
 */
export async function greet(broker: Target, login: Login, clientId: string): Promise<void> {
  const client = dial(broker, { clientId, clean: true, ...login })
  const closed = new Promise<void>((resolve) => client.once('close', () => resolve()))
  try {
    await new Promise<void>((resolve, reject) => {
      client.on('error', reject)
      client.once('close', () => reject(new Error('the broker closed the connection')))
      client.once('connect', () => resolve())
    })
  } finally {
    client.stream.destroy()
    await closed
  }
}
