/** Other people's programs: asked, and started as servers. */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { connect, createServer } from 'node:net'
import { promisify } from 'node:util'

const run = promisify(execFile)
const TOOL_TIMEOUT_MS = 20_000

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
export async function startServer(
  command: (port: number) => string[],
  { patienceMs = 30_000, port: wanted }: { patienceMs?: number; port?: number } = {},
): Promise<Started> {
  const port = wanted ?? (await freePort())
  let child: ChildProcess
  const start = async () => {
    const [program = '', ...args] = command(port)
    child = spawn(program, args, { stdio: 'ignore' })
    await accepts(port, patienceMs, () => child.exitCode)
  }
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const exited = new Promise((done) => child.once('exit', done))
    child.kill(signal)
    await exited
  }
  await start()
  return { port, pid: () => child.pid, crash: () => end('SIGKILL'), restart: start, close: () => end('SIGKILL') }
}

export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const address = server.address()
  await new Promise((closed) => server.close(closed))
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

async function accepts(port: number, patienceMs: number, exitCode: () => number | null): Promise<void> {
  const POLL_MS = 20
  for (let waitedMs = 0; waitedMs < patienceMs; waitedMs += POLL_MS) {
    if (exitCode() !== null) throw new Error(`it ended with ${exitCode()} before it accepted on ${port}`)
    const connected = await new Promise<boolean>((done) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.destroy()
        done(true)
      })
      socket.once('error', () => done(false))
    })
    if (connected) return
    await new Promise((later) => setTimeout(later, POLL_MS))
  }
  throw new Error(`nothing accepts on port ${port} after ${patienceMs} ms`)
}
