/** One direction of one captured connection, with its bytes named as far as its protocol is known here. */
import type { ProtocolId } from '#core/protocols.ts'
import type { ByteField } from './field.ts'
import { decodeGrpcMessages } from './grpc-message.ts'
import { decodeHttp1 } from './http1.ts'
import { decodeHttp2, noContent, startsWithPreface } from './http2.ts'
import { decodeKafkaFrames } from './kafka.ts'
import { decodeMqttPackets } from './mqtt.ts'
import type { MessageName } from './protobuf.ts'
import { decodeTcpFrames } from './tcp-frame.ts'
import { decodeTlsRecords, looksLikeTls } from './tls-records.ts'

export interface CapturedStream {
  protocol: ProtocolId
  /** `upstream`: towards the service or the broker. */
  stream: 'upstream' | 'downstream'
  /** From the connection's first byte on, without a gap. */
  bytes: Uint8Array
  /** The other direction of the connection: it may say which version both speak. */
  other: Uint8Array
}

/** Never throws, whatever the bytes are. Outer ranges come before what lies in them, in the order of the stream. */
export function decodeStream({ protocol, stream, bytes, other }: CapturedStream): ByteField[] {
  const message: MessageName = stream === 'upstream' ? 'PlaceOrderRequest' : 'Receipt'
  if (bytes.length === 0) return []
  if (looksLikeTls(bytes)) return decodeTlsRecords(bytes)
  const http2 = startsWithPreface(stream === 'upstream' ? bytes : other)
  switch (protocol) {
    case 'in-process':
      return []
    case 'tcp':
      return decodeTcpFrames(bytes)
    case 'mqtt':
      return decodeMqttPackets(bytes)
    case 'kafka':
      return decodeKafkaFrames(bytes, stream)
    case 'grpc':
      return decodeHttp2(bytes, (content) => decodeGrpcMessages(content, message))
    case 'http':
    case 'graphql':
    case 'grpc-web':
    case 'connect':
    case 'websocket':
    case 'sqs':
      return http2 ? decodeHttp2(bytes, noContent) : decodeHttp1(bytes, message)
    default:
      return protocol satisfies never
  }
}
