/** How every route reads and answers: JSON in, JSON or a problem document (RFC 9457) out. */
import type { NotPossible } from '#server/door.ts'

const MAX_BODY_BYTES = 1024 * 1024
/** What refuses for want of room, or because it is starting, does so for about this long. */
const RETRY_AFTER_S = '1'

class BadRequest extends Error {
  readonly status: number
  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

/** The body as JSON: at most 1 MiB (413), declared as JSON (415), well-formed (400). */
async function readJson(request: Request): Promise<unknown> {
  const type = request.headers.get('content-type') ?? ''
  if (!/^application\/(json|[\w.+-]+\+json)\b/i.test(type)) {
    throw new BadRequest(415, `Content-Type must be application/json, not '${type}'`)
  }
  const text = await readText(request)
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new BadRequest(400, `the body is not JSON: ${error instanceof Error ? error.message : error}`)
  }
}

async function readText(request: Request): Promise<string> {
  const tooLarge = () => new BadRequest(413, `the body is over ${MAX_BODY_BYTES} bytes`)
  if (Number(request.headers.get('content-length') ?? 0) > MAX_BODY_BYTES) throw tooLarge()
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of request.body ?? []) {
    bytes += chunk.byteLength
    if (bytes > MAX_BODY_BYTES) throw tooLarge()
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** The JSON object that a route expects; anything else is a 400. */
export async function readObject(request: Request): Promise<Record<string, unknown>> {
  const body = await readJson(request)
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new BadRequest(400, 'the body must be a JSON object')
  }
  return body as Record<string, unknown>
}

/** The owner's token: `Authorization: Bearer …` (RFC 6750 §2.1); empty where there is none. */
export function bearerOf(request: Request): string {
  return /^Bearer (\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1] ?? ''
}

export function noSuchPath(request: Request): never {
  throw new BadRequest(404, `the API has no '${new URL(request.url).pathname}'`)
}

const METHODS = ['DELETE', 'GET', 'PATCH', 'POST', 'PUT'] as const
type Method = (typeof METHODS)[number]

/** The handlers of all methods that a route does not have: 405, naming those it has (RFC 9110 §15.5.6). */
export function onlyFor<Has extends Method>(...allowed: Has[]): Record<Exclude<Method, Has>, Handler> {
  const allow = allowed.join(', ')
  const refuse: Handler = (request) => {
    const { pathname } = new URL(request.url)
    const response = problem(405, `${request.method} is not for '${pathname}'; it may be ${allow}`)
    response.headers.set('Allow', allow)
    return response
  }
  const others = METHODS.filter((method) => !allowed.some((has) => has === method))
  return Object.fromEntries(others.map((method) => [method, refuse])) as Record<Exclude<Method, Has>, Handler>
}

type Handler = (request: Request) => Response

/** Run a route; what the lab refuses becomes the status that says so. */
export async function answer(route: () => Promise<Response> | Response): Promise<Response> {
  try {
    return await route()
  } catch (error) {
    if (error instanceof BadRequest) return problem(error.status, error.message)
    if (error instanceof Error) {
      const status = statusByName[error.name]
      const { issues } = error as Partial<NotPossible>
      if (status) return problem(status, error.message, { issues })
    }
    console.error(error)
    return problem(500, 'the lab failed; its log says more')
  }
}

// By name: Next's copy of these classes is not the lab's copy.
const statusByName: Record<string, number> = {
  BadGateway: 502,
  Conflict: 409,
  GatewayTimeout: 504,
  NotFound: 404,
  NotPossible: 422,
  NotYours: 403,
  TooLarge: 413,
  TooMany: 429,
  Unavailable: 503,
}

const titles: Record<number, string> = {
  400: 'Bad Request',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Content',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
}

export function problem(status: number, detail: string, more: Record<string, unknown> = {}): Response {
  const body = { type: 'about:blank', title: titles[status], status, detail, ...more }
  const headers: Record<string, string> = { 'Content-Type': 'application/problem+json' }
  if (status === 429 || status === 503) headers['Retry-After'] = RETRY_AFTER_S
  return new Response(JSON.stringify(body), { status, headers })
}
