/** What may be sent from the console: written by a person, so each mistake is named with its field. */
import { DEFAULT_TIMEOUT_MS } from '#core/defaults.ts'
import { Issues, notOneOf, show } from '#core/issue.ts'
import { type Limits, overCap } from '#core/limits.ts'
import type { OrderItem, PlaceOrder } from '#core/order.ts'
import { parseSettings } from '#core/parse-settings.ts'
import { factsOf, type Options, type ProtocolId } from '#core/protocols.ts'
import { NotPossible } from '#server/runs/errors.ts'
import { consoleProtocols } from './facts.ts'

export interface SendRequest {
  protocol: ProtocolId
  order: Omit<PlaceOrder, 'orderId'>
  /** Every option of the protocol; null where none was named. */
  options: Options | null
  timeoutMs: number
}

const LONGEST_TIMEOUT_MS = 10_000
const LONGEST_ID = 128
const MOST_ITEMS = 100
const known = ['protocol', 'order', 'payloadBytes', 'options', 'timeoutMs']
const knownOfOrder = ['customerId', 'items', 'note']
const knownOfItem = ['sku', 'quantity', 'unitPriceCents']

const sample: Omit<PlaceOrder, 'orderId'> = {
  customerId: 'customer-7',
  items: [{ sku: 'sku-42', quantity: 2, unitPriceCents: 1250 }],
  note: '',
}

/** @throws NotPossible with every issue */
export function parseSend(input: Record<string, unknown>, limits: Limits): SendRequest {
  const issues = new Issues()
  for (const key of Object.keys(input)) if (!known.includes(key)) issues.add([key], notOneOf(key, 'known here', known))
  const protocol = consoleProtocols.find((id) => id === input.protocol)
  if (!protocol) issues.add(['protocol'], notOneOf(input.protocol, 'a protocol of the console', consoleProtocols))
  const order = parseOrder(input, limits, issues)
  const { options, timeoutMs = DEFAULT_TIMEOUT_MS } = input
  if (options !== undefined && !isRecord(options)) issues.add(['options'], `${show(options)} is not an object`)
  const parsed =
    protocol && isRecord(options)
      ? parseSettings(factsOf(protocol).options, options, {
          path: ['options'],
          owner: `an option of ${factsOf(protocol).name}`,
          issues,
        })
      : null
  if (!isWhole(timeoutMs, 1, LONGEST_TIMEOUT_MS)) {
    issues.add(['timeoutMs'], `${show(timeoutMs)} is not a whole number from 1 to ${LONGEST_TIMEOUT_MS}`)
  }
  if (issues.any || !protocol) refuse(issues)
  return { protocol, order, options: parsed, timeoutMs: timeoutMs as number }
}

function parseOrder(input: Record<string, unknown>, limits: Limits, issues: Issues): SendRequest['order'] {
  const { order: given = {}, payloadBytes } = input
  if (!isRecord(given)) {
    issues.add(['order'], `${show(given)} is not an object`)
    return sample
  }
  for (const key of Object.keys(given)) {
    if (!knownOfOrder.includes(key)) issues.add(['order', key], notOneOf(key, 'a field of an order', knownOfOrder))
  }
  const { customerId = sample.customerId, items = sample.items, note = sample.note } = given
  if (!isId(customerId)) issues.add(['order', 'customerId'], `it must be a text of 1 to ${LONGEST_ID} characters`)
  if (!Array.isArray(items) || items.length > MOST_ITEMS) {
    issues.add(['order', 'items'], `it must be a list of at most ${MOST_ITEMS} items`)
  } else for (const [index, item] of items.entries()) checkItem(item, index, issues)
  if (typeof note !== 'string') issues.add(['order', 'note'], 'it must be a text')
  if (payloadBytes === undefined) {
    const over = overCap(Buffer.byteLength(String(note)), 'maxPayloadBytes', limits)
    if (over) issues.add(['order', 'note'], over)
    return { customerId, items, note } as SendRequest['order']
  }
  if (given.note !== undefined) issues.add(['payloadBytes'], 'it says how long order.note is: write one of them')
  if (!isWhole(payloadBytes, 0, Number.MAX_SAFE_INTEGER)) {
    issues.add(['payloadBytes'], `${show(payloadBytes)} is not a whole number, 0 or more`)
    return sample
  }
  const over = overCap(payloadBytes, 'maxPayloadBytes', limits)
  if (over) issues.add(['payloadBytes'], over)
  return { customerId, items, note: over ? '' : 'x'.repeat(payloadBytes) } as SendRequest['order']
}

function checkItem(item: unknown, index: number, issues: Issues): void {
  const path = ['order', 'items', index]
  if (!isRecord(item)) {
    issues.add(path, `${show(item)} is not {${knownOfItem.join(', ')}}`)
    return
  }
  for (const key of Object.keys(item)) {
    if (!knownOfItem.includes(key)) issues.add([...path, key], notOneOf(key, 'a field of an item', knownOfItem))
  }
  const { sku, quantity, unitPriceCents } = item as Partial<OrderItem>
  if (!isId(sku)) issues.add([...path, 'sku'], `it must be a text of 1 to ${LONGEST_ID} characters`)
  for (const [name, value] of Object.entries({ quantity, unitPriceCents })) {
    if (!isWhole(value, 0, LARGEST_COUNT)) {
      issues.add([...path, name], `${show(value)} is not a whole number from 0 to ${LARGEST_COUNT}`)
    }
  }
}

/** Fits an int32 of any wire. */
const LARGEST_COUNT = 2 ** 31 - 1

function refuse(issues: Issues): never {
  const { list } = issues
  throw new NotPossible(list.map(({ path, message }) => `${path}: ${message}`).join('\n'), list)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isId(value: unknown): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= LONGEST_ID
}

function isWhole(value: unknown, min: number, max: number): value is number {
  return Number.isInteger(value) && (value as number) >= min && (value as number) <= max
}
