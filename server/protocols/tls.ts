/**
 * TLS around a TCP connection, the same for every protocol that offers the options `tls`, `tlsVersion` and `resumption`.
 * Both ends trust the authority of this run and nobody else.
 */
import { constants } from 'node:crypto'
import { channel } from 'node:diagnostics_channel'
import { connect as connectTcp, type Socket } from 'node:net'
import { type ConnectionOptions, connect as connectTls, type SecureVersion, TLSSocket, type TlsOptions } from 'node:tls'
import type { Options } from '#core/protocols.ts'
import { SERVER_NAME } from '#server/runtime/certificates.ts'
import type { Address, Env } from './protocol.ts'

/** A handshake that a client of this thread has finished. */
export interface Handshake {
  /** {@link Env.scope} of the lane. */
  scope: string
  /** The port that was dialled. */
  port: number
  version: string
  /** True where a session ticket spared the certificates (RFC 8446 §2.2, RFC 5077). */
  resumed: boolean
  /** From the TCP connection being there to both sides being sure of each other. */
  durationMs: number
}

/** Says every {@link Handshake}. */
export const tlsHandshakes = channel('wirelab:tls-handshake')

/** The client speaks TLS to a hop in front of the backend, and that hop speaks plainly to the backend. */
const TERMINATED = 'terminated'
const HANDSHAKE_TIMEOUT_MS = 10_000
/** A ticket is good for this long, s; a run is shorter. */
const SESSION_TIMEOUT_S = 3600

/** The name of the protocol inside, as ALPN says it (RFC 7301). A server refuses every other one. */
export type Alpn = 'http/1.1' | 'h2' | 'mqtt' | 'wirelab-frames'

/**
 * The broker at an address of the operator's is in TLS or not as its own URL says. Throws where the options ask for the
 * TLS of this run: that broker does not have its certificates.
 * @param setting the name of the operator's setting
 */
export function refuseTlsOf(setting: string, options: Options): void {
  if (!asksForTls(options)) return
  throw new Error(
    `tls: '${options.tls}' is for the embedded broker; the one at ${setting} is in TLS or not as its URL says`,
  )
}

/** What a backend needs for TLS; null where it speaks none: with `off`, and behind a terminator. */
export function serverTls(options: Options, env: Env, alpn: Alpn): TlsOptions | null {
  return isTerminated(options) ? null : listeningTls(options, env, alpn)
}

/** What a terminator in front of a backend needs; null where the options ask for none. */
export function terminatorTls(options: Options, env: Env, alpn: Alpn): TlsOptions | null {
  return isTerminated(options) ? listeningTls(options, env, alpn) : null
}

function listeningTls(options: Options, env: Env, alpn: Alpn): TlsOptions | null {
  if (!asksForTls(options)) return null
  const { ca, cert, key } = certificatesIn(env)
  const mutual = options.tls === 'mtls'
  return {
    ...versionOf(options),
    ca,
    cert,
    key,
    ALPNProtocols: [alpn],
    requestCert: mutual,
    rejectUnauthorized: mutual,
    handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
    sessionTimeout: SESSION_TIMEOUT_S,
    secureOptions: options.resumption ? 0 : constants.SSL_OP_NO_TICKET,
  }
}

/**
 * Dials `link`, in TLS where the options ask for it. What it returns is not connected yet: wait for
 * {@link readyEventOf} it. Sessions are remembered from one connection to the next where `resumption` is on.
 */
export function createDialler(link: Address, options: Options, env: Env, alpn: Alpn): () => Socket {
  if (!asksForTls(options)) return () => connectTcp({ ...link, noDelay: true })
  const { ca, clientCert, clientKey } = certificatesIn(env)
  const wanted: ConnectionOptions = {
    ...versionOf(options),
    ...(options.tls === 'mtls' ? { cert: clientCert, key: clientKey } : {}),
    ca,
    // The link's address is dialled, the server's name is checked.
    servername: SERVER_NAME,
    ALPNProtocols: [alpn],
  }
  let session: Buffer | undefined
  return () => {
    // A TCP socket of its own, so that what is counted there is what crosses the wire.
    const socket = connectTls({ ...wanted, socket: connectTcp({ ...link, noDelay: true }), session })
    if (options.resumption) {
      socket.on('session', (ticket) => {
        session = ticket
      })
    }
    announce(socket, env.scope, link.port)
    return socket
  }
}

/** The event after which what is written to the socket leaves it. */
export function readyEventOf(socket: Socket): 'connect' | 'secureConnect' {
  return socket instanceof TLSSocket ? 'secureConnect' : 'connect'
}

/** Whether the options ask for the TLS of this run. */
export function asksForTls({ tls }: Options): boolean {
  return tls === 'tls' || tls === 'mtls' || tls === TERMINATED
}

function isTerminated({ tls }: Options): boolean {
  return tls === TERMINATED
}

function certificatesIn({ tls }: Env) {
  if (!tls) throw new Error('TLS is asked for, and this run has no certificates')
  return tls
}

function versionOf({ tlsVersion }: Options) {
  const version = `TLSv${tlsVersion}` as SecureVersion
  return { minVersion: version, maxVersion: version }
}

function announce(socket: TLSSocket, scope: string, port: number): void {
  let connectedMs = 0
  socket.once('connect', () => {
    connectedMs = performance.now()
  })
  socket.once('secureConnect', () => {
    if (!tlsHandshakes.hasSubscribers) return
    const handshake: Handshake = {
      scope,
      port,
      version: socket.getProtocol() ?? '',
      resumed: socket.isSessionReused(),
      durationMs: performance.now() - connectedMs,
    }
    tlsHandshakes.publish(handshake)
  })
}
