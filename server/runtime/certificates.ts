/**
 * A certificate authority that lives as long as the lab does, and what it issues: X.509 v3 (RFC 5280), ECDSA on P-256.
 * Nothing of it is written to a disk, and nobody outside is asked to trust it.
 */
import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'
import {
  bitString,
  boolean,
  explicit,
  implicit,
  integer,
  octetString,
  oid,
  sequence,
  set,
  utcTime,
  utf8String,
} from './der.ts'

/** PEM, all of it. */
export interface Certificates {
  /** Whom both ends trust. */
  ca: string
  cert: string
  key: string
  clientCert: string
  clientKey: string
}

/** The name in the server's certificate; what clients send as SNI and check against. */
export const SERVER_NAME = 'localhost'
const LOOPBACK_OCTETS = Buffer.from([127, 0, 0, 1])

const DAY_MS = 86_400_000
/** Clocks of other machines may be a little behind. */
const VALID_SINCE_MS = DAY_MS
const VALID_FOR_MS = 365 * DAY_MS
const SERIAL_BYTES = 16
const POSITIVE = 0x7f

const oids = {
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
  commonName: '2.5.4.3',
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  authorityKeyIdentifier: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
  serverAuth: '1.3.6.1.5.5.7.3.1',
  clientAuth: '1.3.6.1.5.5.7.3.2',
}
/** RFC 5280 §4.2.1.3: bit 0 stands first. */
const keyUsages = {
  digitalSignature: bitString(Buffer.from([0b1000_0000]), 7),
  keyCertSign: bitString(Buffer.from([0b0000_0100]), 2),
}
/** GeneralName, RFC 5280 §4.2.1.6. */
const DNS_NAME = 2
const IP_ADDRESS = 7

interface Identity {
  name: string
  publicKey: KeyObject
  privateKey: KeyObject
}

/** A new authority, a server for {@link SERVER_NAME} and 127.0.0.1, and a client. Takes a millisecond or two. */
export function issueCertificates(nowMs = Date.now()): Certificates {
  const ca = identity('Wirelab CA')
  const server = identity(SERVER_NAME)
  const client = identity('Wirelab client')
  const authority = [
    extension(oids.basicConstraints, sequence(boolean(true)), { critical: true }),
    extension(oids.keyUsage, keyUsages.keyCertSign, { critical: true }),
  ]
  const leaf = (purpose: string) => [
    extension(oids.basicConstraints, sequence(), { critical: true }),
    extension(oids.keyUsage, keyUsages.digitalSignature, { critical: true }),
    extension(oids.extendedKeyUsage, sequence(oid(purpose))),
  ]
  const names = sequence(implicit(DNS_NAME, Buffer.from(SERVER_NAME)), implicit(IP_ADDRESS, LOOPBACK_OCTETS))
  return {
    ca: certificate({ subject: ca, issuer: ca, extensions: authority, nowMs }),
    cert: certificate({
      subject: server,
      issuer: ca,
      extensions: [...leaf(oids.serverAuth), extension(oids.subjectAltName, names)],
      nowMs,
    }),
    key: pemOf(server.privateKey),
    clientCert: certificate({ subject: client, issuer: ca, extensions: leaf(oids.clientAuth), nowMs }),
    clientKey: pemOf(client.privateKey),
  }
}

function identity(name: string): Identity {
  return { name, ...generateKeyPairSync('ec', { namedCurve: 'P-256' }) }
}

function pemOf(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString()
}

interface Wanted {
  subject: Identity
  issuer: Identity
  extensions: Buffer[]
  nowMs: number
}

function certificate({ subject, issuer, extensions, nowMs }: Wanted): string {
  const algorithm = sequence(oid(oids.ecdsaWithSha256))
  const serial = randomBytes(SERIAL_BYTES)
  serial[0] = ((serial[0] as number) & POSITIVE) | 1
  const all = [
    ...extensions,
    extension(oids.subjectKeyIdentifier, octetString(keyIdOf(subject))),
    extension(oids.authorityKeyIdentifier, sequence(implicit(0, keyIdOf(issuer)))),
  ]
  // TBSCertificate, RFC 5280 §4.1
  const tbs = sequence(
    explicit(0, integer(Buffer.from([2]))),
    integer(serial),
    algorithm,
    nameOf(issuer),
    sequence(utcTime(new Date(nowMs - VALID_SINCE_MS)), utcTime(new Date(nowMs + VALID_FOR_MS))),
    nameOf(subject),
    spkiOf(subject),
    explicit(3, sequence(...all)),
  )
  const signature = sign('sha256', tbs, issuer.privateKey)
  const der = sequence(tbs, algorithm, bitString(signature))
  const lines = der.toString('base64').match(/.{1,64}/g) ?? []
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`
}

function nameOf({ name }: Identity): Buffer {
  return sequence(set(sequence(oid(oids.commonName), utf8String(name))))
}

function spkiOf({ publicKey }: Identity): Buffer {
  return publicKey.export({ type: 'spki', format: 'der' })
}

/** Any value that is the same for the same key will do: RFC 5280 §4.2.1.2. */
function keyIdOf(owner: Identity): Buffer {
  return createHash('sha1').update(spkiOf(owner)).digest()
}

function extension(id: string, value: Buffer, { critical = false } = {}): Buffer {
  return sequence(oid(id), ...(critical ? [boolean(true)] : []), octetString(value))
}
