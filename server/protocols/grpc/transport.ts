import { Agent } from 'node:http'
import { Code, ConnectError, type Transport } from '@connectrpc/connect'
import { createConnectTransport, createGrpcTransport, createGrpcWebTransport } from '@connectrpc/connect-node'
import type { OptionsOf } from '#core/protocols.ts'
import type { Address } from '../protocol.ts'
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
export function openTransport(protocol: RpcProtocol, link: Address, options: OptionsOf<RpcProtocol>): OpenTransport {
  const common = {
    baseUrl: `http://${link.host}:${link.port}`,
    useBinaryFormat: options.encoding === 'protobuf',
    readMaxBytes: MAX_MESSAGE_BYTES,
  }
  if (protocol === 'grpc') {
    const sessionManager = new TracedSessions(common.baseUrl, {}, { maxSessionMemory: SESSION_MEMORY_MB })
    return {
      transport: createGrpcTransport({ ...common, sessionManager }),
      close: () => sessionManager.abort(new ConnectError('the client was closed', Code.Canceled)),
    }
  }
  const { connections } = options as OptionsOf<'connect'>
  const keepAlive = options.connection === 'reuse'
  const agent = new Agent({ keepAlive, maxSockets: connections, maxFreeSockets: connections })
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
