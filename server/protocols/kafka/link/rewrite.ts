/**
 * The responses that tell a client where to go: were they passed as they are, its next connection would go past the
 * link. And the one that tells which versions are spoken: only those that can be read here.
 */
import type { Address } from '#core/address.ts'
import type { ResponseOf } from '#server/brokers/kafka/wire/api.ts'
import { type ApiName, type Apis, apiOf, nameByKey } from '#server/brokers/kafka/wire/apis.ts'
import type { Body } from './exchange.ts'

/** From the next version on a response may name other brokers in a tagged field (KIP-951). */
const caps: Partial<Record<ApiName, number>> = { produce: 9, fetch: 15 }
/** ShareFetch and ShareAcknowledge (KIP-932) name other brokers as well. */
const hiddenKeys = new Set([78, 79])
/** In which a response is looked into. */
const read: ReadonlySet<ApiName> = new Set([
  'produce',
  'fetch',
  'metadata',
  'findCoordinator',
  'describeCluster',
  'apiVersions',
  'offsetCommit',
])

type Reach = (server: Address) => Promise<Address>
type Rewrite<N extends ApiName> = (body: ResponseOf<Apis[N]>, reach: Reach) => Promise<ResponseOf<Apis[N]>>

const rewrites: { [N in ApiName]?: Rewrite<N> } = {
  async metadata(body, reach) {
    return { ...body, brokers: await Promise.all(body.brokers.map((broker) => moved(broker, reach))) }
  },
  async findCoordinator(body, reach) {
    const coordinators = await Promise.all((body.coordinators ?? []).map((one) => moved(one, reach)))
    const { host = '', port = -1 } = body
    return { ...body, ...(await moved({ host, port }, reach)), coordinators }
  },
  async describeCluster(body, reach) {
    return { ...body, brokers: await Promise.all(body.brokers.map((broker) => moved(broker, reach))) }
  },
  async apiVersions(body) {
    return { ...body, apis: body.apis.flatMap(capped) }
  },
}

export function isRewritten(name: ApiName): boolean {
  return rewrites[name] !== undefined
}

export function rewrite(name: ApiName, body: Body, reach: Reach): Promise<Body> {
  const change = rewrites[name] as ((body: Body, reach: Reach) => Promise<Body>) | undefined
  return change ? change(body, reach) : Promise.resolve(body)
}

/** An error comes without an address. */
async function moved<T extends Address>(at: T, reach: Reach): Promise<T> {
  return at.host === '' || at.port <= 0 ? at : { ...at, ...(await reach({ host: at.host, port: at.port })) }
}

function capped(range: { key: number; min: number; max: number }) {
  if (hiddenKeys.has(range.key)) return []
  const name = nameByKey.get(range.key)
  if (!name || !read.has(name)) return [range]
  const max = Math.min(range.max, caps[name] ?? apiOf(name).max)
  return max < range.min ? [] : [{ ...range, max }]
}
