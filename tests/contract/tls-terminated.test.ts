/** TLS that ends at a hop before the backend: a caller cannot tell, so the suite is passed as with TLS to the end. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { connect as connectTcp, createServer, type Socket } from 'node:net'
import { connect as connectTls, type TLSSocket } from 'node:tls'
import { afterEach, describe, expect, it } from 'vitest'
import { factsOf, type Options, type ProtocolId, protocolIds } from '#core/protocols.ts'
import { openListener } from '#server/protocols/listener.ts'
import type { Handshake } from '#server/protocols/tls.ts'
import { terminated } from '#server/protocols/tls-terminator.ts'
import { issueCertificates } from '#server/runtime/certificates.ts'
import { contract, type Skip } from './contract.ts'
import { certificates, eventually, openLab, orderOf } from './lab.ts'

const options: Options = { tls: 'terminated' }
const broker: Skip = {
  reason: 'the broker answers the caller, not the service',
  tests: ['tells the refusals of the service apart', 'is unreachable when the server is stopped'],
}

contract('http', { options })
contract('http', { options: { ...options, version: '2' } })
contract('tcp', { options })
contract('graphql', { options })
contract('websocket', { options })
contract('grpc', { options })
contract('grpc-web', { options })
contract('mqtt', { options, skip: [broker] })
contract('sqs', { options, skip: [broker] })

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

const offering = protocolIds.filter((id) => factsOf(id).options.tls)

describe.each<ProtocolId>(offering)('TLS that ends before the backend: %s', (id) => {
  it('shakes as many hands as TLS to the end, and moves as many bytes', async () => {
    const run = async (tls: string) => {
      const seen: Handshake[] = []
      const onHandshake = (message: unknown) => void seen.push(message as Handshake)
      subscribe('wirelab:tls-handshake', onHandshake)
      await using lab = await openLab(id, { options: { tls } })
      expect((await lab.client.perform(orderOf(1), AbortSignal.timeout(10_000))).kind).toBe('ok')
      await eventually(() => expect(lab.executed).toHaveLength(1))
      unsubscribe('wirelab:tls-handshake', onHandshake)
      const { port } = lab.firstLink().address
      const { up, down } = lab.firstLink().counters.read()
      return { handshakes: seen.filter((one) => one.port === port).length, bytes: up + down }
    }
    const [ends, hop] = [await run('tls'), await run('terminated')]
    expect(hop.handshakes).toBe(ends.handshakes)
    // Certificates, tickets and signatures differ by some bytes from one handshake to the next.
    expect(Math.abs(hop.bytes - ends.bytes) / ends.bytes).toBeLessThan(0.1)
  })
})

describe('a TLS terminator', () => {
  const env = {
    scope: 'hop',
    external: {},
    style: 'request-reply',
    seed: 1,
    lane: 'lane',
    tls: certificates(),
  } as const

  async function echoing() {
    const heard: Buffer[] = []
    const sockets: Socket[] = []
    const server = createServer({ allowHalfOpen: true }, (socket) => {
      sockets.push(socket)
      socket.on('error', () => {})
      socket.on('data', (bytes) => void heard.push(bytes))
      socket.pipe(socket)
    })
    const behind = await openListener(server)
    const front = await terminated(behind, { ...options, tlsVersion: '1.3', resumption: true }, env, 'wirelab-frames')
    closing.push(() => front.close())
    return { heard, sockets, behind, address: front.address }
  }

  function dial(
    address: { port: number },
    other: { ca?: string; alpn?: string; allowHalfOpen?: boolean } = {},
  ): TLSSocket {
    const { ca = certificates().ca, alpn = 'wirelab-frames', allowHalfOpen = true } = other
    const wanted = { ca, servername: 'localhost', ALPNProtocols: [alpn], allowHalfOpen }
    const socket = connectTls({ ...wanted, host: '127.0.0.1', port: address.port })
    closing.push(() => socket.destroy())
    return socket
  }

  const ended = (socket: Socket) =>
    new Promise<string>((resolve) => {
      let text = ''
      let reason = 'closed'
      socket.on('data', (bytes) => {
        text += bytes
      })
      socket.on('error', (error: NodeJS.ErrnoException) => {
        reason = error.code ?? error.message
      })
      socket.on('close', () => resolve(`${text}|${reason}`))
    })

  it('hands on in plain what came in TLS, and what is answered after the caller has said all', async () => {
    const { address, heard } = await echoing()
    const socket = dial(address)
    const end = ended(socket)
    socket.end('an order')
    expect(await end).toBe('an order|closed')
    expect(Buffer.concat(heard).toString()).toBe('an order')
  })

  it('is met by callers as TLS is: untrusted, with the wrong ALPN, or without any TLS', async () => {
    const { address, heard } = await echoing()
    expect(await ended(dial(address, { ca: issueCertificates().ca }))).toMatch(/CERT|SIGN|VERIFY/)
    expect(await ended(dial(address, { alpn: 'h2' }))).toMatch(/ALERT|ALPN|APPLICATION_PROTOCOL/i)
    const plain = connectTcp(address.port, '127.0.0.1')
    const end = ended(plain)
    plain.write('GET / HTTP/1.1\r\n\r\n')
    expect(await end).not.toContain('GET')
    expect(heard).toEqual([])
  })

  it('keeps no connection to the backend for a caller who has gone, and none to a caller for a backend that has', async () => {
    const { address, sockets, behind } = await echoing()
    const gone = dial(address)
    await new Promise((resolve) => gone.once('secureConnect', resolve))
    gone.write('x')
    await eventually(() => expect(sockets).toHaveLength(1))
    gone.destroy()
    await eventually(() => expect(sockets[0]?.destroyed).toBe(true))

    // Hung up in the middle of its handshake, one that may be half open would wait for ever.
    const left = dial(address, { allowHalfOpen: false })
    const end = ended(left)
    left.write('x')
    await eventually(() => expect(sockets).toHaveLength(2))
    await behind.stop()
    expect(await end).toMatch(/^x?\|/)
    // Nobody to lead to: hands are not even shaken.
    expect(await ended(dial(address))).toBe('|ECONNRESET')
    await behind.start()
    const back = dial(address)
    const done = ended(back)
    back.end('again')
    expect(await done).toBe('again|closed')
  })
})
