/** One service, three ways to call it: gRPC on HTTP/2, gRPC-web and Connect on HTTP/1.1. */
import type { Protocol } from '../protocol.ts'
import type { RpcProtocol } from './transport.ts'

function rpc(id: RpcProtocol): Protocol {
  return {
    serve: async (...given) => (await import('./backend.ts')).serve(id, ...given),
    connect: async (options, env, at) => (await import('./client.ts')).connect(id, at, { options, env }),
  }
}

export const grpc = { protocol: rpc('grpc') }
export const grpcWeb = { protocol: rpc('grpc-web') }
export const connect = { protocol: rpc('connect') }
