import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { Code, ConnectError, type Transport } from '@connectrpc/connect'
import { createConnectTransport, createGrpcTransport, createGrpcWebTransport } from '@connectrpc/connect-node'
import type { OptionsOf } from '#core/protocols.ts'
import { SERVER_NAME } from '#server/runtime/certificates.ts'
import type { Address, Env } from '../protocol.ts'
import { createDialler } from '../tls.ts'
import { TracedSessions } from './call-trace.ts'
import { MAX_MESSAGE_BYTES } from './message-size.ts'

export type RpcProtocol = 'grpc' | 'grpc-web' | 'connect'

export interface OpenTransport {
  transport: Transport
  /** Leaves no connection. Calls under way are to be ended first: an agent dials anew for whoever still waits. */
  close(): void
}

/** Memory of one HTTP/2 connection here, megabytes: Node's own 10 would refuse calls that a lane has in flight. */
const SESSION_MEMORY_MB = 1024

/** gRPC on one HTTP/2 connection, the others on a pool of HTTP/1.1 connections. Nothing is dialled before a call. */
export function openTransport(
  protocol: RpcProtocol,
  link: Address,
  { options, env }: { options: OptionsOf<RpcProtocol>; env: Env },
): OpenTransport {
  const plain = options.tls === 'off'
  const dial = createDialler(link, options, env, protocol === 'grpc' ? 'h2' : 'http/1.1')
  const common = {
    baseUrl: plain ? `http://${link.host}:${link.port}` : `https://${SERVER_NAME}:${link.port}`,
    useBinaryFormat: options.encoding === 'protobuf',
    readMaxBytes: MAX_MESSAGE_BYTES,
  }
  if (protocol === 'grpc') {
    const nodeOptions = { maxSessionMemory: SESSION_MEMORY_MB, createConnection: dial }
    const sessionManager = new TracedSessions(common.baseUrl, {}, nodeOptions)
    return {
      transport: createGrpcTransport({ ...common, sessionManager }),
      close: () => sessionManager.abort(new ConnectError('the client was closed', Code.Canceled)),
    }
  }
  const { connections } = options as OptionsOf<'connect'>
  const keepAlive = options.connection === 'reuse'
  const agent = new (plain ? HttpAgent : HttpsAgent)({
    keepAlive,
    maxSockets: connections,
    maxFreeSockets: connections,
  })
  agent.createConnection = dial
  const create = protocol === 'connect' ? createConnectTransport : createGrpcWebTransport
  return {
    transport: create({ ...common, httpVersion: '1.1', nodeOptions: { agent } }),
    close() {
      // What was dialled for a call that has been ended since comes free only now, and is kept by nobody.
      agent.on('free', (socket) => socket.destroy())
      agent.destroy()
    },
  }
}
