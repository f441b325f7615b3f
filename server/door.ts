/**
 * The one door from `app/` into the server. Next gives route handlers their own copy of every module, so the lab
 * that is running is handed over through the global object, here and nowhere else.
 */
import type { Lab } from './runs/lab.ts'

export { openEventStream } from './live/event-stream.ts'
export { type Conflict, NotFound, NotPossible } from './runs/errors.ts'
export type { Lab } from './runs/lab.ts'
export { EXPOSITION_TYPE } from './web/exposition.ts'
export { metricsText } from './web/metrics.ts'

const KEY = Symbol.for('wirelab')
type Holder = { [KEY]?: Lab }

export function openDoor(lab: Lab): void {
  ;(globalThis as Holder)[KEY] = lab
}

/** Throws where no lab is running, as during a build. */
export function getLab(): Lab {
  const lab = (globalThis as Holder)[KEY]
  if (!lab) throw new Error('no lab is running in this process')
  return lab
}
