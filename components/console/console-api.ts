/** The console's part of the HTTP API (docs/api.md), as the screen uses it. */
import { call } from '#components/run/api.ts'
import type { Address } from '#core/address.ts'
import type { Fault } from '#core/experiment.ts'
import type { FaultType } from '#core/faults.ts'
import type { PlaceOrder, Receipt } from '#core/order.ts'
import type { OutcomeKind, Verdict } from '#core/outcome.ts'
import type { Leg, Options, ProtocolId } from '#core/protocols.ts'

export interface BackendLink {
  leg: Leg
  address: Address
  bytes: { up: number; down: number; connections: number }
}

export interface BackendInfo {
  protocol: ProtocolId
  name: string
  status: 'starting' | 'ready' | 'failed'
  detail?: string
  address: Address | null
  linkAddress: Address | null
  links: BackendLink[]
  scope: string
  browserPath: string | null
  faults: Fault[]
}

export type Executed = { is: 'done'; atUs?: number; agoUs?: number; times: number } | { is: 'pending' }

export interface ServerSend {
  id: string
  protocol: ProtocolId
  order: PlaceOrder
  outcome: { kind: OutcomeKind; detail?: string }
  verdict: Exclude<Verdict, 'pending'>
  receipt: Receipt | null
  timings: {
    dnsUs?: number
    connectUs: number | null
    tlsUs?: number
    firstByteUs: number | null
    doneUs: number
  }
  captureIds: Partial<Record<Leg, string>>
  bytes: { up: number; down: number }
  executed: Executed
}

export interface SendRequest {
  protocol: ProtocolId
  order: { customerId: string; items: PlaceOrder['items']; note?: string }
  payloadBytes?: number
  options: Options
  timeoutMs: number
}

export interface CapturedChunk {
  stream: 'upstream' | 'downstream'
  atUs: number
  offset: number
  base64: string
}

export interface CapturedConnection {
  ordinal: number
  openedUs: number
  closedUs: number | null
  bytes: { up: number; down: number }
  truncated: boolean
  chunks: CapturedChunk[]
}

export interface Capture {
  id: string
  protocol: ProtocolId
  leg: Leg
  exact: boolean
  connections: CapturedConnection[]
}

export interface FaultRequest {
  id: string
  type: FaultType
  stream: 'upstream' | 'downstream'
  toxicity: number
  attributes: Fault['attributes']
  target?: { leg: Leg }
}

export async function readBackends(): Promise<BackendInfo[]> {
  return call<BackendInfo[]>('GET', '/api/backends')
}

export function sendFromServer(request: SendRequest): Promise<ServerSend> {
  return call('POST', '/api/send', { body: request })
}

export function readCapture(id: string): Promise<Capture> {
  return call('GET', `/api/captures/${encodeURIComponent(id)}`)
}

export async function readExecution(protocol: ProtocolId, orderId: string): Promise<Executed> {
  const path = `/api/backends/${protocol}/executions/${encodeURIComponent(orderId)}`
  return (await call<{ executed: Executed }>('GET', path)).executed
}

export function setBackendFault(protocol: ProtocolId, fault: FaultRequest): Promise<unknown> {
  return call('POST', `/api/backends/${protocol}/faults`, { body: fault })
}

export function clearBackendFault(protocol: ProtocolId, faultId: string): Promise<unknown> {
  return call('DELETE', `/api/backends/${protocol}/faults/${encodeURIComponent(faultId)}`)
}
