/** Other people's programs, used as judges. Where one is missing its tests are skipped with the reason; in CI they fail. */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { accessSync, constants, existsSync, readdirSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { delimiter, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'

const FOLDERS = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', resolve('.wirelab/engines/bin')]

function programPath(name: string): string | null {
  const isThere = (path: string) => {
    try {
      accessSync(path, constants.X_OK)
      return true
    } catch {
      return false
    }
  }
  return FOLDERS.map((folder) => join(folder, name)).find(isThere) ?? null
}

/** The class path of a Java engine that scripts/engines.mjs fetched, or null. */
function jarsOf(name: string): string | null {
  try {
    const folder = resolve('.wirelab/engines', name)
    return readdirSync(folder).some((file) => file.endsWith('.jar')) ? `${folder}/*` : null
  } catch {
    return null
  }
}

/** The Python that Debian's packages are for, where it has that module; a Python of one's own may come before it in PATH. */
function pythonWith(module: string): string | null {
  return existsSync(join('/usr/lib/python3/dist-packages', module)) ? '/usr/bin/python3' : null
}

function pathOf(need: string): string | null {
  const [kind = '', name] = need.split(':')
  if (name === undefined) return programPath(kind)
  return kind === 'jar' ? jarsOf(name) : pythonWith(name)
}

/** Tests that need programs (by name), fetched jars (`jar:name`) or a Python's module (`python:name`). They are given the paths, in the same order. */
export function describeWith(needs: string[], title: string, body: (paths: string[]) => void): void {
  const paths = needs.map(pathOf)
  const missing = needs.filter((_, index) => paths[index] === null)
  if (missing.length === 0) {
    describe(title, () => body(paths as string[]))
    return
  }
  if (process.env.CI) {
    test(title, () => expect(missing, 'required in CI').toEqual([]))
    return
  }
  // Not on this machine, and `npm run test:engines` could not install it.
  describe.skip(`${title} (not installed: ${missing.join(', ')})`, () => {
    test('skipped', () => {})
  })
}

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
  return { port, crash: () => end('SIGKILL'), restart: start, close: () => end('SIGKILL') }
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
  const POLL_MS = 100
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
