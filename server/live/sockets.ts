/** Run events to browsers. A socket that cannot keep up gets merged frames, never a growing queue. */
import type { Server as HttpServer, IncomingMessage } from 'node:http'
import { type DefaultEventsMap, Server, type Socket } from 'socket.io'
import type { ClientToServer, RunInfo, ServerToClient } from '#core/live.ts'
import type { RunEvent } from '#core/run.ts'
import type { Lab } from '../runs/lab.ts'
import { appendMerged } from './outbox.ts'

type LiveSocket = Socket<ClientToServer, ServerToClient, DefaultEventsMap, { watching: Map<string, () => void> }>

const MAX_MESSAGE_BYTES = 16 * 1024
const MAX_WATCHED_RUNS = 8

export function createSockets(lab: Lab, allow: (request: IncomingMessage) => boolean) {
  const io = new Server<ClientToServer, ServerToClient, DefaultEventsMap, { watching: Map<string, () => void> }>({
    destroyUpgrade: false,
    serveClient: false,
    maxHttpBufferSize: MAX_MESSAGE_BYTES,
    allowRequest: (request, answer) => answer(null, allow(request)),
  })
  io.on('connection', (socket: LiveSocket) => {
    socket.data.watching = new Map()
    const unwatch = (runId: string) => {
      socket.data.watching.get(runId)?.()
      socket.data.watching.delete(runId)
    }
    socket.on('watch', async (request, answer) => {
      if (typeof answer !== 'function') return
      answer(await watch(lab, socket, request).catch(() => null))
    })
    socket.on('unwatch', (request) => unwatch(String(request?.runId)))
    socket.on('disconnect', () => {
      for (const runId of [...socket.data.watching.keys()]) unwatch(runId)
    })
  })
  return {
    attach: (server: HttpServer) => io.attach(server),
    async close() {
      await io.close()
    },
  }
}

async function watch(
  lab: Lab,
  socket: LiveSocket,
  request: { runId: string; sinceSeq: number },
): Promise<RunInfo | null> {
  const runId = String(request?.runId)
  const sinceSeq = Number.isSafeInteger(request?.sinceSeq) ? request.sinceSeq : 0
  socket.data.watching.get(runId)?.()
  socket.data.watching.delete(runId)
  if (socket.data.watching.size >= MAX_WATCHED_RUNS) return null
  const outbox = createOutbox(socket, runId)
  const watched = await lab.watch(runId, sinceSeq, outbox.put)
  if (!watched) return null
  if (socket.disconnected) watched.unwatch()
  else
    socket.data.watching.set(runId, () => {
      watched.unwatch()
      outbox.drop()
    })
  return watched.info
}

/** Hold events while the transport has not taken the last ones, and merge frames meanwhile. */
function createOutbox(socket: LiveSocket, runId: string) {
  let waiting: RunEvent[] = []
  let armed = false
  let dropped = false
  const send = () => {
    armed = false
    if (dropped || waiting.length === 0 || socket.disconnected) return
    const events = waiting
    waiting = []
    socket.emit('events', { runId, events })
  }
  const put = (events: RunEvent[]) => {
    for (const event of events) appendMerged(waiting, event)
    if (armed) return
    if (socket.conn.transport.writable) send()
    else {
      armed = true
      socket.conn.once('drain', send)
    }
  }
  return {
    put,
    drop: () => {
      dropped = true
      waiting = []
    },
  }
}
