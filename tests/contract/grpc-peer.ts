/** gRPC as somebody else speaks it: @grpc/grpc-js, its own HTTP/2 framing, statuses and deadlines. */
import { type DescMessage, type DescMethod, fromBinary, type MessageShape, toBinary } from '@bufbuild/protobuf'
import { type CallOptions, Client, credentials, Metadata, type ServiceError } from '@grpc/grpc-js'
import type { Address } from '#server/protocols/protocol.ts'

export interface GrpcPeer extends Disposable {
  /** One message out, one back. Rejects with grpc-js's own error, whose `code` is the gRPC status. */
  unary<M extends DescMethod>(method: M, message: In<M>, options?: CallOptions): Promise<Out<M>>
  /** One out, those that come back until the server ends, or `count` of them. */
  serverStream<M extends DescMethod>(method: M, message: In<M>, count?: number): AsyncGenerator<Out<M>>
  clientStream<M extends DescMethod>(method: M, messages: In<M>[]): Promise<Out<M>>
  /** The next message goes out when the last one was answered. */
  exchange<M extends DescMethod>(method: M, messages: In<M>[]): Promise<Out<M>[]>
  /** All go out at once. */
  converse<M extends DescMethod>(method: M, messages: In<M>[]): AsyncGenerator<Out<M>>
}

type In<M extends DescMethod> = MessageShape<M['input']>
type Out<M extends DescMethod> = MessageShape<M['output']>

export function openGrpcPeer({ host, port }: Address): GrpcPeer {
  const client = new Client(`${host}:${port}`, credentials.createInsecure())
  return {
    unary: (method, message, options = {}) =>
      new Promise((resolve, reject) => {
        const { path, serialize, deserialize } = codecOf(method)
        client.makeUnaryRequest(path, serialize, deserialize, message, new Metadata(), options, settle(resolve, reject))
      }),
    async *serverStream(method, message, count = Number.POSITIVE_INFINITY) {
      const { path, serialize, deserialize } = codecOf(method)
      const call = client.makeServerStreamRequest(path, serialize, deserialize, message)
      let taken = 0
      for await (const reply of call) {
        yield reply
        if (++taken === count) break
      }
      call.cancel()
    },
    clientStream: (method, messages) =>
      new Promise((resolve, reject) => {
        const { path, serialize, deserialize } = codecOf(method)
        const call = client.makeClientStreamRequest(path, serialize, deserialize, settle(resolve, reject))
        for (const message of messages) call.write(message)
        call.end()
      }),
    async exchange(method, messages) {
      const { path, serialize, deserialize } = codecOf(method)
      const call = client.makeBidiStreamRequest(path, serialize, deserialize)
      const replies = call[Symbol.asyncIterator]()
      const taken = []
      for (const message of messages) {
        call.write(message)
        taken.push((await replies.next()).value)
      }
      call.end()
      await replies.next()
      return taken
    },
    async *converse(method, messages) {
      const { path, serialize, deserialize } = codecOf(method)
      const call = client.makeBidiStreamRequest(path, serialize, deserialize)
      for (const message of messages) call.write(message)
      call.end()
      yield* call
    },
    [Symbol.dispose]: () => client.close(),
  }
}

function codecOf<M extends DescMethod>(method: M) {
  return {
    path: `/${method.parent.typeName}/${method.name}`,
    serialize: (message: In<M>) => Buffer.from(toBinary<DescMessage>(method.input, message)),
    deserialize: (bytes: Buffer) => fromBinary(method.output, bytes) as Out<M>,
  }
}

function settle<T>(resolve: (reply: T) => void, reject: (error: Error) => void) {
  return (error: ServiceError | null, reply?: T) => {
    if (error || reply === undefined) reject(error ?? new Error('no reply'))
    else resolve(reply)
  }
}
