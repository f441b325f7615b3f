/** A TLS handshake that failed, in words. What fails there has kept every order from being read. */

/** The server's certificate, as Node judges it. X509_V_ERR_*, and the name check of RFC 9525. */
const untrusted = new Set([
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'CERT_SIGNATURE_FAILURE',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
])

/** Alerts by which the other side refuses to shake hands: RFC 8446 §6.2. OpenSSL puts its oldest version in the name. */
const alerts: Record<string, string> = {
  NO_APPLICATION_PROTOCOL: 'no protocol in common (ALPN)',
  CERTIFICATE_REQUIRED: 'the server demands a client certificate',
  HANDSHAKE_FAILURE: 'no parameters in common, or no client certificate where one is demanded',
  BAD_CERTIFICATE: 'the server refuses the client certificate',
  UNSUPPORTED_CERTIFICATE: 'the server refuses the client certificate',
  CERTIFICATE_UNKNOWN: 'the server refuses the client certificate',
  UNKNOWN_CA: 'the server does not trust the client certificate',
  PROTOCOL_VERSION: 'no TLS version in common',
}
const ALERT_CODE = /^ERR_SSL_.*_ALERT_(\w+)$/
/** Both sides may see that before anything is sent. */
const local: Record<string, string> = {
  ERR_SSL_UNSUPPORTED_PROTOCOL: 'no TLS version in common',
  ERR_SSL_WRONG_VERSION_NUMBER: 'the other side does not speak TLS',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'the other side does not speak TLS',
}

/**
 * Why no handshake came about, or null where the error is another one. In TLS 1.3 a client is done first, and may have
 * written its order before the server's refusal arrives; nobody has read that order all the same (RFC 8446 §4.4.2.4).
 */
export function handshakeRefusal(error: unknown): string | null {
  if (!(error instanceof Error)) return null
  const { code = '' } = error as NodeJS.ErrnoException
  if (untrusted.has(code)) return `untrusted certificate: ${error.message} (${code})`
  const why = local[code] ?? alerts[ALERT_CODE.exec(code)?.[1] ?? '']
  return why ? `TLS handshake: ${why} (${code})` : null
}
