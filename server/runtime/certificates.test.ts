import { X509Certificate } from 'node:crypto'
import { expect, it } from 'vitest'
import { issueCertificates, SERVER_NAME } from './certificates.ts'
import { integer, octetString, oid } from './der.ts'

const read = (pem: string) => new X509Certificate(pem)
const DAY_MS = 86_400_000

it('issues what OpenSSL reads: an authority that signed itself, and a server and a client signed by it', () => {
  const { ca, cert, clientCert } = issueCertificates()
  const authority = read(ca)
  expect(authority.ca).toBe(true)
  expect(authority.verify(authority.publicKey)).toBe(true)
  for (const leaf of [read(cert), read(clientCert)]) {
    expect(leaf.ca).toBe(false)
    expect(leaf.checkIssued(authority)).toBe(true)
    expect(leaf.verify(authority.publicKey)).toBe(true)
  }
  expect(read(cert).checkHost(SERVER_NAME)).toBe(SERVER_NAME)
  expect(read(cert).checkIP('127.0.0.1')).toBe('127.0.0.1')
  expect(read(cert).checkHost('elsewhere.example')).toBeUndefined()
  expect(read(clientCert).checkHost(SERVER_NAME)).toBeUndefined()
})

it('says what each certificate is for', () => {
  const { cert, clientCert } = issueCertificates()
  expect(read(cert).keyUsage).toEqual(['1.3.6.1.5.5.7.3.1'])
  expect(read(clientCert).keyUsage).toEqual(['1.3.6.1.5.5.7.3.2'])
})

it('is valid now and for a year, and never the same twice', () => {
  const nowMs = Date.UTC(2031, 1, 28, 12)
  const { cert, ca } = issueCertificates(nowMs)
  expect(Date.parse(read(cert).validFrom)).toBe(nowMs - DAY_MS)
  expect(Date.parse(read(cert).validTo)).toBe(nowMs + 365 * DAY_MS)
  const other = issueCertificates(nowMs)
  expect(read(other.cert).verify(read(ca).publicKey)).toBe(false)
  expect(read(other.cert).serialNumber).not.toBe(read(cert).serialNumber)
})

it('keeps the keys that belong to the certificates', async () => {
  const { createPrivateKey } = await import('node:crypto')
  const { cert, key, clientCert, clientKey } = issueCertificates()
  expect(read(cert).checkPrivateKey(createPrivateKey(key))).toBe(true)
  expect(read(clientCert).checkPrivateKey(createPrivateKey(clientKey))).toBe(true)
})

it('writes lengths, large arcs and unsigned numbers as X.690 does', () => {
  expect(oid('1.2.840.10045.4.3.2').toString('hex')).toBe('06082a8648ce3d040302')
  expect(integer(Buffer.from([0x80])).toString('hex')).toBe('02020080')
  expect(octetString(Buffer.alloc(127)).subarray(0, 2).toString('hex')).toBe('047f')
  expect(octetString(Buffer.alloc(128)).subarray(0, 3).toString('hex')).toBe('048180')
  expect(octetString(Buffer.alloc(256)).subarray(0, 4).toString('hex')).toBe('04820100')
})
