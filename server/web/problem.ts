/** Problems as RFC 9457 documents, outside of Next. */
import type { ServerResponse } from 'node:http'
import { STATUS_CODES } from 'node:http'

export function plainProblem(response: ServerResponse, status: number, detail: string): void {
  const body = JSON.stringify({ type: 'about:blank', title: STATUS_CODES[status], status, detail })
  response.writeHead(status, { 'Content-Type': 'application/problem+json', Connection: 'close' }).end(body)
}
