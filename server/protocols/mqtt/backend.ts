/** The subscription of one lane and the consumer behind it. */
import { type Options, type OptionsOf, subscribersOf } from '#core/protocols.ts'
import { Consuming } from '../consumer-process.ts'
import type { Addresses, Depth, Env, Running, Service } from '../protocol.ts'
import { refuseTlsOf } from '../tls.ts'
import { askHeld } from './ask-held.ts'
import { Consumer } from './consumer.ts'
import { dial, OPENING_TIMEOUT_MS, type Target, targetOf } from './dial.ts'
import { externalAddress, type Login, loginOf, MQTT_URL } from './endpoint.ts'
import { greet } from './greet.ts'
import { type Names, namesFor, subscriberId } from './message.ts'

/** What no broker keeps is on the wire or in a socket's buffer. After this long without a message it is nowhere. */
const QUIET_MS = 1000

export async function serve(service: Service, given: Options, env: Env, at: Addresses): Promise<Running> {
  if (!at.consume || !at.engine) throw new Error('mqtt: no address for the leg "consume" or the engine')
  const isExternal = externalAddress(env.external) !== null
  if (isExternal) refuseTlsOf(MQTT_URL, given)
  const [consume, engine] = [at.consume, at.engine].map((each) => targetOf(each, given, env)) as [Target, Target]
  const reply = at.reply && targetOf(at.reply, given, env)
  const options = given as OptionsOf<'mqtt'>
  const login = loginOf(env.external)
  const names = namesFor(env.scope)
  if (isExternal) await greet(engine, login, `${names.consumer}-greeting`)
  const consuming = new Consuming({ service, options, env })
  const shared = { link: consume, replyLink: reply, login, names, consuming, options }
  const subscribers = Array.from({ length: subscribersOf({ style: env.style, options }) }, (_, index) => index)
  const consumers = subscribers.map((subscriber) => new Consumer({ ...shared, subscriber }))
  const closeAll = () => Promise.all(consumers.map((consumer) => consumer.close()))
  try {
    const how = isExternal ? {} : { connectTimeout: OPENING_TIMEOUT_MS }
    await Promise.all(consumers.map((consumer) => consumer.open(how)))
  } catch (error) {
    await closeAll()
    throw error
  }
  const isKept = options.session === 'persistent' && options.qos !== '0'
  const depth = async (): Promise<Depth> => {
    if (isExternal) throw new Error('mqtt: a broker cannot be asked for what it holds; only the embedded one tells')
    const held = await Promise.all(subscribers.map((subscriber) => askHeld(engine, subscriberId(names, subscriber))))
    const quietMs = Math.min(...[...held, ...consumers].map((each) => each.quietMs))
    if (!isKept && quietMs < QUIET_MS) {
      throw new Error('mqtt: nobody counts what is on the wire, and it is not quiet yet')
    }
    const sum = (of: keyof Depth) => held.reduce((total, each) => total + each.depth[of], 0)
    return { visible: sum('visible'), invisible: sum('invisible'), delayed: sum('delayed') }
  }
  let closed: Promise<void> | undefined
  const close = async () => {
    await closeAll()
    // An embedded broker goes with the run; a real one keeps what nobody deletes.
    if (!isExternal) return
    for (const subscriber of subscribers)
      await forget(engine, login, { ...names, consumer: subscriberId(names, subscriber) })
  }
  return {
    address: null,
    stop: async () => void (await Promise.all(consumers.map((consumer) => consumer.stop()))),
    start: async () => {
      for (const consumer of consumers) consumer.start()
    },
    crash: () => consuming.crash(),
    depth,
    close: () => (closed ??= close()),
  }
}

/** MQTT 3.1.1 §3.1.2.4: a clean connection of the same id ends the session. §3.3.1.3: an empty payload, the retained. */
async function forget(engine: Target, login: Login, { consumer, latest }: Names): Promise<void> {
  const client = dial(engine, { clientId: consumer, clean: true, ...login })
  await new Promise<void>((resolve) => {
    client.on('error', () => {})
    client.once('close', () => resolve())
    client.on('connect', () => client.publish(latest, '', { qos: 1, retain: true }, () => client.end()))
  })
}
