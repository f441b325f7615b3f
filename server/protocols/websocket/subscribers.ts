/**
 * The subscribers of the room: Socket.IO clients on the service's side, each on a connection of its own through the
 * link. What is handed out while one of them is away never reaches it: a room keeps nothing.
 */
import type { Socket } from 'socket.io-client'
import type { PlaceOrder } from '#core/order.ts'
import type { Service } from '../protocol.ts'
import { createSocket, type Dialled, DiallingAgent } from './dial.ts'
import type { ClientEvents, ServerEvents } from './events.ts'

interface Subscriber {
  socket: Socket<ServerEvents, ClientEvents>
  agent: DiallingAgent
}

export class Subscribers {
  readonly #service: Service
  readonly #count: number
  #joined: Subscriber[] = []

  constructor(service: Service, count: number) {
    this.#service = service
    this.#count = count
  }

  /** Resolves when all of them are in the room. Rejects where one of them cannot be connected at first. */
  async attach(dialled: Dialled): Promise<void> {
    const subscribers = Array.from({ length: this.#count }, (_, index) => this.#open(dialled, index))
    this.#joined = subscribers.map(({ subscriber }) => subscriber)
    await Promise.all(subscribers.map(({ joined }) => joined))
  }

  async stop(): Promise<void> {
    await Promise.all(
      this.#joined.map(async ({ socket, agent }) => {
        socket.disconnect()
        await agent.destroySocket()
      }),
    )
  }

  /** They dial again, and are in the room a moment later. */
  start(): void {
    for (const { socket } of this.#joined) socket.connect()
  }

  #open({ link, dial }: Dialled, index: number): { subscriber: Subscriber; joined: Promise<void> } {
    const agent = new DiallingAgent(dial)
    const socket = createSocket(link, agent)
    const joined = new Promise<void>((resolve, reject) => {
      socket.on('connect_error', (error) => reject(new Error(`subscriber ${index}: ${agent.reasonOf(error)}`)))
      // Each connection is a stranger to the server: it joins anew.
      socket.on('connect', () => socket.emit('orders:subscribe', resolve))
    })
    socket.on('order:published', (order) => this.#work(order, index))
    socket.connect()
    return { subscriber: { socket, agent }, joined }
  }

  #work(order: PlaceOrder, subscriber: number): void {
    // Anybody may publish: whether it is an order is for the service to say.
    if (typeof order?.orderId === 'string')
      this.#service.deliveries?.received(order.orderId, { subscriber, delivery: 1 })
    // Nobody asked to be told.
    this.#service.execute(order, { subscriber }).catch(() => {})
  }
}
