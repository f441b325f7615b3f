/** What every edge has, whoever calls: a lane's shorthand, its long form, and a service that calls others. */
import { check, isPlainObject, numberIn, oneOf, optional, says } from './checks.ts'
import { DEFAULT_TIMEOUT_MS } from './defaults.ts'
import { protocolIds, styles } from './protocols.ts'
import { edgeId } from './written-ids.ts'
import { writtenPolicy } from './written-policy.ts'
import { service } from './written-service.ts'

/** The longest that a caller waits, ms. */
export const LONGEST_TIMEOUT_MS = 120_000

/** Checked later against the rows of its protocol or fault. */
export const settings = check<Record<string, unknown>>(isPlainObject, 'an object', { type: 'object' })

export const protocol = says(oneOf(protocolIds, 'a protocol'), 'what is spoken between caller and service')

export const spoken = {
  style: optional(oneOf(styles, 'a style'), "the interaction style; by default the protocol's own"),
  options: optional(settings, "the protocol's own options"),
  policy: optional(writtenPolicy, 'what a caller does besides sending once; by default nothing'),
}

export const served = optional(service, 'the service that does the work')

export const sizes = {
  requestBytes: optional(
    numberIn({ min: 0, integer: true }),
    'padding of each request here; by default `payloadBytes`',
    {
      unit: 'bytes',
      cap: 'maxPayloadBytes',
    },
  ),
  responseBytes: optional(numberIn({ min: 0, integer: true }), 'padding of each receipt here', {
    unit: 'bytes',
    default: 0,
    cap: 'maxPayloadBytes',
  }),
}

/** What a service calls. */
export const callShape = {
  id: optional(edgeId, 'the name of this edge: what its place makes it, so it may be left out'),
  protocol,
  ...spoken,
  count: optional(
    numberIn({ min: 1, integer: true }),
    'how often for each order: one after the other, or at once where it is parallel',
    { default: 1, cap: 'maxFanOut' },
  ),
  timeoutMs: optional(
    numberIn({ min: 1, max: LONGEST_TIMEOUT_MS }),
    'how long the service waits before it gives up; of each attempt',
    { unit: 'ms', default: DEFAULT_TIMEOUT_MS },
  ),
  ...sizes,
  to: served,
}
