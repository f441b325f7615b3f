import { describe, expect, it } from 'vitest'
import { endpointOf, externalAddress } from './endpoint.ts'

const engine = { host: '127.0.0.1', port: 4100 }

describe('SQS endpoint', () => {
  it('is the embedded broker where the operator names none', () => {
    expect(externalAddress({})).toBeNull()
    expect(endpointOf({}, engine)).toMatchObject({ url: 'http://127.0.0.1:4100', region: 'us-east-1' })
  })

  it.each([
    ['http://localhost:9324', { host: 'localhost', port: 9324 }],
    ['http://queue.test', { host: 'queue.test', port: 80 }],
    ['https://sqs.eu-west-1.amazonaws.com', { host: 'sqs.eu-west-1.amazonaws.com', port: 443 }],
    ['http://[::1]:9324/', { host: '::1', port: 9324 }],
  ])('reads %s', (SQS_ENDPOINT, address) => {
    expect(externalAddress({ SQS_ENDPOINT })).toEqual(address)
  })

  it.each(['localhost:9324', 'ftp://x', 'no url'])('says what is wrong with %j', (SQS_ENDPOINT) => {
    expect(() => externalAddress({ SQS_ENDPOINT })).toThrow(/SQS_ENDPOINT: .* is not an http or https URL/)
  })

  it('signs for the region in the host name, else for the configured one', () => {
    const aws = { SQS_ENDPOINT: 'https://sqs.eu-west-1.amazonaws.com', AWS_REGION: 'us-west-2' }
    expect(endpointOf(aws, engine).region).toBe('eu-west-1')
    expect(endpointOf({ ...aws, SQS_ENDPOINT: 'http://localhost:9324' }, engine).region).toBe('us-west-2')
  })

  it('takes keys from the environment, leaves other sources to the SDK, and needs none for an emulator', () => {
    const SQS_ENDPOINT = 'http://localhost:9324'
    const keys = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b', AWS_SESSION_TOKEN: 'c' }
    expect(endpointOf({ SQS_ENDPOINT, ...keys }, engine).credentials).toEqual({
      accessKeyId: 'a',
      secretAccessKey: 'b',
      sessionToken: 'c',
    })
    expect(endpointOf({ SQS_ENDPOINT, AWS_PROFILE: 'dev' }, engine).credentials).toBeUndefined()
    expect(endpointOf({ SQS_ENDPOINT }, engine).credentials?.accessKeyId).toBe('wirelab')
    expect(endpointOf(keys, engine).credentials?.accessKeyId).toBe('wirelab')
  })
})
