/** Toxiproxy's HTTP API, as its clients and its command line speak it, over links of ours. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Address } from '#core/address.ts'
import { EXPOSITION_TYPE, exposition } from '#server/web/exposition.ts'
import { ApiError, badBody } from './api-error.ts'
import { Proxies, type ProxiesOptions, type ProxyInput, proxyInput } from './proxies.ts'
import { isObject } from './toxic.ts'

/** The API that this speaks, and who speaks it: a version with build metadata, semver 2.0 §10. */
const VERSION = '2.12.0+wirelab'
const MOST_BYTES = 1024 * 1024
const LOOPBACK = '127.0.0.1'

export interface ToxiproxyOptions extends ProxiesOptions {
  /** 0 for a free one. */
  port: number
  /** Whether the Host and Origin of a request are ours: null where they are, or why not. */
  refused(request: IncomingMessage): string | null
}

export interface Toxiproxy {
  address: Address
  close(): Promise<void>
}

type Answer = { status: number; body?: unknown; text?: string; type?: string }

/** @throws EADDRINUSE */
export async function openToxiproxy(options: ToxiproxyOptions): Promise<Toxiproxy> {
  const proxies = new Proxies(options)
  const server = createServer((request, response) => void answer(request, response, { ...options, proxies }))
  await listening(server, options.port)
  const { port } = server.address() as AddressInfo
  return {
    address: { host: LOOPBACK, port },
    async close() {
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
      await proxies.close()
    },
  }
}

function listening(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, LOOPBACK, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

interface Here extends Pick<ToxiproxyOptions, 'refused'> {
  proxies: Proxies
}

async function answer(request: IncomingMessage, response: ServerResponse, here: Here): Promise<void> {
  const { status, body, text, type } = await answerTo(request, here).catch((error: Error): Answer => {
    const told = error instanceof ApiError ? error : new ApiError(500, error.message)
    return { status: told.status, body: told.body }
  })
  const said = text ?? (body === undefined ? '' : `${JSON.stringify(body)}\n`)
  const headers =
    said === '' ? {} : { 'content-type': type ?? (text === undefined ? 'application/json' : 'text/plain') }
  response.writeHead(status, headers).end(said)
}

async function answerTo(request: IncomingMessage, { proxies, refused }: Here): Promise<Answer> {
  // A page must not drive it: Toxiproxy looks at the agent, and names that lead here from elsewhere are refused as well.
  if ((request.headers['user-agent'] ?? '').startsWith('Mozilla/')) {
    return { status: 403, text: 'User agent not allowed\n' }
  }
  const why = refused(request)
  if (why !== null) return { status: 403, text: `${why}\n` }
  const path = new URL(request.url ?? '/', 'http://toxiproxy').pathname
  const [first = '', proxy, third, toxic, ...rest] = path.split('/').slice(1).map(decoded)
  const asked: Asked = { method: request.method ?? 'GET', proxies, body: () => bodyOf(request) }
  if (rest.length > 0 || (third !== undefined && third !== 'toxics')) return notFound
  if (proxy === undefined) return atRoot(first, asked)
  if (first !== 'proxies') return notFound
  if (third === undefined) return atProxy(proxy, asked)
  return toxic === undefined ? atToxics(proxy, asked) : atToxic(proxy, toxic, asked)
}

interface Asked {
  method: string
  proxies: Proxies
  /** @throws ApiError where it is not JSON */
  body: () => Promise<unknown>
}

const notFound: Answer = { status: 404, text: '404 page not found\n' }
const notAllowed: Answer = { status: 405 }

async function atRoot(name: string, { method, proxies, body }: Asked): Promise<Answer> {
  switch (`${method} ${name}`) {
    case 'GET proxies':
      return { status: 200, body: proxies.list() }
    case 'POST proxies':
      return { status: 201, body: await proxies.create(proxyInput(objectIn(await body()))) }
    case 'POST populate':
      return { status: 201, body: { proxies: await proxies.populate(inputsIn(await body())) } }
    case 'POST reset':
      await proxies.reset()
      return { status: 204 }
    case 'GET version':
      return { status: 200, body: { version: VERSION } }
    case 'GET metrics':
      return { status: 200, text: metricsOf(proxies), type: EXPOSITION_TYPE }
  }
  return ['proxies', 'populate', 'reset', 'version', 'metrics'].includes(name) ? notAllowed : notFound
}

async function atProxy(name: string, { method, proxies, body }: Asked): Promise<Answer> {
  switch (method) {
    case 'GET':
      return { status: 200, body: proxies.show(name) }
    case 'POST':
    case 'PATCH': {
      proxies.show(name)
      const given = objectIn(await body())
      return { status: 200, body: await proxies.update(name, (now) => changedInput(now, given)) }
    }
    case 'DELETE':
      await proxies.remove(name)
      return { status: 204 }
  }
  return notAllowed
}

async function atToxics(name: string, { method, proxies, body }: Asked): Promise<Answer> {
  if (method === 'GET') return { status: 200, body: proxies.toxics(name) }
  if (method !== 'POST') return notAllowed
  proxies.show(name)
  return { status: 200, body: await proxies.addToxic(name, objectIn(await body())) }
}

async function atToxic(name: string, toxic: string, { method, proxies, body }: Asked): Promise<Answer> {
  switch (method) {
    case 'GET':
      return { status: 200, body: proxies.toxic(name, toxic) }
    case 'POST':
    case 'PATCH':
      proxies.show(name)
      return { status: 200, body: await proxies.updateToxic(name, toxic, objectIn(await body())) }
    case 'DELETE':
      await proxies.removeToxic(name, toxic)
      return { status: 204 }
  }
  return notAllowed
}

function changedInput(now: ProxyInput, given: Record<string, unknown>): ProxyInput {
  const text = (name: 'listen' | 'upstream') => (typeof given[name] === 'string' ? (given[name] as string) : now[name])
  const enabled = typeof given.enabled === 'boolean' ? given.enabled : now.enabled
  return { name: now.name, listen: text('listen'), upstream: text('upstream'), enabled }
}

function inputsIn(body: unknown): ProxyInput[] {
  if (!Array.isArray(body)) throw badBody('a list of proxies is expected')
  return body.map((one, i) => proxyInput(objectIn(one), ` at proxy ${i + 1}`))
}

function objectIn(body: unknown): Record<string, unknown> {
  if (!isObject(body)) throw badBody('an object is expected')
  return body
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request) {
    bytes += (chunk as Buffer).length
    if (bytes > MOST_BYTES) throw badBody(`more than ${MOST_BYTES} bytes`)
    chunks.push(chunk as Buffer)
  }
  // As Go's decoder says it.
  if (bytes === 0) throw badBody('EOF')
  try {
    return JSON.parse(Buffer.concat(chunks).toString())
  } catch (error) {
    throw badBody((error as Error).message)
  }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

/** What a link counts, both at the side of the client. */
function metricsOf(proxies: Proxies): string {
  const traffic = proxies.traffic()
  const samples = (direction: 'upstream' | 'downstream') =>
    traffic.map(({ name, listen, upstream, up, down }) => ({
      labels: { direction, listener: listen, proxy: name, upstream },
      value: direction === 'upstream' ? up : down,
    }))
  return exposition([
    {
      name: 'toxiproxy_proxy_received_bytes_total',
      help: 'Bytes that came from clients',
      type: 'counter',
      samples: samples('upstream'),
    },
    {
      name: 'toxiproxy_proxy_sent_bytes_total',
      help: 'Bytes that went to clients',
      type: 'counter',
      samples: samples('downstream'),
    },
  ])
}
