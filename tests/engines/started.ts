/** Other people's programs: asked, and started as servers. */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { connect, createServer } from 'node:net'
import { promisify } from 'node:util'
import { retries } from '../../scripts/tally.mjs'

const run = promisify(execFile)
const TOOL_TIMEOUT_MS = 20_000
const PRINTED_CHARS = 4000
const FIRST_PORT = 20_000
const PORTS = 12_000
const given = new Set<number>()

/** What a program printed. Rejects with its stderr when it fails. */
export async function outputOf(
  program: string,
  args: string[],
  { env = {}, timeoutMs = TOOL_TIMEOUT_MS }: { env?: Record<string, string>; timeoutMs?: number } = {},
): Promise<string> {
  const { stdout } = await run(program, args, { timeout: timeoutMs, env: { ...process.env, ...env } })
  return stdout
}

export interface Started {
  port: number
  /** Of its process, which is another one after a restart. */
  pid(): number | undefined
  /** Kill it as an accident would, and start it again on the same port. */
  crash(): Promise<void>
  restart(): Promise<void>
  close(): Promise<void>
}

/** Start a server on a free loopback port and wait until it accepts. */
export function startServer(
  command: (port: number) => string[],
  { patienceMs = 30_000, port }: { patienceMs?: number; port?: number } = {},
): Promise<Started> {
  if (port !== undefined) return started(command(port), port, patienceMs)
  return inTries(async () => {
    const free = await freePort()
    return started(command(free), free, patienceMs)
  })
}

async function started([program = '', ...args]: string[], port: number, patienceMs: number): Promise<Started> {
  let child: ChildProcess
  let printed = ''
  const start = async () => {
    child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] })
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text) => {
        printed = (printed + text).slice(-PRINTED_CHARS)
      })
    }
    const why = await accepts(port, patienceMs, () => child.exitCode)
    if (why) throw new Error(`${program}: ${why}. The last of what it printed:\n${printed}`)
  }
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const exited = new Promise((done) => child.once('exit', done))
    child.kill(signal)
    await exited
  }
  await start().catch(async (error) => {
    await end('SIGKILL')
    throw error
  })
  return { port, pid: () => child.pid, crash: () => end('SIGKILL'), restart: start, close: () => end('SIGKILL') }
}

/** Of what a hook starts: vitest tries a test again that failed, and no hook. What failed is printed. */
export async function inTries<T>(start: () => Promise<T>): Promise<T> {
  for (let left = retries; left > 0; left--) {
    try {
      return await start()
    } catch (error) {
      console.warn('failed, and is tried again:', error)
    }
  }
  return start()
}

/** Below those that the system gives to whoever dials, who would take it before the server that it is for does. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = FIRST_PORT + Math.floor(Math.random() * PORTS)
    if (given.has(port)) continue
    given.add(port)
    const server = createServer()
    const isFree = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false))
      server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
    })
    if (isFree) return port
  }
}

/** Why it does not, or null as soon as it does. */
async function accepts(port: number, patienceMs: number, exitCode: () => number | null): Promise<string | null> {
  const POLL_MS = 20
  for (let waitedMs = 0; waitedMs < patienceMs; waitedMs += POLL_MS) {
    if (exitCode() !== null) return `it ended with ${exitCode()} before it accepted on ${port}`
    const connected = await new Promise<boolean>((done) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.destroy()
        done(true)
      })
      socket.once('error', () => done(false))
    })
    if (connected) return null
    await new Promise((later) => setTimeout(later, POLL_MS))
  }
  return `nothing accepts on port ${port} after ${patienceMs} ms`
}
