/**
 * The SDK does not say whether a failed call had written anything. Node does: it announces every HTTP request as it
 * is made (`http.client.request.created`), in the asynchronous context of the call that made it.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import { channel } from 'node:diagnostics_channel'
import type { ClientRequest } from 'node:http'
import { RequestWrites } from '../request-writes.ts'

class Attempt {
  #writes: RequestWrites[] = []

  get written(): boolean {
    return this.#writes.some((writes) => writes.any)
  }

  watch(request: ClientRequest): void {
    this.#writes.push(new RequestWrites(request))
  }
}

const underWay = new AsyncLocalStorage<Attempt>()
const created = channel('http.client.request.created')
const onCreated = (message: unknown) => underWay.getStore()?.watch((message as { request: ClientRequest }).request)
let watchers = 0

/** From here until the returned function is called, attempts are watched. */
export function watchAttempts(): () => void {
  if (watchers++ === 0) created.subscribe(onCreated)
  let watching = true
  return () => {
    if (watching && --watchers === 0) created.unsubscribe(onCreated)
    watching = false
  }
}

/** Run `act`; `attempt.written` tells at any time whether a byte of it reached a connected socket. */
export function attempt<T>(act: () => Promise<T>): { result: Promise<T>; attempt: { readonly written: boolean } } {
  const watched = new Attempt()
  return { result: underWay.run(watched, act), attempt: watched }
}
