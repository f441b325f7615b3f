/** Where the cluster is: the operator's `KAFKA_BROKERS`, or the embedded broker. Loads no client. */
import type { Address, Env } from '../protocol.ts'

const KAFKA_PORT = 9092
const LARGEST_PORT = 65_535

/**
 * The first broker that `KAFKA_BROKERS` names (`host[:port]`, several with commas between them); null where it names none.
 * Where the others are the first one tells. Throws on what is no such list.
 */
export function externalAddress({ KAFKA_BROKERS: given }: Env['external']): Address | null {
  if (!given) return null
  const [first] = given.split(',').map((one) => addressIn(one.trim()))
  return first ?? null
}

function addressIn(text: string): Address {
  const found = /^(?:\[(?<six>[0-9a-fA-F:.]+)\]|(?<host>[^\s:/@[\]]+))(?::(?<port>\d+))?$/.exec(text)?.groups
  const host = found?.six ?? found?.host
  const port = found?.port === undefined ? KAFKA_PORT : Number(found.port)
  if (host === undefined || port < 1 || port > LARGEST_PORT) {
    throw new Error(
      `KAFKA_BROKERS: '${text}' is not a broker without TLS and without a password, such as localhost:9092`,
    )
  }
  return { host, port }
}
