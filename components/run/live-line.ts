/** The page's one connection to the lab: a class and the run that it watches share it. Open while somebody holds it. */
import { io, type Socket } from 'socket.io-client'
import type { ClientToServer, ServerToClient } from '#core/live.ts'

export type LiveLine = Socket<ServerToClient, ClientToServer>

let line: LiveLine | null = null
let holders = 0

/** Give it back to {@link dropLine}, with the listeners that were put on it taken off. */
export function holdLine(): LiveLine {
  line ??= io({ transports: ['websocket', 'polling'] })
  holders += 1
  return line
}

export function dropLine(): void {
  holders -= 1
  if (holders > 0) return
  line?.close()
  line = null
}
