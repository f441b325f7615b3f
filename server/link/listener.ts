/** The link's port: it can be shut and opened again without changing its number. */
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import type { Address } from '#core/address.ts'

const LOOPBACK = '127.0.0.1'
/** Connections the kernel may queue before they are accepted; the kernel cuts it to its own limit. */
const BACKLOG = 4096
/** Between attempts to get the port back, while another socket holds it. */
const REOPEN_RETRY_MS = 50
/** How long `open` is waited for; the attempts go on after that. */
const REOPEN_WAIT_MS = 1000

export class Listener {
  readonly address: Address
  readonly #onConnection: (client: Socket) => void
  #server: Server | null
  #wanted = true
  /** Counts changes of mind, so that an attempt that was overtaken by one gives up. */
  #generation = 0
  #reopening: Promise<void> = Promise.resolve()
  #cutShort = () => {}

  private constructor(server: Server, onConnection: (client: Socket) => void) {
    this.#server = server
    this.#onConnection = onConnection
    this.address = { host: LOOPBACK, port: (server.address() as AddressInfo).port }
  }

  /** Listen on a loopback port, a free one unless it is named. Rejects when it cannot be had. */
  static async create(onConnection: (client: Socket) => void, port = 0): Promise<Listener> {
    return new Listener(await listen(port, onConnection), onConnection)
  }

  get isOpen(): boolean {
    return this.#server !== null
  }

  /** From the return of this call on, connecting is refused (ECONNREFUSED). Idempotent. */
  shut(): void {
    this.#wanted = false
    this.#generation++
    this.#cutShort()
    this.#server?.close()
    this.#server = null
  }

  /**
   * Listen again on the same port, trying until it is free. Resolves once it listens, or is shut again, or after
   * {@link REOPEN_WAIT_MS} with the attempts going on. Idempotent.
   */
  async open(): Promise<void> {
    if (!this.#wanted) {
      this.#wanted = true
      this.#reopening = this.#reopen(++this.#generation)
    }
    let timer: NodeJS.Timeout | undefined
    const waited = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, REOPEN_WAIT_MS)
    })
    await Promise.race([this.#reopening, waited])
    clearTimeout(timer)
  }

  /** Shut, and wait until an attempt under way is over too. */
  async close(): Promise<void> {
    this.shut()
    await this.#reopening
  }

  async #reopen(generation: number): Promise<void> {
    while (generation === this.#generation) {
      try {
        const server = await listen(this.address.port, this.#onConnection)
        if (generation === this.#generation) this.#server = server
        else server.close()
        return
      } catch {
        // Held by another socket (EADDRINUSE): the number is promised to callers, so no other one will do.
        await this.#pause()
      }
    }
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, REOPEN_RETRY_MS)
      this.#cutShort = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }
}

function listen(port: number, onConnection: (client: Socket) => void): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer({ allowHalfOpen: true, noDelay: true }, onConnection)
    server.once('error', reject)
    server.listen({ host: LOOPBACK, port, backlog: BACKLOG }, () => {
      server.off('error', reject)
      resolve(server)
    })
  })
}
