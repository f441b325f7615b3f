/** Where SQS is and as whom it is asked: the operator's settings, or the embedded broker's. Loads no SDK. */
import type { Socket } from 'node:net'
import type { Options } from '#core/protocols.ts'
import { SERVER_NAME } from '#server/runtime/certificates.ts'
import type { Address, Env } from '../protocol.ts'
import { asksForTls, createDialler, refuseTlsOf } from '../tls.ts'

const DEFAULT_REGION = 'us-east-1'
const HTTP_PORT = 80
const HTTPS_PORT = 443
/** What the embedded broker and ElasticMQ are shown: they check no signature. */
const DUMMY_CREDENTIALS = { accessKeyId: 'wirelab', secretAccessKey: 'wirelab' }
/** With one of these set, the SDK finds the credentials by itself. */
const CREDENTIAL_SOURCES = [
  'AWS_PROFILE',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
]

export interface Credentials {
  accessKeyId: string
  secretAccessKey: string
  sessionToken?: string
}

export interface Endpoint {
  url: string
  region: string
  /** Undefined: the SDK's own chain of sources. */
  credentials: Credentials | undefined
  /** Opens a socket in the TLS of this run, to a link or to the broker. Absent: as the URL's scheme says. */
  diallerTo?: (link: Address) => () => Socket
}

/** The broker named by `SQS_ENDPOINT` (an http or https URL); null where there is none. Throws on anything else. */
export function externalAddress(external: Env['external']): Address | null {
  const url = externalUrl(external)
  if (!url) return null
  const defaultPort = url.protocol === 'https:' ? HTTPS_PORT : HTTP_PORT
  return { host: url.hostname.replace(/^\[|\]$/g, ''), port: url.port ? Number(url.port) : defaultPort }
}

/** As a lane's options have it. Throws where they ask for the TLS of this run at a broker of the operator's. */
export function endpointIn(env: Env, options: Options, engine: Address): Endpoint {
  if (externalUrl(env.external)) refuseTlsOf('SQS_ENDPOINT', options)
  const endpoint = endpointOf(env.external, engine)
  if (!asksForTls(options)) return endpoint
  return {
    ...endpoint,
    url: `https://${SERVER_NAME}:${engine.port}`,
    diallerTo: (link) => createDialler(link, options, env, 'http/1.1'),
  }
}

export function endpointOf(external: Env['external'], engine: Address): Endpoint {
  const url = externalUrl(external)
  if (!url) {
    const { host, port } = engine
    return { url: `http://${host}:${port}`, region: DEFAULT_REGION, credentials: DUMMY_CREDENTIALS }
  }
  return { url: url.origin, region: regionOf(external, url), credentials: credentialsIn(external) }
}

function externalUrl({ SQS_ENDPOINT: given }: Env['external']): URL | null {
  if (!given) return null
  const url = URL.parse(given)
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    throw new Error(`SQS_ENDPOINT: '${given}' is not an http or https URL, such as http://localhost:9324`)
  }
  return url
}

/** `sqs.eu-west-1.amazonaws.com` names its region, and a signature for another one is refused. */
function regionOf(external: Env['external'], url: URL): string {
  const named = /^sqs\.([a-z0-9-]+)\.amazonaws\.com/.exec(url.hostname)?.[1]
  return named ?? external.AWS_REGION ?? external.AWS_DEFAULT_REGION ?? DEFAULT_REGION
}

function credentialsIn(external: Env['external']): Credentials | undefined {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN } = external
  if (accessKeyId && secretAccessKey) {
    return { accessKeyId, secretAccessKey, ...(AWS_SESSION_TOKEN ? { sessionToken: AWS_SESSION_TOKEN } : {}) }
  }
  return CREDENTIAL_SOURCES.some((name) => external[name]) ? undefined : DUMMY_CREDENTIALS
}
