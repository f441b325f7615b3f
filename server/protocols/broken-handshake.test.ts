import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:tls'
import { describe, expect, it } from 'vitest'
import { defaultsOf } from '#core/fields.ts'
import { type Options, protocols } from '#core/protocols.ts'
import { type Certificates, issueCertificates } from '#server/runtime/certificates.ts'
import { outcomeOfBreak } from './broken-call.ts'
import { handshakeRefusal } from './broken-handshake.ts'
import type { Env } from './protocol.ts'
import { type Alpn, createDialler, readyEventOf, serverTls } from './tls.ts'

const ours = issueCertificates()
const theirs = issueCertificates()
const expired = issueCertificates(0)

const envWith = (tls: Certificates): Env => ({
  scope: 'tls',
  external: {},
  style: 'request-reply',
  seed: 1,
  lane: 'lane',
  tls,
})
const optionsOf = (given: Options): Options => ({ ...defaultsOf(protocols.tcp.options), tls: 'tls', ...given })

interface End {
  options?: Options
  tls?: Certificates
  alpn?: Alpn
}

/** How a connection ends on which the client writes as soon as it may. */
async function failing(server: End, client: End): Promise<{ error: Error; written: boolean }> {
  const wanted = serverTls(optionsOf(server.options ?? {}), envWith(server.tls ?? ours), server.alpn ?? 'http/1.1')
  const listening = createServer(wanted ?? {}, (socket) => socket.on('error', () => {})).listen(0, '127.0.0.1')
  await once(listening, 'listening')
  const link = { host: '127.0.0.1', port: (listening.address() as AddressInfo).port }
  const env = envWith(client.tls ?? ours)
  const socket = createDialler(link, optionsOf(client.options ?? {}), env, client.alpn ?? 'http/1.1')()
  let written = false
  socket.once(readyEventOf(socket), () => {
    written = true
    socket.write('an order')
  })
  try {
    const error = await new Promise<Error>((resolve, reject) => {
      socket.resume()
      socket.once('error', resolve)
      socket.once('close', () => reject(new Error('closed without an error')))
    })
    return { error, written }
  } finally {
    socket.destroy()
    await new Promise((resolve) => listening.close(resolve))
  }
}

describe.each(['1.2', '1.3'])('a TLS %s handshake that fails is said by name, and means unreachable', (tlsVersion) => {
  const options = { tlsVersion }
  it.each<[string, End, End, RegExp]>([
    ['a certificate of another authority', { options, tls: theirs }, { options }, /^untrusted certificate: .*chain/],
    [
      'an expired certificate',
      { options, tls: expired },
      { options, tls: expired },
      /^untrusted certificate: .*expired/,
    ],
    ['another protocol inside', { options }, { options, alpn: 'h2' }, /no protocol in common \(ALPN\)/],
    ['no client certificate', { options: { ...options, tls: 'mtls' } }, { options }, /client certificate/],
  ])('%s', async (_, server, client, why) => {
    const { error, written } = await failing(server, client)
    expect(handshakeRefusal(error)).toMatch(why)
    expect(outcomeOfBreak(error, written)).toEqual({ kind: 'unreachable', detail: expect.stringMatching(why) })
  })
})

it('another version of TLS', async () => {
  const { error } = await failing({ options: { tlsVersion: '1.3' } }, { options: { tlsVersion: '1.2' } })
  expect(handshakeRefusal(error)).toMatch(/no TLS version in common/)
})

it.each([new Error('socket hang up'), Object.assign(new Error('x'), { code: 'ECONNRESET' }), 'gone', null])(
  'says nothing of what is no handshake: %s',
  (error) => expect(handshakeRefusal(error)).toBeNull(),
)
