/** A caller: one order, one PUBLISH; and where it asks for a reply, the wait for it. */
import { randomUUID } from 'node:crypto'
import type { PlaceOrder } from '#core/order.ts'
import type { Outcome } from '#core/outcome.ts'
import { type Options, type OptionsOf, protocols } from '#core/protocols.ts'
import { outcomeOfAbort, outcomeOfBreak, outcomeOfSize } from '../broken-call.ts'
import type { Addresses, Client, Env } from '../protocol.ts'
import { refuseTlsOf } from '../tls.ts'
import { targetOf } from './dial.ts'
import { externalAddress, loginOf, MQTT_URL } from './endpoint.ts'
import { encodeOrder, encodeRequest, MAX_MESSAGE_BYTES, namesFor } from './message.ts'
import { Producer } from './producer.ts'
import { Replies } from './replies.ts'

const { largestPayloadBytes } = protocols.mqtt

export async function connect(given: Options, env: Env, at: Addresses): Promise<Client> {
  if (!at.produce) throw new Error('mqtt: no address for the leg "produce"')
  if (externalAddress(env.external)) refuseTlsOf(MQTT_URL, given)
  const options = given as OptionsOf<'mqtt'>
  const names = namesFor(env.scope)
  const qos = Number(options.qos) as 0 | 1 | 2
  const login = loginOf(env.external)
  // MQTT-3.1.4-2: a second client of the same id would throw out the first.
  const clientId = `${names.producer}-${randomUUID()}`
  const topic = env.style === 'request-reply' ? `${names.replies}/${clientId}` : names.replies
  const link = at.reply && targetOf(at.reply, given, env)
  const replies = link ? new Replies({ link, login, clientId: `${clientId}-replies`, topic, qos }) : null
  await replies?.open().catch(async (error) => {
    await replies.close()
    throw error
  })
  const producer = new Producer({ link: targetOf(at.produce, given, env), clientId, login, qos })

  const publish = (payload: Buffer, signal: AbortSignal): Promise<Outcome> => {
    const tooLarge = outcomeOfSize(payload.length, MAX_MESSAGE_BYTES)
    return tooLarge ? Promise.resolve(tooLarge) : producer.publish({ topic: names.orders, payload }, signal)
  }

  /** The broker has it first, then somebody answers. */
  const ask = async (order: PlaceOrder, signal: AbortSignal, via: Replies): Promise<Outcome> => {
    if (!via.isOpen) return outcomeOfBreak(new Error('no connection to be answered on'), false)
    const { correlationId, replied, forget } = via.expect()
    try {
      const told = await publish(encodeRequest(order, { replyTo: topic, correlationId }), signal)
      return told.kind === 'ok' ? await orAborted(replied, signal) : told
    } finally {
      forget()
    }
  }

  return {
    async perform(order, signal) {
      const tooLarge = outcomeOfSize(Buffer.byteLength(order.note), largestPayloadBytes)
      if (tooLarge) return tooLarge
      if (signal.aborted) return outcomeOfAbort(signal, false)
      return replies ? ask(order, signal, replies) : publish(encodeOrder(order), signal)
    },
    async close() {
      await Promise.all([producer.close(), replies?.close()])
    },
  }
}

function orAborted(replied: Promise<Outcome>, signal: AbortSignal): Promise<Outcome> {
  return new Promise((resolve) => {
    const settle = (outcome: Outcome) => {
      signal.removeEventListener('abort', onAbort)
      resolve(outcome)
    }
    const onAbort = () => settle(outcomeOfAbort(signal, true))
    if (signal.aborted) onAbort()
    else signal.addEventListener('abort', onAbort, { once: true })
    void replied.then(settle)
  })
}
