/** What Toxiproxy's API answers with when it cannot do what it is asked, in its own words, which its clients look for. */
export class ApiError extends Error {
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.name = 'ApiError'
    this.status = status
  }

  get body() {
    return { error: this.message, status: this.status }
  }
}

export const badBody = (why: string) => new ApiError(400, `bad request body: ${why}`)
export const missingField = (what: string) => new ApiError(400, `missing required field: ${what}`)
export const invalidStream = () => new ApiError(400, 'stream was invalid, can be either upstream or downstream')
export const invalidToxicType = () => new ApiError(400, 'invalid toxic type')
export const tooMany = (what: string, most: number) => new ApiError(400, `no more than ${most} ${what}`)
export const proxyNotFound = () => new ApiError(404, 'proxy not found')
export const proxyExists = () => new ApiError(409, 'proxy already exists')
export const toxicNotFound = () => new ApiError(404, 'toxic not found')
export const toxicExists = () => new ApiError(409, 'toxic already exists')
