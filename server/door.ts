/**
 * The one door from `app/` into the server. Next gives route handlers their own copy of every module, so the lab
 * that is running is handed over through the global object, here and nowhere else.
 */
import type { ReactNode } from 'react'
import type { Console } from './console/console.ts'
import type { Classes } from './live/classes.ts'
import type { openEventStream } from './live/event-stream.ts'
import type { Lab } from './runs/lab.ts'

export { NotFound, NotPossible } from './runs/errors.ts'
export type { Lab } from './runs/lab.ts'

const KEY = Symbol.for('wirelab')
interface House {
  lab: Lab
  console: Console
  classes: Classes
  /** Origins at which other devices on the network reach it; none where it listens on loopback alone. */
  addresses: () => string[]
  openEventStream: typeof openEventStream
  /** What `/metrics` answers. */
  metrics: () => { text: string; type: string }
  /** What React writes of what stands still; a page being rendered cannot ask it itself. */
  markup: (node: ReactNode) => string
}
type Holder = { [KEY]?: House }

export function openDoor(house: House): void {
  ;(globalThis as Holder)[KEY] = house
}

/** Throws where no lab is running, as during a build. */
export function getLab(): Lab {
  return getHouse().lab
}

/** Throws as {@link getLab}. */
export function getConsole(): Console {
  return getHouse().console
}

/** The lab and what stands around it; throws where there is none. */
export function getHouse(): House {
  const house = (globalThis as Holder)[KEY]
  if (!house) throw new Error('no lab is running in this process')
  return house
}
