/**
 * GraphQL Yoga at `/graphql`: POST with JSON, GET for queries, subscriptions as server-sent events. Introspection is
 * on, GraphiQL is off. Failures are GraphQL errors with `extensions.code`, see `outcome.ts`.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import type { TlsOptions } from 'node:tls'
import { createGraphQLError, createLRUCache, createYoga, type Plugin } from 'graphql-yoga'
import type { Options, OptionsOf } from '#core/protocols.ts'
import { openListener } from '../listener.ts'
import type { Addresses, Env, Running, Service } from '../protocol.ts'
import { refuseConnection } from '../refuse-connection.ts'
import { serverTls } from '../tls.ts'
import { terminated } from '../tls-terminator.ts'
import { MAX_BODY_BYTES, PATH } from './body.ts'
import { MAX_QUERY_CHARACTERS, MAX_TOKENS, QueryWeightRule } from './limits.ts'
import { OrderFeed } from './order-feed.ts'
import { OrderStore } from './order-store.ts'
import { codeByRefusal } from './outcome.ts'
import { ProductLoader } from './product-loader.ts'
import { makeSchema, type RequestContext } from './schema.ts'

export interface GraphQLLimits {
  connections: number
  subscribers: number
  /** Largest request body, bytes. */
  bodyBytes: number
  /** From the first byte of a request to the end of its headers. */
  headersTimeoutMs: number
  /** From the first byte of a request to its last: bounds a slow loris. */
  requestTimeoutMs: number
  /** How long an idle connection is kept. */
  keepAliveTimeoutMs: number
}

export const graphqlLimits: GraphQLLimits = {
  connections: 4096,
  subscribers: 64,
  bodyBytes: MAX_BODY_BYTES,
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 30_000,
  keepAliveTimeoutMs: 60_000,
}

const TIMEOUT_CHECK_MS = 500
/** Parsed and validated queries that are kept; a bench sends the same one over and over. */
const CACHED_QUERIES = 64

export async function serve(service: Service, options: Options, env: Env, _at: Addresses): Promise<Running> {
  const { products } = options as OptionsOf<'graphql'>
  const tls = serverTls(options, env, 'http/1.1')
  const server = await serveGraphQL(service, { products, limits: graphqlLimits, tls })
  return terminated(server, options, env, 'http/1.1')
}

export interface GraphQLOptions {
  products: OptionsOf<'graphql'>['products']
  limits: GraphQLLimits
  tls?: TlsOptions | null
}

export async function serveGraphQL(service: Service, { products, limits, tls }: GraphQLOptions): Promise<Running> {
  const store = new OrderStore()
  const feed = new OrderFeed()
  const yoga = createYoga({
    schema: makeSchema({ service, store, feed, maxSubscribers: limits.subscribers }),
    context: (): RequestContext => ({
      products: new ProductLoader((skus) => store.readProducts(skus), products === 'batched'),
      padding: null,
    }),
    plugins: [limitsPlugin(), productReadsPlugin(), paddingPlugin(), variableErrorsPlugin()],
    parserAndValidationCache: {
      documentCache: createLRUCache({ max: CACHED_QUERIES }),
      errorCache: createLRUCache({ max: CACHED_QUERIES }),
    },
    graphqlEndpoint: PATH,
    maxRequestBodySize: limits.bodyBytes,
    // Nobody on another page may read what is answered here.
    cors: false,
    graphiql: false,
    landingPage: false,
    multipart: false,
    logging: false,
  })
  const settings = {
    headersTimeout: limits.headersTimeoutMs,
    requestTimeout: limits.requestTimeoutMs,
    keepAliveTimeout: limits.keepAliveTimeoutMs,
    connectionsCheckingInterval: TIMEOUT_CHECK_MS,
  }
  const listen = (request: IncomingMessage, response: ServerResponse) => {
    // A caller that went away in the middle is no failure of ours.
    request.on('error', () => {})
    response.on('error', () => {})
    if (!refusesMediaType(request, response)) void yoga(request, response)
  }
  const server = tls ? createHttpsServer({ ...settings, ...tls }, listen) : createServer(settings, listen)
  server.maxConnections = limits.connections
  server.on('clientError', refuseConnection)
  const listener = await openListener(server)
  const close = async () => {
    feed.close()
    await listener.close()
    await yoga.dispose()
  }
  return { ...listener, close }
}

/**
 * A form of another page can send a POST without being asked first, but none with JSON: so a mutation is taken as
 * JSON only. True where the request was refused.
 */
function refusesMediaType(request: IncomingMessage, response: ServerResponse): boolean {
  const [mediaType = ''] = (request.headers['content-type'] ?? '').split(';')
  if (request.method !== 'POST' || mediaType.trim().toLowerCase() === 'application/json') return false
  // RFC 9110 §15.5.16: a 415 says what would be taken. The body is not read, so the connection cannot go on.
  response.writeHead(415, { accept: 'application/json', connection: 'close', 'content-length': 0 }).end()
  return true
}

function limitsPlugin(): Plugin {
  return {
    onParams({ params }) {
      const { query } = params
      if (typeof query !== 'string' || query.length <= MAX_QUERY_CHARACTERS) return
      throw createGraphQLError(`the query has ${query.length} characters, more than ${MAX_QUERY_CHARACTERS}`, {
        extensions: { code: 'QUERY_TOO_LONG', http: { status: 413 } },
      })
    },
    onParse({ parseFn, setParseFn }) {
      setParseFn((source: unknown, options: object) => parseFn(source, { ...options, maxTokens: MAX_TOKENS }))
    },
    onValidate({ addValidationRule }) {
      addValidationRule(QueryWeightRule)
    },
  }
}

/** Says in `extensions.productReads` how often the products were read for this request, where they were. */
function productReadsPlugin(): Plugin<RequestContext> {
  return {
    onExecute: ({ args }) => ({
      onExecuteDone({ result, setResult }) {
        const { reads } = (args.contextValue as RequestContext).products
        if (reads === 0 || Symbol.asyncIterator in result) return
        setResult({ ...result, extensions: { ...result.extensions, productReads: reads } })
      },
    }),
  }
}

/** Padding that the selection has no place for is answered all the same, as `extensions.padding` (GraphQL §7.1). */
function paddingPlugin(): Plugin<RequestContext> {
  type Result = { extensions?: Record<string, unknown> }
  const padded = <R extends Result>(result: R, context: unknown, setResult: (result: R) => void) => {
    const { padding } = context as RequestContext
    if (padding !== null) setResult({ ...result, extensions: { ...result.extensions, padding } })
  }
  return {
    onExecute: ({ args }) => ({
      onExecuteDone({ result, setResult }) {
        if (!(Symbol.asyncIterator in result)) padded(result, args.contextValue, setResult)
      },
    }),
    onSubscribe: () => ({
      onSubscribeResult: ({ args }) => ({
        onNext: ({ result, setResult }) => padded(result as Result, args.contextValue, setResult),
      }),
    }),
  }
}

/** No data at all from an execution: the variables did not fit, or no operation has that name. Yoga gives it no code. */
function variableErrorsPlugin(): Plugin {
  return {
    onExecute: () => ({
      onExecuteDone({ result }) {
        if (Symbol.asyncIterator in result || 'data' in result) return
        for (const { extensions } of result.errors ?? []) extensions.code ??= codeByRefusal.invalid
      },
    }),
  }
}
