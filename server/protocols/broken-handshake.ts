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

/** Alerts by which the other side refuses to shake hands, by number: RFC 8446 §6. */
const alerts: Record<number, string> = {
  40: 'no parameters in common, or no client certificate where one is demanded', // handshake_failure
  42: 'the server refuses the client certificate', // bad_certificate
  43: 'the server refuses the client certificate', // unsupported_certificate
  45: 'the client certificate has expired', // certificate_expired
  46: 'the server refuses the client certificate', // certificate_unknown
  48: 'the server does not trust the client certificate', // unknown_ca
  70: 'no TLS version in common', // protocol_version
  116: 'the server demands a client certificate', // certificate_required
  120: 'no protocol in common (ALPN)', // no_application_protocol
}
/** As OpenSSL says it; Node's code for the same alert depends on whether a write was waiting. */
const ALERT_NUMBER = /SSL alert number (\d+)/
/** What this side sees for itself, in OpenSSL's words. */
const local: [said: RegExp, why: string][] = [
  [/unsupported protocol/, 'no TLS version in common'],
  [/disconnected before secure TLS connection/, 'the other side hung up; it is gone, or does not speak TLS'],
  [/wrong version number|packet length too long/, 'the other side does not speak TLS'],
]

/**
 * Why no handshake came about, or null where the error is another one. In TLS 1.3 a client is done first, and may have
 * written its order before the server's refusal arrives; nobody has read that order all the same (RFC 8446 §4.4.2.4).
 */
export function handshakeRefusal(error: unknown): string | null {
  if (!(error instanceof Error)) return null
  const { message } = error
  const { code = '' } = error as NodeJS.ErrnoException
  if (untrusted.has(code)) return `untrusted certificate: ${message} (${code})`
  const alert = Number(ALERT_NUMBER.exec(message)?.[1])
  if (alerts[alert]) return `TLS handshake: ${alerts[alert]} (alert ${alert})`
  const why = local.find(([said]) => said.test(message))?.[1]
  return why ? `TLS handshake: ${why}` : null
}
