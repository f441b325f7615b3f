/** Run events to browsers. A socket that cannot keep up gets merged frames, never a growing queue. */
import type { Server as HttpServer, IncomingMessage } from 'node:http'
import { type DefaultEventsMap, Server, type Socket } from 'socket.io'
import { Bucket } from '#core/bucket.ts'
import type { ClassJoined, ClientToServer, RunInfo, ServerToClient } from '#core/live.ts'
import type { Timers } from '#core/timers.ts'
import type { Lab } from '../runs/lab.ts'
import type { Classes } from './classes.ts'
import { createOutbox } from './outbox.ts'

interface SocketData {
  watching: Map<string, () => void>
  /** The class it takes part in; its host is in none. */
  classId: string | null
  guesses: Bucket
}
type LiveSocket = Socket<ClientToServer, ServerToClient, DefaultEventsMap, SocketData>

const MAX_MESSAGE_BYTES = 16 * 1024
const MAX_WATCHED_RUNS = 8
/** From one address: a whole class behind one router comes in at once, and comes back when the network stumbles. */
const JOINS = { burst: 400, perS: 5 }
const MOST_ADDRESSES = 1000
/** Of one connection: a guess is changed by hand. */
const GUESSES = { burst: 10, perS: 2 }

export interface SocketsOptions {
  lab: Lab
  classes: Classes
  timers: Timers
  allow: (request: IncomingMessage) => boolean
}

export function createSockets({ lab, classes, timers, allow }: SocketsOptions) {
  const io = new Server<ClientToServer, ServerToClient, DefaultEventsMap, SocketData>({
    destroyUpgrade: false,
    serveClient: false,
    maxHttpBufferSize: MAX_MESSAGE_BYTES,
    allowRequest: (request, answer) => answer(null, allow(request)),
  })
  io.on('connection', (socket: LiveSocket) => {
    socket.data = { watching: new Map(), classId: null, guesses: new Bucket(GUESSES, timers.nowUs()) }
    const unwatch = (runId: string) => {
      socket.data.watching.get(runId)?.()
      socket.data.watching.delete(runId)
    }
    socket.on('watch', async (request, answer) => {
      if (typeof answer !== 'function') return
      answer(await watch(lab, socket, request))
    })
    socket.on('unwatch', (request) => unwatch(String(request?.runId)))
    socket.on('join', (request, answer) => {
      if (typeof answer === 'function') answer(join(socket, request))
    })
    socket.on('guess', (request, answer) => {
      if (typeof answer !== 'function') return
      if (!socket.data.guesses.take(timers.nowUs())) return answer('too-many')
      const here = socket.data.classId !== null && socket.data.classId === request?.classId
      answer(here ? classes.guess(request.classId, socket.id, request.ms) : 'not-here')
    })
    socket.on('disconnect', () => {
      leave(socket)
      for (const runId of [...socket.data.watching.keys()]) unwatch(runId)
    })
  })
  classes.tells({
    tell: (room, view) => io.to(roomOf(room)).emit('class', view),
    dismiss: (classId) => {
      for (const host of [true, false]) io.socketsLeave(roomOf({ classId, host }))
    },
  })

  const joins = new Map<string, Bucket>()
  /** Addresses that have not joined for a while are forgotten; of too many at once, the first. */
  function mayJoin(address: string): boolean {
    const nowUs = timers.nowUs()
    if (!joins.has(address) && joins.size >= MOST_ADDRESSES) {
      for (const [known, bucket] of joins) if (bucket.isFull(nowUs)) joins.delete(known)
      const [first] = joins.keys()
      if (joins.size >= MOST_ADDRESSES && first !== undefined) joins.delete(first)
    }
    const bucket = joins.get(address) ?? new Bucket(JOINS, nowUs)
    joins.set(address, bucket)
    return bucket.take(nowUs)
  }

  function leave(socket: LiveSocket): void {
    const { classId } = socket.data
    socket.data.classId = null
    if (classId === null) return
    void socket.leave(roomOf({ classId, host: false }))
    classes.leave(classId, socket.id)
  }

  function join(socket: LiveSocket, request: { classId: string; token?: string }): ClassJoined {
    if (!mayJoin(socket.handshake.address)) return { refused: 'too-many' }
    const classId = String(request?.classId)
    const lead = typeof request?.token === 'string' ? classes.lead(classId, request.token) : null
    leave(socket)
    if (lead) {
      void socket.join(roomOf({ classId, host: true }))
      return { view: lead, host: true }
    }
    const joined = classes.join(classId, socket.id)
    if (joined === null) return { refused: 'missing' }
    if (joined.joined === 'full') return { refused: 'full' }
    socket.data.classId = classId
    void socket.join(roomOf({ classId, host: false }))
    return { view: joined.view, host: false }
  }

  return {
    attach: (server: HttpServer) => io.attach(server),
    async close() {
      await io.close()
    },
  }
}

function roomOf({ classId, host }: { classId: string; host: boolean }): string {
  return `class:${classId}:${host ? 'host' : 'viewers'}`
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
  // Whoever no longer wants it may say so before the lab has answered.
  let unwatchRun: (() => void) | null = null
  let wanted = true
  const leave = () => {
    wanted = false
    unwatchRun?.()
    outbox.drop()
  }
  socket.data.watching.set(runId, leave)
  const watched = await lab.watch(runId, sinceSeq, outbox.put).catch(() => null)
  if (!watched) {
    if (socket.data.watching.get(runId) === leave) socket.data.watching.delete(runId)
    return null
  }
  unwatchRun = watched.unwatch
  if (!wanted || socket.disconnected) leave()
  return watched.info
}
