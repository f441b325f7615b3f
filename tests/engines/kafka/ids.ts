/** What every broker chooses for itself: what was recorded with one of them is said to another one in its own ids. */
import { crc32c } from '#server/brokers/kafka/log/crc32c.ts'
import { headerAt } from '#server/brokers/kafka/log/record-batch.ts'

/** By the fields that hold them. A leader of a group is a member. */
const KIND_OF: Record<string, string> = {
  memberId: 'member',
  leader: 'member',
  producerId: 'producer',
  topicId: 'topic',
  clusterId: 'cluster',
  host: 'host',
  port: 'port',
  sessionId: 'session',
}
/** What stands where there is none. */
const NO_IDS = new Set<unknown>([-1, '', null, 'AAAAAAAAAAAAAAAAAAAAAA', undefined])
const NO_SESSION = 0
/** When the broker did something; what a producer says of its records is the same for both. */
const TIMES = new Set(['timestamp', 'logAppendTimeMs'])
const PRODUCER_ID_AT = 43
const CRC_AT = 17
const ATTRIBUTES_AT = 21

type Value = unknown

export class Ids {
  readonly #own = new Map<string, Value>()

  /** From the same place in the answer that was recorded and in the one that came now. */
  learn(recorded: Value, now: Value): void {
    if (Array.isArray(recorded) && Array.isArray(now))
      recorded.forEach((one, index) => void this.learn(one, now[index]))
    else if (isObject(recorded) && isObject(now)) {
      for (const [field, value] of Object.entries(recorded)) {
        const kind = KIND_OF[field]
        if (kind && !NO_IDS.has(value)) this.#own.set(`${kind} ${value}`, now[field])
        else this.learn(value, now[field])
      }
    }
  }

  /** A request as it was recorded, in the ids of the broker that is asked now. */
  said(request: Value, field = ''): Value {
    if (Array.isArray(request)) return request.map((one) => this.said(one, field))
    if (Buffer.isBuffer(request)) return field === 'records' ? [this.#batches(request)] : request
    if (isObject(request)) {
      return Object.fromEntries(Object.entries(request).map(([name, value]) => [name, this.said(value, name)]))
    }
    return this.#of(KIND_OF[field], request)
  }

  #of(kind: string | undefined, value: Value): Value {
    return kind === undefined ? value : (this.#own.get(`${kind} ${value}`) ?? value)
  }

  /** A producer's id stands in its batches as well, under their checksum. */
  #batches(bytes: Buffer): Buffer {
    const changed = Buffer.from(bytes)
    for (let from = 0; from < changed.length; ) {
      const header = headerAt(changed, from)
      const batch = changed.subarray(from, from + header.bytes)
      batch.writeBigInt64BE(BigInt(this.#of('producer', header.producerId) as number), PRODUCER_ID_AT)
      batch.writeUInt32BE(crc32c(batch, ATTRIBUTES_AT), CRC_AT)
      from += header.bytes
    }
    return changed
  }
}

/** Each id by when it was met first, so that the same id in two places is still the same. */
export class Named {
  readonly #names = new Map<string, string>()
  readonly #counts = new Map<string, number>()

  told(answer: Value, field = ''): Value {
    if (Array.isArray(answer)) return answer.map((one) => this.told(one, field))
    if (Buffer.isBuffer(answer)) return field === 'records' ? this.#batches(answer) : answer.toString('hex')
    if (isObject(answer)) {
      return Object.fromEntries(Object.entries(answer).map(([name, value]) => [name, this.told(value, name)]))
    }
    if (TIMES.has(field)) return NO_IDS.has(answer) ? answer : 'a time'
    const kind = KIND_OF[field]
    if (kind === undefined || NO_IDS.has(answer) || (kind === 'session' && answer === NO_SESSION)) return answer
    return this.#name(kind, answer)
  }

  #name(kind: string, value: Value): string {
    const key = `${kind} ${value}`
    const known = this.#names.get(key)
    if (known) return known
    const count = this.#counts.get(kind) ?? 0
    this.#counts.set(kind, count + 1)
    const name = `${kind} #${count}`
    this.#names.set(key, name)
    return name
  }

  /** What a producer sent, byte by byte; of what the broker wrote (the end of a transaction) not its time. */
  #batches(bytes: Buffer): Value[] {
    const told = []
    for (let from = 0; from < bytes.length; ) {
      const { baseTimestamp, maxTimestamp, ...header } = headerAt(bytes, from)
      const batch = bytes.subarray(from, from + header.bytes)
      const leaderEpoch = batch.readInt32BE(12)
      const body = batch.toString('hex', 61)
      const producerId = NO_IDS.has(header.producerId) ? -1 : this.#name('producer', header.producerId)
      told.push({
        ...header,
        leaderEpoch,
        body,
        producerId,
        ...(header.isControl ? {} : { baseTimestamp, maxTimestamp }),
      })
      from += header.bytes
    }
    return told
  }
}

function isObject(value: Value): value is Record<string, Value> {
  return typeof value === 'object' && value !== null && !Buffer.isBuffer(value)
}
