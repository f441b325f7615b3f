/** Servers that speak the protocol and say what a test has them say, with a client of ours in front. */
import { createServer as createHttpServer } from 'node:http'
import { createServer as createHttp2Server, type ServerHttp2Session } from 'node:http2'
import type { AddressInfo, Server, Socket } from 'node:net'
import type { ServiceImpl } from '@connectrpc/connect'
import { connectNodeAdapter } from '@connectrpc/connect-node'
import { defaultsOf } from '#core/fields.ts'
import { type Options, protocols, type Style } from '#core/protocols.ts'
import { connect } from '#server/protocols/grpc/client.ts'
import type { RpcProtocol } from '#server/protocols/grpc/transport.ts'
import type { Client } from '#server/protocols/protocol.ts'
import { OrderService } from '../../proto/gen/wirelab/orders/v1/orders_pb.ts'

type Routes = Partial<ServiceImpl<typeof OrderService>>

export interface FakeServer extends AsyncDisposable {
  client: Client
}

interface Spoken {
  style: Style
  options?: Options
}

export async function clientOf(id: RpcProtocol, server: Server, { style, options = {} }: Spoken): Promise<FakeServer> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => sockets.add(socket))
  server.on('session', (session: ServerHttp2Session) => session.on('error', () => {}))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const client = await connect(
    id,
    { call: { host: '127.0.0.1', port } },
    {
      options: { ...defaultsOf(protocols[id].options), ...options },
      env: { scope: 'fake', external: {}, style, seed: 1, lane: 'lane' },
    },
  )
  return {
    client,
    async [Symbol.asyncDispose]() {
      await client.close()
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

export function serverOf(id: RpcProtocol, routes: Routes): Server {
  const answer = connectNodeAdapter({ routes: (router) => void router.service(OrderService, routes) })
  return id === 'grpc' ? createHttp2Server(answer) : createHttpServer(answer)
}
