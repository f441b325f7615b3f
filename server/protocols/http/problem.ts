/** What a request is refused with: answered as problem+json (RFC 9457), whatever the caller accepts. */
import { STATUS_CODES } from 'node:http'

export class Problem extends Error {
  override name = 'Problem'
  readonly status: number
  readonly headers: Record<string, string>

  constructor(status: number, detail: string, headers: Record<string, string> = {}) {
    super(detail)
    this.status = status
    this.headers = headers
  }

  get told() {
    const { status, message } = this
    return { title: STATUS_CODES[status], status, detail: message }
  }

  get body(): Buffer {
    return Buffer.from(JSON.stringify(this.told))
  }
}
