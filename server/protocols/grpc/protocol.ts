/** One service, three ways to call it: gRPC on HTTP/2, gRPC-web and Connect on HTTP/1.1. */
import type { Protocol } from '../protocol.ts'
import type { RpcProtocol } from './transport.ts'

function rpc(id: RpcProtocol): Protocol {
  return {
    async serve(service) {
      const { grpcLimits, serveHttp1, serveHttp2 } = await import('./backend.ts')
      return id === 'grpc' ? serveHttp2(service, grpcLimits) : serveHttp1(service, grpcLimits)
    },
    connect: async (options, _env, at) => (await import('./client.ts')).connect(id, options, at),
  }
}

export const grpc = { protocol: rpc('grpc') }
export const grpcWeb = { protocol: rpc('grpc-web') }
export const connect = { protocol: rpc('connect') }
