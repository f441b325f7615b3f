/** Node's own HTTP/1.1 client with a pool of its own. A call that breaks is not repeated behind the caller's back. */
import { Agent, type ClientRequest, request } from 'node:http'
import type { Socket } from 'node:net'
import { type Failure, outcomeOfAbort, outcomeOfBreak } from '../broken-call.ts'
import type { Address } from '../protocol.ts'
import { RequestWrites } from '../request-writes.ts'
import { type Exchange, readWhole, type Transport } from './transport.ts'

export interface Http1Options {
  link: Address
  dial: () => Socket
  keepAlive: boolean
  connections: number
}

export function createHttp1({ link, dial, keepAlive, connections }: Http1Options): Transport {
  const agent = new Agent({ keepAlive, maxSockets: connections, maxFreeSockets: connections })
  agent.createConnection = dial
  const underWay = new Set<ClientRequest>()
  return {
    send: ({ method, path, headers, body }, signal) =>
      new Promise((resolve) => {
        const call = request({ agent, host: link.host, port: link.port, method, path, headers })
        const writes = new RequestWrites(call)
        underWay.add(call)
        call.once('close', () => underWay.delete(call))
        const settle = (end: Exchange | Failure) => {
          signal.removeEventListener('abort', onAbort)
          resolve(end)
        }
        // HTTP/1.1 cannot take a request back: giving up costs the connection.
        const onAbort = () => {
          settle(outcomeOfAbort(signal, writes.any))
          call.destroy()
        }
        signal.addEventListener('abort', onAbort, { once: true })
        call.on('error', (error) => settle(outcomeOfBreak(error, writes.any)))
        call.once('response', (response) => {
          readWhole(response).then(
            (whole) => settle({ status: response.statusCode ?? 0, headers: response.headers, body: whole }),
            (error) => {
              settle(outcomeOfBreak(error, true))
              call.destroy()
            },
          )
        })
        if (body.length > 0) call.end(body)
        else call.end()
      }),
    async close() {
      // First the calls: an agent that loses a socket dials another for whoever still waits for one.
      for (const call of underWay) call.destroy(new Error('the client was closed'))
      // A socket that was being dialled for one of them would otherwise be kept for the next.
      agent.on('free', (socket: Socket) => socket.destroy())
      agent.destroy()
    },
  }
}
