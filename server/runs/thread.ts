/**
 * A thread as its owner sees it: typed calls in, typed events out. One interface per boundary, in `threads/`; the
 * messages on the wire between threads are made from it here and nowhere else.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as delay } from 'node:timers/promises'
import { parentPort, type ResourceLimits, Worker } from 'node:worker_threads'

/** Methods that a thread offers. Arguments and results are structured clones. */
// biome-ignore lint/suspicious/noExplicitAny: the parameter list of each method is checked by the interface itself
export type Calls<Api> = { [M in keyof Api]: (...args: any[]) => unknown }
type Result<F> = F extends (...args: never[]) => infer R ? Promise<Awaited<R>> : never
type Arguments<F> = F extends (...args: infer A) => unknown ? A : never

type Request = { call: number; method: string; args: unknown[] } | { leave: true }
type Message = { call: number; result: unknown } | { call: number; error: string } | { event: unknown }

const MS_PER_NS = 1e-6
const LOOP_SAMPLE_MS = 10
const HEALTH_PERIOD_MS = 250
const LEAVE_WITHIN_MS = 3000

export interface ThreadOptions<Event> {
  name: string
  data: unknown
  onEvent?: (event: Event) => void
  /** Nobody reads its health: it takes no samples, so that it costs nothing while it has nothing to do. */
  unmeasured?: boolean
  limits?: ResourceLimits
  /** It ended although nobody asked it to. */
  onDeath: (detail: string) => void
}

export class Thread<Api extends Calls<Api>, Event = never> {
  readonly name: string
  /** One number that the thread keeps current: p99 of its event-loop delay, ms. */
  readonly health = new SharedArrayBuffer(Float64Array.BYTES_PER_ELEMENT)
  readonly #worker: Worker
  readonly #waiting = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>()
  readonly #exited: Promise<void>
  #calls = 0
  #closing = false
  /** Why it is no longer there; null while it is. */
  #ended: string | null = null

  constructor(module: URL, options: ThreadOptions<Event>) {
    this.name = options.name
    const health = options.unmeasured ? undefined : this.health
    this.#worker = new Worker(module, {
      name: options.name,
      workerData: { health, data: options.data },
      resourceLimits: options.limits,
    })
    this.#worker.on('message', (message: Message) => {
      if ('event' in message) return options.onEvent?.(message.event as Event)
      const waiting = this.#waiting.get(message.call)
      this.#waiting.delete(message.call)
      if ('error' in message) waiting?.reject(new Error(message.error))
      else waiting?.resolve(message.result as never)
    })
    let failure = ''
    this.#worker.on('error', (error) => {
      failure = error instanceof Error ? error.message : String(error)
    })
    this.#exited = new Promise((resolve) => {
      this.#worker.once('exit', (code) => {
        const detail = failure || `exit code ${code}`
        this.#ended = `thread ${this.name} ended: ${detail}`
        for (const { reject } of this.#waiting.values()) reject(new Error(this.#ended))
        this.#waiting.clear()
        resolve()
        if (!this.#closing) options.onDeath(this.#ended)
      })
    })
  }

  call<M extends keyof Api & string>(method: M, ...args: Arguments<Api[M]>): Result<Api[M]> {
    if (this.#ended) return Promise.reject(new Error(this.#ended)) as Result<Api[M]>
    const call = ++this.#calls
    const answer = new Promise((resolve, reject) => {
      this.#waiting.set(call, { resolve: resolve as (value: never) => void, reject })
      this.#worker.postMessage({ call, method, args } satisfies Request)
    })
    return answer as Result<Api[M]>
  }

  /** What an accident would do: it ends at once, and its owner is told so. */
  async kill(): Promise<void> {
    await this.#worker.terminate()
  }

  /**
   * Let it leave: it stops listening to us, and a thread that has closed what it opened then has nothing left to
   * wait for. One that still has is ended from outside (its sockets then say FIN, not RST).
   */
  async end(): Promise<'left' | 'terminated'> {
    this.#closing = true
    this.#worker.postMessage({ leave: true } satisfies Request)
    const leaving = new AbortController()
    const overdue = delay(LEAVE_WITHIN_MS, 'overdue', { signal: leaving.signal }).catch(() => 'left')
    const late = (await Promise.race([this.#exited, overdue])) === 'overdue'
    if (late) await this.#worker.terminate()
    leaving.abort()
    return late ? 'terminated' : 'left'
  }
}

interface Given<Data> {
  /** Absent where nobody measures this thread. */
  health?: SharedArrayBuffer
  data: Data
}

/** Inside a thread: offer `api`, keep the health number current. */
export function offer<Api extends Calls<Api>>(api: Api, given: Given<unknown>): void {
  const port = parentPort
  if (!port) throw new Error('this module runs in a worker thread only')
  port.on('message', async (request: Request) => {
    if ('leave' in request) return leave()
    const { call, method, args } = request
    try {
      const result = await (api[method as keyof Api] as (...args: unknown[]) => unknown)(...args)
      port.postMessage({ call, result } satisfies Message)
    } catch (error) {
      port.postMessage({ call, error: error instanceof Error ? error.message : String(error) } satisfies Message)
    }
  })
  const stopMeasuring = given.health ? measure(new Float64Array(given.health)) : () => {}
  const leave = () => {
    stopMeasuring()
    port.close()
  }
}

/** Keep `health[0]` current until the function returned is called. */
function measure(health: Float64Array): () => void {
  const loop = monitorEventLoopDelay({ resolution: LOOP_SAMPLE_MS })
  loop.enable()
  const timer = setInterval(() => {
    health[0] = Math.max(0, loop.percentile(99) * MS_PER_NS - LOOP_SAMPLE_MS)
    loop.reset()
  }, HEALTH_PERIOD_MS)
  return () => {
    clearInterval(timer)
    loop.disable()
  }
}

/** Inside a thread: say something to its owner. */
export function emit<Event>(event: Event): void {
  parentPort?.postMessage({ event } satisfies Message)
}
