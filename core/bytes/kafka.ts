/** Frames of the Kafka protocol (protocol guide, "Protocol Structure"): the header of each, its body in one piece. */
import { type ByteField, FieldList, hexOf, textOf, uint } from './field.ts'

const SIZE_BYTES = 4
/** API key, version, correlation id. */
const REQUEST_HEAD_BYTES = 8
const CORRELATION_ID_BYTES = 4
const SHORTEST_TEXT_BYTES = 2
const NULL_LENGTH = 0xffff

const apis: Record<number, string> = {
  0: 'Produce',
  1: 'Fetch',
  2: 'ListOffsets',
  3: 'Metadata',
  8: 'OffsetCommit',
  9: 'OffsetFetch',
  10: 'FindCoordinator',
  11: 'JoinGroup',
  12: 'Heartbeat',
  13: 'LeaveGroup',
  14: 'SyncGroup',
  15: 'DescribeGroups',
  16: 'ListGroups',
  18: 'ApiVersions',
  19: 'CreateTopics',
  20: 'DeleteTopics',
  22: 'InitProducerId',
  24: 'AddPartitionsToTxn',
  25: 'AddOffsetsToTxn',
  26: 'EndTxn',
  28: 'TxnOffsetCommit',
}

export function decodeKafkaFrames(bytes: Uint8Array, stream: 'upstream' | 'downstream'): ByteField[] {
  const list = new FieldList(bytes.length)
  for (let at = 0; at < bytes.length && !list.full; ) {
    const size = uint(bytes, at, SIZE_BYTES)
    if (size === undefined) {
      list.add({ from: at, to: bytes.length }, 0, ['not a whole frame'])
      break
    }
    const end = at + SIZE_BYTES + size
    const frame = { from: at, to: Math.min(end, bytes.length) }
    if (stream === 'upstream') request(list, bytes, frame)
    else response(list, bytes, frame)
    at = end
  }
  return list.fields
}

interface Frame {
  from: number
  to: number
}

function request(list: FieldList, bytes: Uint8Array, { from, to }: Frame): void {
  const head = from + SIZE_BYTES
  const key = head + REQUEST_HEAD_BYTES <= to ? uint(bytes, head, 2) : undefined
  if (key === undefined) {
    list.add({ from, to }, 0, ['request', `${to - from} bytes`])
    return
  }
  const name = apis[key] ?? `API ${key}`
  const version = uint(bytes, head + 2, 2)
  list.add({ from, to }, 0, [`request ${name}`, `v${version}, ${to - from} bytes`])
  list.add({ from, to: head }, 1, ['size', String(uint(bytes, from, SIZE_BYTES))])
  list.add({ from: head, to: head + 2 }, 1, ['API key', `${key} ${name}`])
  list.add({ from: head + 2, to: head + 4 }, 1, ['API version', String(version)])
  list.add({ from: head + 4, to: head + REQUEST_HEAD_BYTES }, 1, ['correlation id', String(uint(bytes, head + 4, 4))])
  rest(list, bytes, { from: clientId(list, bytes, { from: head + REQUEST_HEAD_BYTES, to }), to })
}

/** @returns where it ends */
function clientId(list: FieldList, bytes: Uint8Array, { from, to }: Frame): number {
  const length = from + SHORTEST_TEXT_BYTES <= to ? uint(bytes, from, 2) : undefined
  if (length === undefined) return from
  const end = Math.min(to, from + SHORTEST_TEXT_BYTES + (length === NULL_LENGTH ? 0 : length))
  const text = length === NULL_LENGTH ? 'null' : textOf(bytes, { from: from + SHORTEST_TEXT_BYTES, to: end })
  list.add({ from, to: end }, 1, ['client id', text ?? ''])
  return end
}

function response(list: FieldList, bytes: Uint8Array, { from, to }: Frame): void {
  const head = from + SIZE_BYTES
  list.add({ from, to }, 0, ['response', `${to - from} bytes`])
  list.add({ from, to: Math.min(head, to) }, 1, ['size', String(uint(bytes, from, SIZE_BYTES))])
  if (head + CORRELATION_ID_BYTES > to) return
  list.add({ from: head, to: head + CORRELATION_ID_BYTES }, 1, ['correlation id', String(uint(bytes, head, 4))])
  rest(list, bytes, { from: head + CORRELATION_ID_BYTES, to })
}

function rest(list: FieldList, bytes: Uint8Array, range: Frame): void {
  if (range.from < range.to) list.add(range, 1, ['body', hexOf(bytes, range)])
}
