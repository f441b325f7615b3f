/** The gRPC backend by itself, with a peer of another make. */
import { receiptFor } from '#core/order.ts'
import { grpcLimits, serveHttp2 } from '#server/protocols/grpc/backend.ts'
import { messageOf, requestOf } from '#server/protocols/order-message.ts'
import type { Address, Service } from '#server/protocols/protocol.ts'
import { openGrpcPeer } from './grpc-peer.ts'
import { orderOf } from './lab.ts'

const placing: Service = { execute: async (order) => receiptFor(order) }
export const placed = (seq: number, note = '') => messageOf(receiptFor(orderOf(seq, note)))
export const request = (seq: number, note = '') => requestOf(orderOf(seq, note))

export async function servingGrpc(service: Service = placing, limits = grpcLimits) {
  const running = await serveHttp2(service, limits)
  const address = running.address as Address
  const peer = openGrpcPeer(address)
  return {
    address,
    peer,
    async [Symbol.asyncDispose]() {
      peer[Symbol.dispose]()
      await running.close()
    },
  }
}
